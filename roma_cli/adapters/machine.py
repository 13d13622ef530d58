"""The machine: its time zone, its name, and the directories where files belong."""

from __future__ import annotations

import os
import sys

from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_LINKS = 16  # a chain of symbolic links this long is a circle
_TIMEZONE_FILE_READ = 1024
_XDG = {"data": ("XDG_DATA_HOME", ".local/share"), "config": ("XDG_CONFIG_HOME", ".config")}


def machine_zone(
    environ: Mapping[str, str],
    *,
    localtime: str = "/etc/localtime",
    timezone_file: str = "/etc/timezone",
) -> str | None:
    """Return the IANA key of the machine's time zone, or None if unknown.

    Sources, in this order: the TZ variable (POSIX: a colon may precede the key; strings like
    EST5EDT,M3.2.0,M11.1.0 are not keys and are ignored), the link /etc/localtime, the file
    /etc/timezone (Debian).
    """
    from roma_cli.domain.clock.zones import find_zone  # noqa: PLC0415 - only a new file asks this

    candidates = _zone_candidates(environ, localtime, timezone_file)
    return next((key for key in map(find_zone, candidates) if key is not None), None)


def _zone_candidates(
    environ: Mapping[str, str], localtime: str, timezone_file: str
) -> Iterator[str]:
    variable = environ.get("TZ", "").removeprefix(":")
    yield _key_in_path(variable) or variable
    # Link by link: the final file may have another name than the chosen zone
    # (Europe/Kyiv is Europe/Kiev on some systems).
    link = localtime
    for _ in range(_MOST_LINKS):
        try:
            target = os.readlink(link)
        except OSError:
            break
        link = os.path.join(os.path.dirname(link), target)
        yield _key_in_path(link)
    try:
        with open(timezone_file, encoding="utf-8", errors="replace") as file:
            lines = file.read(_TIMEZONE_FILE_READ).splitlines()
    except OSError:
        return
    for line in lines:
        yield line.partition("#")[0]


def _key_in_path(path: str) -> str:
    """Return the part of a path after the zone data directory, or ""."""
    _, found, key = path.rpartition("zoneinfo/")
    # The same zones, with and without leap seconds.
    return key.removeprefix("posix/").removeprefix("right/") if found else ""


def device_id() -> str:
    """Return the machine's host name, or "unknown" if it has none."""
    try:
        return os.uname().nodename or "unknown"
    except (AttributeError, OSError):  # no uname on this platform
        return "unknown"


def data_directory(environ: Mapping[str, str]) -> str:
    """Return the absolute directory of the data file; it may not exist yet.

    On Linux it follows the XDG Base Directory Specification, elsewhere `platformdirs`.
    Raises UsageError if there is no home directory.
    """
    return _directory(environ, "data")


def config_directory(environ: Mapping[str, str]) -> str:
    """Return the absolute directory of the user's hooks and settings, like `data_directory`."""
    return _directory(environ, "config")


def _directory(environ: Mapping[str, str], kind: str) -> str:
    if sys.platform != "linux":
        import platformdirs  # noqa: PLC0415 - 19 ms

        find = platformdirs.user_data_dir if kind == "data" else platformdirs.user_config_dir
        return find("roma", appauthor=False)
    variable, below_home = _XDG[kind]
    base = environ.get(variable, "")
    if not os.path.isabs(base):  # "must be absolute … otherwise … ignore": the specification
        base = os.path.join(_home(environ), below_home)
    return os.path.join(base, "roma")


def _home(environ: Mapping[str, str]) -> str:
    """Return the home directory: HOME, or without it (cron, a service) the user database's.

    A relative HOME is an error: it would mean a different data file in every directory.
    """
    home = environ.get("HOME", "")
    if not home:
        import pwd  # noqa: PLC0415 - rarely needed, and absent on some platforms

        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            home = ""
    if not os.path.isabs(home):
        what = f"the home directory {home!r} is not absolute" if home else "HOME is not set"
        raise UsageError(
            f"{what}, so roma can't find its data file",
            "ROMA_DB=/path/to/roma.db roma",
        )
    return home
