"""Brings tasks in: new ones are added, known ones changed where the other side is newer.

A task is known by its uuid. What is equal stays untouched. Where it differs, the side that was
changed later wins, whole: a task deleted here after it was changed there stays deleted, one
deleted there after it was changed here stays. What was kept so is named. Notes and reminders are
added where they are missing, and never taken away.
"""

from __future__ import annotations

from itertools import islice
from operator import itemgetter

from roma_cli.adapters.formats import registry
from roma_cli.domain.bulk_changes import Rows
from roma_cli.domain.changes import NewKey, entry, update
from roma_cli.domain.due import DAY
from roma_cli.domain.transfer import limits
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.reminders import sync as reminder_sync
from roma_cli.usecases.transfer import task_details
from roma_cli.usecases.transfer.task_links import Links, is_linked, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.records import Task
    from roma_cli.domain.transfer.interchange import ExternalTask
    from roma_cli.storage.queries.transfer import Extras
    from roma_cli.usecases.transfer.import_job import Job
    from roma_cli.usecases.transfer.task_links import Late

_FIRST, _MOST = 512, 8192
"""Tasks that are looked up together, and added with one statement: ever more of them, for the
first ones only tell whether there is anything new at all."""

_COLUMNS = (
    *("user_id", "uuid", "title", "description", "due_date", "due_day", "recurrence", "priority"),
    *("tags", "tag_keys", "status", "created_at", "updated_at", "completed_at", "parent_task_id"),
    *("series_id", "series_index", "anchor_date", "anchor_day", "anchor_index", "repeat_from"),
    *("skipped", "subtask_of", "project", "wait_until", "estimate", "reminder_offset"),
    "deleted_at",
)
_NOT_LINKED: dict[str, Value] = dict.fromkeys(
    (
        *("parent_task_id", "series_id", "series_index", "anchor_date", "anchor_day"),
        *("anchor_index", "subtask_of"),
    )
)
_in_order = itemgetter(*_COLUMNS)

_SURE = frozenset({"title", "status"})
_WATCHED = frozenset({"due_date", "due_day", "reminder_offset", "status", "deleted_at"})
_COLUMN_FIELDS = {
    "due_date": "due",
    "due_day": "due",
    "tag_keys": "tags",
    "reminder_offset": "reminders",
    "completed_at": "status",
    "deleted_at": "status",
    "subtask_of": "part_of",
    "parent_task_id": "follows",
    "series_id": "series",
    "anchor_date": "anchor",
    "anchor_day": "anchor",
}
"""What the field of a carried task is called that a column comes from, where not the same."""


def entries(job: Job, tasks: Iterable[ExternalTask]) -> Iterator[Entry | Rows]:
    """Return the entries that bring `tasks` in, as they come.

    What one refers to may come later: such references are made at the end.
    """
    importer = _Importer(job)
    coming = iter(tasks)
    size = _FIRST
    while some := list(islice(coming, size)):
        yield from importer.bring_in(some)
        size = min(2 * size, _MOST)
    yield from importer.links.rest()


class _New:
    """A task that waits to be added, with what belongs to it."""

    __slots__ = ("fit", "late", "one", "row")

    def __init__(
        self, one: ExternalTask, row: dict[str, Value], fit: limits.Fitter, late: Late | None
    ) -> None:
        self.one = one
        self.row = row
        self.fit = fit
        self.late = late


