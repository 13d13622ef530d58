"""Import of tasks: new ones are added, known ones changed where the other side is newer.

A task is known by its uuid. What is equal stays untouched. Where it differs, the side that was
changed later wins as a whole: a task deleted here after it was changed there stays deleted, one
deleted there after it was changed here stays. What was kept so is named. Notes and reminders are
added where they are missing, and never taken away.
"""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from roma_cli.adapters.formats import registry
from roma_cli.domain.bulk_changes import Rows
from roma_cli.domain.changes import entry, update
from roma_cli.domain.due import DAY
from roma_cli.domain.task_fields import Task
from roma_cli.domain.transfer import limits
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.reminders import sync as reminder_sync
from roma_cli.usecases.transfer import task_details
from roma_cli.usecases.transfer.task_links import Links, is_linked, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from roma_cli.domain.changes import Value
    from roma_cli.domain.transfer.interchange import ExternalTask
    from roma_cli.storage.queries.transfer import Extras
    from roma_cli.usecases.transfer.import_job import Job
    from roma_cli.usecases.transfer.task_links import Late

_FIRST, _MOST = 512, 8192
"""Tasks that are looked up together, and added with one statement: ever more of them, so that
few tasks need little memory."""

_COLUMNS = ("user_id", "uuid", *Task._fields[3:])
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
"""What the field of an external task is called that a column comes from, where not the same."""


def run(job: Job, tasks: Iterable[ExternalTask]) -> None:
    """Import `tasks` as they come.

    What one refers to may come later: such references are made at the end.
    """
    importer = _Importer(job)
    coming = iter(tasks)
    size = _FIRST
    while some := list(islice(coming, size)):
        importer.add(some)
        size = min(2 * size, _MOST)
    importer.links.finish()


class _New(NamedTuple):
    """A task that waits to be added, with what belongs to it."""

    one: ExternalTask
    key: int
    row: dict[str, Value]
    fit: limits.Fitter
    late: Late | None


