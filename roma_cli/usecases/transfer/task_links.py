"""References of imported tasks: to their parent, their series, the task that they follow.

Others are named by uuids. Who is not in the file yet may come later in the import, so what could
not be found is looked for again at the end; what is not there then is named as lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import entry, is_empty, update
from roma_cli.domain.due import Due
from roma_cli.domain.transfer import limits
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.storage.queries import transfer as transfer_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.domain.changes import Value
    from roma_cli.domain.task_fields import Task
    from roma_cli.domain.transfer.interchange import ExternalTask
    from roma_cli.usecases.transfer.import_job import Job


class Late(NamedTuple):
    """References of one task that could not be made when it came; None for those that could."""

    record: str
    part_of: str | None
    follows: str | None
    series: str | None
    series_index: int


def is_linked(one: ExternalTask) -> bool:
    """Tell whether a task has anything to do with others, or repeats."""
    return not (one.recurrence == "none" and one.part_of is one.follows is one.series is None)


class Links:
    """The references of the tasks of one import."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._waiting: list[tuple[int, Late]] = []
        self._parts: set[int] = set()

    def columns(
        self,
        one: ExternalTask,
        fit: limits.Fitter,
        plain: dict[str, Value],
        own: int,
        here: Task | None,
        *,
        waiting: Mapping[str, int] | None = None,
    ) -> tuple[dict[str, Value], Late | None]:
        """Return the columns of the references that can be made now, and those that must wait.

        `plain` are the task's other columns, `own` is its key, `here` the task if it is known.
        `waiting` are keys of tasks about to be added, which are not in the file yet.
        """
        words = limits.repeat_words(one, fit)
        columns: dict[str, Value] = {"recurrence": words}
        if words == "none" and not is_linked(one):
            columns.update(subtask_of=None, parent_task_id=None)
            return columns, None
        due = limits.due_of_columns(plain)
        if words != "none" and due is None:
            # A recurring task without a due date is due today, all day.
            at = plain.get("created_at") if one.created_at is None else one.created_at
            moment = self._job.context.now if at is None else int(str(at))
            due = Due(None, days.today(self._job.place.rule, moment))
            columns.update(task_rules.due_columns(due))
        part_of, refused = self._part(one, fit, here)
        follows = self._find(one.follows)
        series, index = self._series(one, own, here, waiting or {})
        columns.update(subtask_of=part_of, parent_task_id=follows)
        missing = Late(
            limits.record_of(one),
            one.part_of if part_of is None and not refused else None,
            one.follows if follows is None else None,
            one.series if series is None else None,
            index,
        )
        late = missing if missing.part_of or missing.follows or missing.series else None
        if words == "none":
            if one.series is not None:
                columns.update(series_id=series, series_index=None if series is None else index)
            return columns, late
        if series is None:
            # For now, or for good, a series of its own: what repeats is always part of one.
            series = own
        anchor, first = one.anchor or due, one.anchor_index
        if one.series is None and here is not None and here.series_id is not None:
            if here.recurrence == words:
                return columns, late
            series, index, first = here.series_id, here.series_index or 0, None
        first = index if first is None or one.anchor is None else first
        columns.update(
            series_id=series,
            series_index=index,
            anchor_date=None if anchor is None else anchor.moment,
            anchor_day=None if anchor is None or anchor.day is None else anchor.day.isoformat(),
            anchor_index=min(first, index),
        )
        return columns, late

    def postpone(self, task_id: int, late: Late) -> None:
        """Keep for the end what the task `task_id` could not refer to."""
        self._waiting.append((task_id, late))
        if late.part_of is not None:
            self._parts.add(task_id)

    def finish(self) -> None:
        """Make the references that had to wait, and name what is lost."""
        for task_id, late in self._waiting:
            found = self._found(task_id, late)
            here = transfer_queries.by_id(self._job.file, task_id)
            if here is None or not found:
                continue
            if "series_id" in found:
                found["series_index"] = late.series_index
                if here.anchor_index is not None:
                    found["anchor_index"] = min(here.anchor_index, late.series_index)
            change = update("tasks", task_id, here, found)
            if not is_empty(change):
                self._job.write(entry("task.updated", change))

    def _found(self, task_id: int, late: Late) -> dict[str, Value]:
        """Return the columns of what can be referred to by now; the rest is lost."""
        found: dict[str, Value] = {}
        for column, field, uuid in (
            ("subtask_of", "part_of", late.part_of),
            ("parent_task_id", "follows", late.follows),
            ("series_id", "series", late.series),
        ):
            if uuid is None:
                continue
            other = self._find(uuid)
            if other is None:
                self._lose(late, field, f"there is no task {uuid}")
            elif field == "series" and transfer_queries.occurrence(
                self._job.file, other, late.series_index
            ):
                self._lose(late, field, "its place in the series is taken")
            elif field == "part_of" and self._too_deep(task_id, other):
                self._lose(late, field, "subtasks go one level deep")
            else:
                found[column] = other
        return found

    def _part(
        self, one: ExternalTask, fit: limits.Fitter, here: Task | None
    ) -> tuple[int | None, bool]:
        """Return the key of a task's parent, None where there is none, and if it was refused."""
        other = self._find(one.part_of)
        if other is None:
            return None, False
        if other in self._parts or self._too_deep(None if here is None else here.id, other):
            fit.lose("part_of", "subtasks go one level deep")
            return None, True
        return other, False

    def _series(
        self, one: ExternalTask, own: int, here: Task | None, waiting: Mapping[str, int]
    ) -> tuple[int | None, int]:
        """Return the key of a task's series, None where that is not known yet, and its index."""
        index = max(0, one.series_index or 0)
        if one.series is None:
            return None, index
        if one.series in waiting or (one.series == one.uuid and here is None):
            return waiting.get(one.series, own), index
        series = own if one.series == one.uuid else self._find(one.series)
        if series is not None:
            taken = transfer_queries.occurrence(self._job.file, series, index)
            if taken is not None and (here is None or taken != here.id):
                return None, index
        return series, index

    def _too_deep(self, task_id: int | None, other: int) -> bool:
        """Tell whether a task cannot become part of the task `other`."""
        file = self._job.file
        parent = transfer_queries.by_id(file, other)
        if parent is None or parent.subtask_of is not None or parent.id == task_id:
            return True
        return task_id is not None and transfer_queries.has_subtasks(file, task_id)

    def _find(self, uuid: str | None) -> int | None:
        if uuid is None:
            return None
        here = known(self._job, uuid)[1]
        return None if here is None else here.id

    def _lose(self, late: Late, field: str, reason: str) -> None:
        self._job.lose(late.record, field, reason)


def known(job: Job, uuid: str) -> tuple[str, Task | None]:
    """Return what a task is called in the file, and the task if this user has it.

    Where another user of the file has imported the same one, this user's is called otherwise.
    """
    here = transfer_queries.by_uuid(job.file, uuid)
    if here is not None and here.user_id != job.context.user_id:
        uuid = name_uuid("user", job.context.user_id, uuid)
        here = transfer_queries.by_uuid(job.file, uuid)
    return uuid, here
