"""Desktop notices, through the first desktop program that is installed.

Freedesktop's programs come first (`notify-send`, then GLib's `gdbus`), then macOS's `osascript`.
All of them exit only after the desktop has accepted the notice.
"""

from __future__ import annotations

import os
import shutil
import stat

from roma_cli.adapters import subprocesses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 5
"""Seconds to wait for the desktop, which normally answers in milliseconds."""

_BUS = "DBUS_SESSION_BUS_ADDRESS"

# The words come as arguments, so they are never part of the script. It is read from stdin, after
# which osascript takes everything for an argument, also what begins with "-".
_APPLESCRIPT = b"""on run argv
display notification (item 2 of argv) with title (item 1 of argv)
end run
"""


def show(
    title: str, body: str, environ: Mapping[str, str], *, run_user: str = "/run/user"
) -> tuple[bool, str]:
    """Show a notice; return whether the desktop accepted it, and the program used or the error.

    cron and services have no session bus address; then systemd's socket below `run_user` is used,
    if it exists.
    """
    environ = with_bus(environ, run_user)
    # Arguments can't contain NUL, and no title needs it.
    title, body = title.replace("\0", ""), body.replace("\0", "")
    script = b""
    if _found("notify-send", environ):
        argv = notify_send(title, body)
    elif _found("gdbus", environ) and (_BUS in environ or "DISPLAY" in environ):
        argv = gdbus(title, body)
    elif _found("osascript", environ):
        argv, script = ["osascript", "-", title, body], _APPLESCRIPT
    elif _found("gdbus", environ):
        return False, "no desktop session found"
    else:
        return False, "none of notify-send, gdbus and osascript is installed"
    problem = subprocesses.run(argv, script, environ, limit=SECONDS)
    return not problem, f"{argv[0]}: {problem or 'accepted'}"


def with_bus(environ: Mapping[str, str], run_user: str) -> Mapping[str, str]:
    """Return `environ` with the address of the user's session bus, if there is one."""
    if environ.get(_BUS):
        return environ
    known = {name: value for name, value in environ.items() if name != _BUS}
    path = os.path.join(run_user, str(os.getuid()), "bus")
    try:
        status = os.stat(path)
    except OSError:
        return known
    if not stat.S_ISSOCK(status.st_mode) or status.st_uid != os.getuid():
        return known
    return {**known, _BUS: f"unix:path={path}"}


def notify_send(title: str, body: str) -> list[str]:
    """Return the argument list for libnotify's `notify-send`.

    It unescapes backslashes in the body, and only there (g_strcompress).
    """
    return ["notify-send", "--app-name=roma", "--", title, _markup(body).replace("\\", "\\\\")]


def gdbus(title: str, body: str) -> list[str]:
    """Return the argument list that calls Notify on the session bus (notifications, 1.2).

    No `--` is needed: no argument begins with "-".
    """
    return [
        "gdbus",
        "call",
        "--session",
        "--dest=org.freedesktop.Notifications",
        "--object-path=/org/freedesktop/Notifications",
        "--method=org.freedesktop.Notifications.Notify",
        _gvariant("roma"),
        "uint32 0",  # replaces nothing
        _gvariant(""),  # no icon
        _gvariant(title),
        _gvariant(_markup(body)),
        "@as []",  # no actions
        "@a{sv} {}",  # no hints
        "int32 -1",  # the desktop chooses the timeout
    ]


def _found(program: str, environ: Mapping[str, str]) -> bool:
    return shutil.which(program, path=environ.get("PATH", os.defpath)) is not None


def _markup(text: str) -> str:
    """Escape text for a body that is parsed as markup; titles never are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _gvariant(text: str) -> str:
    """Return a string in GVariant's text format.

    Always quoted: gdbus reads every argument so, and a title that happens to be quoted would
    lose its quotes.
    """
    return '"' + "".join(_gvariant_character(character) for character in text) + '"'


def _gvariant_character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