class _Importer:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._user_id = job.context.user_id
        self._file = job.context.file
        self._fields = _SURE | registry.fields(job.format)
        self._waiting: list[Sequence[Value]] = []
        self._keys: dict[str, NewKey] = {}
        self._places: set[tuple[object, object]] = set()
        self._with_parts: list[tuple[int, _New]] = []
        self.links = Links(job)

    def bring_in(self, some: list[ExternalTask]) -> Iterator[Entry | Rows]:
        """Return the entries that add tasks, change those that are known, or leave them."""
        there = transfer_queries.by_uuids(self._file, [one.uuid for one in some])
        kept: dict[int, Extras] = {}
        if there:
            ids = [task.id for task in there.values()]
            kept = transfer_queries.extras(self._file, ids, self._job.format)
        seen: set[str] = set()
        for one in some:
            uuid, here = one.uuid, there.get(one.uuid)
            again = uuid in seen
            seen.add(uuid)
            if self._waiting and (again or self._refers_to_waiting(one)):
                yield from self._flush()
            if again or (here is not None and here.user_id != self._user_id):
                uuid, here = known(self._job, uuid)
                if here is not None:
                    kept.pop(here.id, None)
                    kept.update(transfer_queries.extras(self._file, [here.id], self._job.format))
            fit = limits.Fitter(one, self._job.lost)
            columns = limits.plain_columns(one, fit)
            if here is None:
                yield from self._add(one, uuid, columns, fit)
            else:
                yield from self._flush()
                yield from self._merge(one, here, columns, fit, kept.get(here.id))
        yield from self._flush()

    def _refers_to_waiting(self, one: ExternalTask) -> bool:
        return one.part_of in self._keys or one.follows in self._keys

    def _add(
        self, one: ExternalTask, uuid: str, columns: dict[str, Value], fit: limits.Fitter
    ) -> Iterator[Entry | Rows]:
        """Put a new task among those that wait; the entries are of those that waited before."""
        row: dict[str, Value] = {
            **_NOT_LINKED,
            **columns,
            **_state(one, fit, self._job.context.now),
            "user_id": self._user_id,
            "uuid": uuid,
            "recurrence": "none",
        }
        late = None
        if is_linked(one):
            place = self._link(one, row, fit)
            if place in self._places:
                # Whose place it is shows in the file alone.
                yield from self._flush()
                place = self._link(one, row, fit)
            self._places.add(place)
            late = self.links.late
        if one.notes or one.reminders or one.extras or late is not None:
            self._with_parts.append((len(self._waiting), _New(one, row, fit, late)))
        self._waiting.append(_in_order(row))
        self._keys[one.uuid] = NewKey(len(self._job.keys) + len(self._waiting) - 1)
        self._job.count("task", "added")

    def _link(
        self, one: ExternalTask, row: dict[str, Value], fit: limits.Fitter
    ) -> tuple[object, object]:
        """Set the columns of a new task's references, and return its place in its series."""
        own = NewKey(len(self._job.keys) + len(self._waiting))
        row.update(self.links.columns(one, fit, row, own, None, waiting=self._keys))
        return row["series_id"], row["series_index"]

    def _flush(self) -> Iterator[Entry | Rows]:
        """Return the entries that add the tasks that wait, and then what belongs to them."""
        if not self._waiting:
            return
        job, rows = self._job, self._waiting
        first = len(job.keys)
        with_parts, self._with_parts = self._with_parts, []
        self._waiting = []
        self._keys.clear()
        linked = ("series_id",) if self._places else ()
        self._places.clear()
        yield Rows("task.created", "tasks", _COLUMNS, rows, linked)
        if not with_parts:
            return
        notes: list[Sequence[Value]] = []
        extras: list[Sequence[Value]] = []
        ids = [int(job.keys[first + at]) for at, _ in with_parts]
        for task_id, (_, new) in zip(ids, with_parts, strict=True):
            notes += task_details.notes(job, new.one, (task_id, str(new.row["uuid"])), new.fit, [])
            if new.one.extras:
                extras.append((task_id, job.format, task_details.data_of(new.one)))
            if new.late is not None:
                self.links.postpone(task_id, new.late)
        if notes:
            yield Rows("task.noted", "task_notes", task_details.NOTE_COLUMNS, notes)
        if extras:
            yield Rows("task.kept_aside", "task_extras", task_details.EXTRAS_COLUMNS, extras)
        for task_id, (_, new) in zip(ids, with_parts, strict=True):
            yield from task_details.reminders(job, new.one, task_id, new.row, new.fit)

    def _merge(
        self,
        one: ExternalTask,
        here: Task,
        columns: dict[str, Value],
        fit: limits.Fitter,
        kept: Extras | None,
    ) -> Iterator[Entry | Rows]:
        job = self._job
        wanted: dict[str, Value] = {
            **columns,
            **_state(one, fit, job.context.now, here),
            **self.links.columns(one, fit, columns, here.id, here),
        }
        late = self.links.late
        stamp = wanted.pop("updated_at")
        if sorted(str(wanted["tags"]).split()) == sorted(here.tags.split()):
            # Taskwarrior 3, for one, keeps them in an order of its own.
            wanted.update(tags=here.tags, tag_keys=here.tag_keys)
        differing = {
            column: value
            for column, value in wanted.items()
            if getattr(here, column) != value and self._speaks_of(one, column, columns)
        }
        before = len(job.keys)
        is_other = bool(differing) or task_details.differs(one, kept)
        if late is not None and (one.updated_at or 0) >= here.updated_at:
            self.links.postpone(here.id, late)
        if is_other and one.updated_at is not None and one.updated_at > here.updated_at:
            yield from self._update(here, {**differing, "updated_at": stamp})
            yield from task_details.extras(job, one, here.id, kept)
            how = "deleted" if differing.get("deleted_at") is not None else "updated"
        elif done := _done_there(one, here, differing):
            yield from self._update(
                here, {**done, "updated_at": max(int(str(stamp)), here.updated_at)}
            )
            yield from task_details.extras(job, one, here.id, kept)
            how = "updated"
        elif is_other:
            names = {_COLUMN_FIELDS.get(column, column) for column in differing} or {"extras"}
            for name in sorted(names):
                fit.lose(name, "differs, and what is here was changed later: kept")
            how = "kept"
        else:
            how = "already here"
        if one.notes:
            there = transfer_queries.notes(self._file, here.id)
            new = task_details.notes(job, one, (here.id, here.uuid), fit, there)
            if new:
                yield Rows("task.noted", "task_notes", task_details.NOTE_COLUMNS, new)
        yield from task_details.reminders(job, one, here.id, wanted, fit)
        if how == "already here" and len(job.keys) > before:
            how = "updated"
        job.count("task", how)

    def _update(self, here: Task, columns: dict[str, Value]) -> Iterator[Entry]:
        one = entry(
            _event(columns),
            update("tasks", here.id, here, columns),
            parent_task_id=here.parent_task_id,
        )
        if here.deleted_at is None and _WATCHED & set(columns):
            yield from reminder_sync.followed(self._job.context, [one])
        else:
            yield one

    def _speaks_of(self, one: ExternalTask, column: str, columns: dict[str, Value]) -> bool:
        """Tell whether the record says anything of what a column holds."""
        field = _COLUMN_FIELDS.get(column, column)
        if field in self._fields:
            return True
        if field == "description" and columns["description"]:
            return True
        value = getattr(one, field, None)
        return bool(value != type(one)._field_defaults.get(field))