class _Importer:
    """Tasks on their way in. New ones wait, with the keys they will have, to be added together."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._user_id = job.context.user_id
        self._file = job.file
        self._fields = _SURE | registry.fields(job.format)
        self._waiting: list[Sequence[Value]] = []
        self._next_key = 0
        self._keys: dict[str, int] = {}
        self._places: set[tuple[object, object]] = set()
        self._with_parts: list[_New] = []
        self.links = Links(job)

    def add(self, some: list[ExternalTask]) -> None:
        """Add tasks, change those that are known, or leave them."""
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
            if again or one.part_of in self._keys or one.follows in self._keys:
                self._flush()
            if again or (here is not None and here.user_id != self._user_id):
                uuid, here = known(self._job, uuid)
                if here is not None:
                    kept.pop(here.id, None)
                    kept.update(transfer_queries.extras(self._file, [here.id], self._job.format))
            fit = limits.Fitter(one, self._job.lost)
            columns = limits.plain_columns(one, fit)
            if here is None:
                self._add(one, uuid, columns, fit)
            else:
                self._flush()
                self._merge(one, here, columns, fit, kept.get(here.id))
        self._flush()

    def _add(
        self, one: ExternalTask, uuid: str, columns: dict[str, Value], fit: limits.Fitter
    ) -> None:
        """Put a new task among those that wait."""
        row: dict[str, Value] = {
            **_NOT_LINKED,
            **columns,
            **_state(one, fit, self._job.now),
            "user_id": self._user_id,
            "uuid": uuid,
            "recurrence": "none",
        }
        late = None
        if is_linked(one):
            late = self._link(one, row, fit)
            if (row["series_id"], row["series_index"]) in self._places:
                # Whose place it is shows in the file alone.
                self._flush()
                late = self._link(one, row, fit)
            self._places.add((row["series_id"], row["series_index"]))
        key = self._upcoming_key()
        if one.notes or one.reminders or one.extras or late is not None:
            self._with_parts.append(_New(one, key, row, fit, late))
        self._waiting.append(_in_order(row))
        self._keys[one.uuid] = key
        self._job.count("task", "added")

    def _upcoming_key(self) -> int:
        if not self._waiting:
            self._next_key = self._job.next_key("tasks")
        return self._next_key + len(self._waiting)

    def _link(self, one: ExternalTask, row: dict[str, Value], fit: limits.Fitter) -> Late | None:
        """Set the columns of a new task's references, and return those that must wait."""
        columns, late = self.links.columns(
            one, fit, row, self._upcoming_key(), None, waiting=self._keys
        )
        row.update(columns)
        return late

    def _flush(self) -> None:
        """Add the tasks that wait, and then what belongs to them."""
        if not self._waiting:
            return
        job = self._job
        kept = ("series_id",) if self._places else ()
        job.insert(Rows("task.created", "tasks", _COLUMNS, self._waiting, kept))
        with_parts = self._with_parts
        self._waiting, self._with_parts = [], []
        self._keys.clear()
        self._places.clear()
        notes: list[Sequence[Value]] = []
        extras: list[Sequence[Value]] = []
        for new in with_parts:
            notes += task_details.notes(job, new.one, new.key, str(new.row["uuid"]), new.fit)
            if new.one.extras:
                extras.append((new.key, job.format, task_details.data_of(new.one)))
            if new.late is not None:
                self.links.postpone(new.key, new.late)
        if notes:
            job.insert(Rows("task.noted", "task_notes", task_details.NOTE_COLUMNS, notes))
        if extras:
            job.insert(Rows("task.kept_aside", "task_extras", task_details.EXTRAS_COLUMNS, extras))
        for new in with_parts:
            task_details.reminders(job, new.one, new.key, new.row, new.fit)

    def _merge(
        self,
        one: ExternalTask,
        here: Task,
        columns: dict[str, Value],
        fit: limits.Fitter,
        kept: Extras | None,
    ) -> None:
        """Change a known task where the other side is newer, and add what it lacks."""
        job = self._job
        linked, late = self.links.columns(one, fit, columns, here.id, here)
        wanted = {**columns, **_state(one, fit, job.now, here), **linked}
        stamp = wanted.pop("updated_at")
        if sorted(str(wanted["tags"]).split()) == sorted(here.tags.split()):
            # Taskwarrior 3, for one, keeps them in an order of its own.
            wanted.update(tags=here.tags, tag_keys=here.tag_keys)
        differing = {
            column: value
            for column, value in wanted.items()
            if getattr(here, column) != value and self._tells(one, column, columns)
        }
        is_other = bool(differing) or task_details.differs(one, kept)
        if late is not None and (one.updated_at or 0) >= here.updated_at:
            self.links.postpone(here.id, late)
        if is_other and one.updated_at is not None and one.updated_at > here.updated_at:
            self._update(here, {**differing, "updated_at": stamp})
            task_details.write_extras(job, one, here.id, kept)
            how = "deleted" if differing.get("deleted_at") is not None else "updated"
        elif done := _done_there(one, here, differing):
            self._update(here, {**done, "updated_at": max(int(str(stamp)), here.updated_at)})
            task_details.write_extras(job, one, here.id, kept)
            how = "updated"
        elif is_other:
            names = {_COLUMN_FIELDS.get(column, column) for column in differing} or {"extras"}
            for name in sorted(names):
                fit.lose(name, "differs, and what is here was changed later: kept")
            how = "kept"
        else:
            how = "already here"
        new = []
        if one.notes:
            there = transfer_queries.notes(self._file, here.id)
            new = task_details.notes(job, one, here.id, here.uuid, fit, there=there)
            if new:
                job.insert(Rows("task.noted", "task_notes", task_details.NOTE_COLUMNS, new))
        reminded = task_details.reminders(job, one, here.id, wanted, fit)
        if how == "already here" and (new or reminded):
            how = "updated"
        job.count("task", how)

    def _update(self, here: Task, columns: dict[str, Value]) -> None:
        changes = [
            entry(
                event_of(columns),
                update("tasks", here.id, here, columns),
                parent_task_id=here.parent_task_id,
            )
        ]
        if here.deleted_at is None and _WATCHED & set(columns):
            changes = reminder_sync.followed(self._job.context, changes)
        for one in changes:
            self._job.write(one)

    def _tells(self, one: ExternalTask, column: str, columns: dict[str, Value]) -> bool:
        """Tell whether the record says anything of what a column holds."""
        field = _COLUMN_FIELDS.get(column, column)
        if field in self._fields or column in one.texts:
            return True
        if field == "description" and columns["description"]:
            return True
        value = getattr(one, field, None)
        return bool(value != type(one)._field_defaults.get(field))


def _state(
    one: ExternalTask, fit: limits.Fitter, now: int, here: Task | None = None
) -> dict[str, Value]:
    """Return the columns of a task's state and stamps; what the record lacks is as it is here.

    What it lacks of a new one is the latest moment that it has, or now.
    """
    created = fit.moment(one.created_at, "created_at")
    updated = fit.moment(one.updated_at, "updated_at")
    completed = fit.moment(one.completed_at, "completed_at")
    deleted = fit.moment(one.deleted_at, "deleted_at")
    known_moments = [at for at in (created, updated, completed, deleted) if at is not None]
    latest = max(known_moments, default=now)
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

    Such formats have at most the day on which it was done: what was changed here on a later day,
    reopened say, stays.
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


def event_of(columns: Mapping[str, Value]) -> str:
    """Return the audit's event type of a task that is given these columns."""
    if columns.get("deleted_at") is not None:
        return "task.deleted"
    return "task.completed" if columns.get("status") == "completed" else "task.updated"
