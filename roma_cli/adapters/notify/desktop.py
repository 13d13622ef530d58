"""Desktop notices, by whichever of the desktop's programs is there.

Freedesktop's are asked first (`notify-send`, then GLib's `gdbus`), then macOS's `osascript`. All
of them answer only after the desktop has taken the notice.
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
"""How long the desktop may take to answer; it does in milliseconds."""

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
    """Show a notice; tell whether the desktop took it, and who was asked or what went wrong.

    Cron and services have no address of the session bus: then it is the socket that systemd keeps
    below `run_user`, if it is there.
    """
    environ = with_bus(environ, run_user)
    # No program can be given a NUL, and no title needs one.
    title, body = title.replace("\0", ""), body.replace("\0", "")
    script = b""
    if _found("notify-send", environ):
        argv = notify_send(title, body)
    elif _found("gdbus", environ) and (_BUS in environ or "DISPLAY" in environ):
        argv = gdbus(title, body)
    elif _found("osascript", environ):
        argv, script = ["osascript", "-", title, body], _APPLESCRIPT
    elif _found("gdbus", environ):
        return False, "there is no desktop session to be found"
    else:
        return False, "none of notify-send, gdbus and osascript is installed"
    problem = subprocesses.run(argv, script, environ, limit=SECONDS)
    return not problem, f"{argv[0]}: {problem or 'taken'}"


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

    It undoes backslash escapes in the body, and in the body alone (g_strcompress).
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
        "int32 -1",  # stays as long as the desktop likes
    ]


def _found(program: str, environ: Mapping[str, str]) -> bool:
    return shutil.which(program, path=environ.get("PATH", os.defpath)) is not None


def _markup(text: str) -> str:
    """Return text that reads the same where the body is taken for markup; a title never is."""
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
