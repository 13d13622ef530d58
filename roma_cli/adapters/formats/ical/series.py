"""Repeats with past occurrences in another program: they continue with the next occurrence.

Some programs keep a repeat's first date, and write a separate VTODO for each occurrence that was
completed or moved, and an EXDATE for each one that was skipped.
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

_DONE = "this occurrence is done or moved there, so the task continues with the next one"


class Series:
    """The repeating tasks of one calendar, and their past occurrences.

    A repeating task waits for the VTODOs of its occurrences, which come right after it.
    """

    def __init__(self, place: Place, report: Report) -> None:
        self._place = place
        self._report = report
        self._held: ExternalTask | None = None
        self._times: list[ExternalTask] = []
        self._over: dict[str, set[Due]] = {}
        self._passed = ""

    def pass_over(self, uid: str, prop: Property, zones: Zones) -> None:
        """Record the occurrences in a RECURRENCE-ID or an EXDATE of a VTODO."""
        self._passed = uid
        for value in prop.value.split(","):
            try:
                due = zones.read(prop._replace(value=value)).due
            except Unreadable:
                continue
            self._over.setdefault(uid, set()).add(due)

    def through(self, task: ExternalTask) -> Iterator[ExternalTask]:
        """Return the tasks that no longer need to wait, now that this one is read."""
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
        """Return the tasks still waiting, and start over."""
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