def _state(
    one: ExternalTask, fit: limits.Fitter, now: int, here: Task | None = None
) -> dict[str, Value]:
    """Return the columns of a task's state and its stamps; what it does not tell is as it is here.

    What is not told of a new one is the latest moment that is told, or now.
    """
    created = fit.moment(one.created_at, "created_at")
    updated = fit.moment(one.updated_at, "updated_at")
    completed = fit.moment(one.completed_at, "completed_at")
    deleted = fit.moment(one.deleted_at, "deleted_at")
    told = [at for at in (created, updated, completed, deleted) if at is not None]
    latest = max(told) if told else now
    is_gone = one.status == "deleted"
    is_done = one.status == "completed" or (is_gone and completed is not None)
    if here is not None:
        created = here.created_at if created is None else created
        if is_gone and not is_done:
            is_done = here.status == "completed"
        completed = here.completed_at if completed is None else completed
        deleted = here.deleted_at if deleted is None else deleted
    return {
        "status": "completed" if is_done else "pending",
        "completed_at": (latest if completed is None else completed) if is_done else None,
        "deleted_at": (latest if deleted is None else deleted) if is_gone else None,
        "skipped": int(one.skipped and is_done),
        "created_at": min(latest, now) if created is None else created,
        "updated_at": latest if updated is None else updated,
    }


def _done_there(
    one: ExternalTask, here: Task, differing: dict[str, Value]
) -> dict[str, Value] | None:
    """Return the columns of a task that is done there, if the other side has no stamp of changes.

    The day on which it was done is all that such formats tell, if that: what was changed here on
    a later day, reopened say, stays.
    """
    if one.updated_at is not None or here.status == "completed" or here.deleted_at is not None:
        return None
    if differing.get("status") != "completed":
        return None
    if one.completed_at is not None and one.completed_at + DAY <= here.updated_at:
        return None
    return {
        name: differing[name] for name in ("status", "completed_at", "skipped") if name in differing
    }


def _event(columns: dict[str, Value]) -> str:
    if columns.get("deleted_at") is not None:
        return "task.deleted"
    return "task.completed" if columns.get("status") == "completed" else "task.updated"
