"""The one door to what runs roma by itself: the user's crontab, or systemd user timers.

`systemd` chooses between the two everywhere; each leaves the other's traces alone. The jobs carry
everything they need in their argv, so no environment is set anywhere.
"""

from __future__ import annotations

from roma_cli.adapters.scheduling import crontab
from roma_cli.adapters.scheduling import systemd as timers
from roma_cli.domain.errors import RomaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.adapters.scheduling.jobs import Job, Report


def show(jobs: Sequence[Job], *, systemd: bool) -> str:
    """Return what `install` would write, for people to read or to place by hand.

    Calls no program and reads no file. What is not UTF-8 in a path is shown as a backslash and
    its hexadecimal value, so the text can always be printed. UsageError for a job that cannot be
    written down.
    """
    if systemd:
        return "\n".join(f"# {name}\n{text}" for name, text in timers.units(jobs).items())
    return crontab.block(jobs).decode("utf-8", "backslashreplace")


def install(jobs: Sequence[Job], environ: Mapping[str, str], *, systemd: bool) -> Report:
    """Make `jobs` run on their schedules; `installed` or `unchanged`.

    Programs are found along `environ`'s PATH and given `environ`. UsageError for a job that cannot
    be written down, CannotWrite for a crontab or unit directory that cannot be changed safely;
    both leave everything as it was.
    """
    return timers.install(jobs, environ) if systemd else crontab.install(jobs, environ)


def remove(environ: Mapping[str, str], *, systemd: bool) -> Report:
    """Take out all that `install` ever put in; `removed` or `nothing to remove`. CannotWrite."""
    return timers.remove(environ) if systemd else crontab.remove(environ)


def status(jobs: Sequence[Job], environ: Mapping[str, str], *, systemd: bool) -> Report:
    """Compare what is installed with `jobs`: `installed`, `outdated` or `not installed`.

    Reads only. UsageError and CannotWrite as `install`.
    """
    return timers.status(jobs, environ) if systemd else crontab.status(jobs, environ)


def installed_elsewhere(
    jobs: Sequence[Job], environ: Mapping[str, str], *, systemd: bool
) -> str | None:
    """Return the name of the other place where these jobs run too, or None. Reads only."""
    try:
        other = status(jobs, environ, systemd=not systemd)
    except RomaError:
        # It cannot be read, so nothing of ours can be said about it.
        return None
    if other.change == "not installed":
        return None
    return "the crontab" if systemd else "systemd's user timers"
