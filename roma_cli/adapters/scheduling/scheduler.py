"""The choice between what runs roma by itself: the user's crontab, or systemd user timers.

Each leaves the other's traces alone. The jobs carry everything they need in their argv, so no
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
    """A scheduler and what it does; programs are found along `environ`'s PATH and given `environ`.

    `show` returns what `install` would write, always printable, and calls no program. `install`
    makes jobs run on their schedules: `installed` or `unchanged`. `remove` takes out all that it
    ever put in: `removed` or `nothing to remove`. `status` compares what is there with the jobs and
    reads only: `installed`, `outdated` or `not installed`.

    They raise UsageError for a job that cannot be written down, and CannotWrite for a crontab or
    unit directory that cannot be read or changed safely; both leave everything as it was.
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
    """Return the scheduler that was chosen."""
    return SYSTEMD if systemd else CRONTAB


def installed_elsewhere(jobs: Sequence[Job], environ: Environ, *, systemd: bool) -> str | None:
    """Return the name of the other place where these jobs run too, or None. Reads only."""
    other = of(systemd=not systemd)
    try:
        return None if other.status(jobs, environ).change == "not installed" else other.name
    except RomaError:
        # It cannot be read, so nothing is known about it.
        return None
