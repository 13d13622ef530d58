"""The time zone data in use: the system's or the `tzdata` package's, whichever is newer.

Zone rules change a few times a year, often at a few weeks' notice; either source can be
outdated.
"""

from __future__ import annotations

import os
import zoneinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "unknown"

# "# version 2025b", the first line of tzdata.zi; BSD and macOS keep the bare name in +VERSION.
_VERSION_FILES = ("tzdata.zi", "+VERSION")
_VERSION_PREFIX = "# version "
_VERSION_READ = 64
_YEAR_DIGITS = 4


def choose_newest(environ: Mapping[str, str]) -> None:
    """Make zoneinfo use the package's zone data if it is newer than the system's.

    Must be called before the first zone is loaded, because zoneinfo caches zones. The package
    replaces system data of unknown version, but not if the user set PYTHONTZPATH or the package is
    inside a zip file.
    """
    if "PYTHONTZPATH" in environ:
        return
    package = _package()
    if package is None:
        return
    directory, version = package
    # A year and letters: 2025b, 2025c, 2026a. They sort as text, and unknown ("") sorts first.
    if version > _system_version():
        zoneinfo.reset_tzpath(to=[directory])


def zone_data_version() -> tuple[str, str]:
    """Return the directory that zones are read from and its IANA version ("2025b").

    The directory is "" if there is no zone data, the version "unknown" if the directory does not
    state it.
    """
    for directory in zoneinfo.TZPATH:
        if os.path.isdir(directory):
            return directory, _version_in(directory) or UNKNOWN
    # zoneinfo itself falls back to the package.
    return _package() or ("", UNKNOWN)


def _package() -> tuple[str, str] | None:
    """Return the package's directory of zones and its version; None if not there as files."""
    try:
        # Missing if a distribution uses only its own zone data; it has no types.
        import tzdata  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        return None
    # importlib.resources would find it too, in 10 ms.
    directory = os.path.join(os.path.abspath(tzdata.__path__[0]), "zoneinfo")
    return (directory, tzdata.IANA_VERSION) if os.path.isdir(directory) else None


def _system_version() -> str:
    for directory in zoneinfo.TZPATH:
        version = _version_in(directory)
        if version:
            return version
    return ""


def _version_in(directory: str) -> str:
    """Return the version that a directory of zone data states, or ""."""
    for name in _VERSION_FILES:
        try:
            # Not open(): its text layer costs as much as everything else here.
            descriptor = os.open(os.path.join(directory, name), os.O_RDONLY)
        except OSError:
            continue
        try:
            head = os.read(descriptor, _VERSION_READ)
        except OSError:  # a directory with that name
            continue
        finally:
            os.close(descriptor)
        line = head.decode("ascii", "replace").partition("\n")[0].strip()
        version = line.removeprefix(_VERSION_PREFIX)
        if version[:_YEAR_DIGITS].isdecimal() and version.isalnum():
            return version
    return ""
