"""The schedulers that can run roma: the user's crontab, or systemd user timers.

Each leaves the other's files alone. The jobs have everything they need in their argv, so no
environment is set anywhere.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.adapters.scheduling import crontab, systemd
from roma_cli.domain.errors import RomaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roma_cli.adapters.scheduling.jobs import Job, Report

    Environ = Mapping[str, str]


class Scheduler(namedtuple("Scheduler", "name show install remove status")):
    """A scheduler's functions; programs are found on `environ`'s PATH and run with `environ`.

    `show` returns what `install` would write, always printable, and calls no program. `install`
    schedules the jobs: `installed` or `unchanged`. `remove` deletes everything that it ever added:
    `removed` or `nothing to remove`. `status` compares the installed jobs with these, read-only:
    `installed`, `outdated` or `not installed`.

    They raise UsageError for a job that can't be written, and CannotWrite for a crontab or unit
    directory that can't be read or changed safely; then nothing has changed.
    """

    __slots__ = ()
    name: str
    show: Callable[[Sequence[Job]], str]
    install: Callable[[Sequence[Job], Environ], Report]
    remove: Callable[[Environ], Report]
    status: Callable[[Sequence[Job], Environ], Report]


CRONTAB = Scheduler("the crontab", crontab.show, crontab.install, crontab.remove, crontab.status)
SYSTEMD = Scheduler(
    "systemd's user timers", systemd.show, systemd.install, systemd.remove, systemd.status
)


def of(*, systemd: bool) -> Scheduler:
    """Return the chosen scheduler."""
    return SYSTEMD if systemd else CRONTAB


def installed_elsewhere(jobs: Sequence[Job], environ: Environ, *, systemd: bool) -> str | None:
    """Return the name of the other scheduler that has these jobs too, or None. Read-only."""
    other = of(systemd=not systemd)
    try:
        return None if other.status(jobs, environ).change == "not installed" else other.name
    except RomaError:
        # It can't be read, so nothing is known about it.
        return None
