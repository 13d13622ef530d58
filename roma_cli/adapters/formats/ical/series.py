"""Repeats of which a time is over already in another program: they go on with the next one.

Some programs leave the date of a repeat at its first time, and write a VTODO of its own for each
time that was done or moved, and an EXDATE for one that was left out.
"""

from __future__ import annotations

from roma_cli.adapters.formats.ical.dates import Unreadable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.repeats.recurrence import occurrence
from roma_cli.domain.transfer.interchange import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.ical.dates import Zones
    from roma_cli.adapters.formats.ical.lines import Property
    from roma_cli.adapters.formats.source import Report
    from roma_cli.domain.due import Due
    from roma_cli.domain.transfer.interchange import ExternalTask, Place

_DONE = "this time of the repeat is over or moved there: it goes on with the next one"


class Series:
    """The repeating tasks of one calendar, and the times of them that are over.

    A repeating task waits for the VTODOs of its times, which come right after it.
    """

    def __init__(self, place: Place, report: Report) -> None:
        self._place = place
        self._report = report
        self._held: ExternalTask | None = None
        self._times: list[ExternalTask] = []
        self._over: dict[str, set[Due]] = {}
        self._passed = ""

    def pass_over(self, uid: str, prop: Property, zones: Zones) -> None:
        """Take note of the times in a RECURRENCE-ID or an EXDATE of a VTODO."""
        self._passed = uid
        for value in prop.value.split(","):
            try:
                due = zones.read(prop._replace(value=value)).due
            except Unreadable:
                continue
            self._over.setdefault(uid, set()).add(due)

    def through(self, task: ExternalTask) -> Iterator[ExternalTask]:
        """Return the tasks that need to wait no longer, now that this one is read."""
        uid, self._passed = self._passed, ""
        if self._held is not None and uid == self._held.uuid:
            self._times.append(task)
            return
        yield from self._released()
        if task.recurrence == "none":
            yield task
        else:
            self._held = task

    def end(self) -> Iterator[ExternalTask]:
        """Return what waits still, and start over."""
        yield from self._released()
        self._over = {}

    def _released(self) -> Iterator[ExternalTask]:
        task, self._held = self._held, None
        if task is not None:
            over = self._over.get(task.uuid)
            yield task if over is None else self._moved_on(task, over)
            yield from self._times
            self._times = []

    def _moved_on(self, task: ExternalTask, over: set[Due]) -> ExternalTask:
        repeat = parse_repeat(task.recurrence)
        due, steps = task.due, 0
        try:
            while task.due is not None and repeat is not None and due in over:
                steps += 1
                due = occurrence(repeat, task.due, steps, self._place.rule)
        except UsageError:
            return task
        if not steps:
            return task
        self._report(Loss(task.title, "DUE", _DONE))
        if task.anchor is None:
            task = task._replace(anchor=task.due, anchor_index=task.series_index or 0)
        return task._replace(due=due, series_index=(task.series_index or 0) + steps)
