"""Tasks of another file merged into this one: by uuid, the later change of two wins, whole.

New tasks get numbers of ours. Afterwards series have each occurrence once and one end, and
subtasks go one level deep; what gave way for that is named.
"""

from __future__ import annotations

from roma_cli.domain.changes import entry, is_empty, update
from roma_cli.domain.records import Task
from roma_cli.domain.text import visible
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.storage.archive import comparison
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.usecases.transfer.archive.batch import Coming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry, Value
    from roma_cli.storage.archive.comparison import Pair
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_SHOWN = 60
_BESIDE = frozenset({"uuid", "user_id", "tag_keys", "updated_at"})
"""Columns that do not make two versions of a task differ."""
_LINKS = ("parent_task_id", "series_id", "subtask_of")


class Tasks:
    """The tasks of one import."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._file = merge.file
        self._uuids: dict[int, str] = {}
        self._parts: list[tuple[int, object]] = []

    def entries(self) -> Iterator[Entry | Rows]:
        """Return the entries that merge all tasks."""
        deleted, others = self._compare()
        for number in (*deleted, *others):
            yield from self._update(number)
        yield from self._add()
        yield from self._subtasks()
        if self._merge.touched:
            yield from self._one_follower()
            yield from self._one_level()

    def _compare(self) -> tuple[list[int], list[int]]:
        """Judge the tasks that are in both files.

        Returns those whose other version stands here from now on: the deleted, which make room in
        their series, and the others.
        """
        here = self._merge.maps["tasks"]
        for pair in comparison.tasks(self._file, _BESIDE):
            found = pair.ours if self._is_same_user(pair) else self._renamed(pair)
            if found is not None:
                here[pair.id] = found
        deleted: list[int] = []
        others: list[int] = []
        for pair in comparison.tasks(self._file, _BESIDE):
            if pair.id not in here:
                continue
            if pair.is_same and self._is_same_user(pair) and self._refers_alike(pair):
                self._merge.job.count("task", "already here")
                continue
            theirs = self._merge.stage.one("tasks", pair.id)
            ours = archive_queries.by_key(self._file, "tasks", here[pair.id])
            if theirs is None or ours is None:
                continue
            differing = self._differing(ours, theirs)
            if not differing:
                self._merge.job.count("task", "already here")
            elif self._theirs_stands(ours, theirs):
                self._merge.verdicts[pair.id] = "theirs"
                (others if theirs["deleted_at"] is None else deleted).append(pair.id)
            else:
                self._merge.verdicts[pair.id] = "ours"
                self._merge.job.count("task", "kept")
                self._lose(theirs, differing, "differs, and was changed later here: kept")
        return deleted, others

    def _is_same_user(self, pair: Pair) -> bool:
        return pair.our_user == self._merge.maps["users"][pair.their_user]

    def _renamed(self, pair: Pair) -> int | None:
        """Return our task for one that another user has too, under its name for this one."""
        user_id = int(self._merge.maps["users"][pair.their_user])
        name = name_uuid("user", user_id, pair.uuid)
        self._uuids[pair.id] = name
        ours = archive_queries.one(self._file, "tasks", "uuid", name)
        return None if ours is None else int(str(ours["id"]))

    def _refers_alike(self, pair: Pair) -> bool:
        """Tell whether both refer to the same tasks; what is not here yet is none of ours."""
        here = self._merge.maps["tasks"]
        return all(
            ours is None if theirs is None else ours is not None and here.get(theirs) == ours
            for theirs, ours in zip(pair.refers_there, pair.refers_here, strict=True)
        )

    def _differing(self, ours: Row, theirs: Row) -> list[str]:
        mapped = self._merge.mapped("tasks", theirs)
        return [
            name
            for name, value in mapped.items()
            if name not in _BESIDE
            and (ours[name] != value or (value is None and theirs[name] is not None))
        ]

    def _theirs_stands(self, ours: Row, theirs: Row) -> bool:
        """Tell whose version stands: the later one, but what was done and followed stays done."""
        if ours["status"] != theirs["status"] and ours["deleted_at"] == theirs["deleted_at"]:
            done_there = theirs["status"] == "completed"
            if self._is_followed(int(str(ours["id"])), int(str(theirs["id"]))):
                return done_there
        parts = ("", "")
        if ours["updated_at"] == theirs["updated_at"]:
            parts = (
                self._part_of(archive_queries.by_key(self._file, "tasks", ours["subtask_of"])),
                self._part_of(self._merge.stage.one("tasks", theirs["subtask_of"])),
            )
        return merge_rules.theirs_is_later(ours, theirs, parts)

    def _part_of(self, whole_task: Row | None) -> str:
        return "" if whole_task is None else str(whole_task["uuid"])

    def _is_followed(self, here: int, there: int) -> bool:
        """Tell whether any task that follows a completed one will be there after the merge."""
        ours = {row["uuid"]: row for row in archive_queries.followers(self._file.connection, here)}
        theirs = {row["uuid"]: row for row in self._merge.stage.followers(there)}
        for uuid in ours.keys() | theirs.keys():
            mine, yours = ours.get(uuid), theirs.get(uuid)
            if mine is None or yours is None:
                stands = mine or yours or {}
            else:
                stands = yours if merge_rules.theirs_is_later(mine, yours) else mine
            if stands["deleted_at"] is None:
                return True
        return False

    def _update(self, number: int) -> Iterator[Entry]:
        theirs = self._merge.stage.one("tasks", number)
        key = int(self._merge.maps["tasks"][number])
        ours = archive_queries.by_key(self._file, "tasks", key)
        if ours is None or theirs is None:
            return
        wanted = self._merge.mapped("tasks", theirs)
        for name in ("uuid", "user_id"):
            wanted.pop(name)
        self._postpone(theirs, wanted)
        yield from self._make_room(theirs, wanted, key)
        ours = archive_queries.by_key(self._file, "tasks", key) or ours
        change = update("tasks", key, record(ours), wanted)
        if is_empty(change):
            return
        self._merge.touched.add(key)
        columns = change.after or {}
        yield entry(_event(columns), change)
        gone = columns.get("deleted_at") is not None
        self._merge.job.count("task", "deleted" if gone else "updated")
        names = sorted(set(columns) - {"updated_at", "tag_keys"})
        self._merge.lose(
            _name(ours), ", ".join(names), "was changed later there: what was here gave way"
        )

    def _add(self) -> Iterator[Entry | Rows]:
        here = self._merge.maps["tasks"]
        before = frozenset(here)
        coming = Coming(self._merge, "task.created", "tasks", "task", linked=_LINKS)
        for theirs in self._merge.stage.rows("tasks"):
            if theirs["id"] in before:
                continue
            number = int(str(theirs["id"]))
            row = self._merge.mapped("tasks", theirs)
            row["uuid"] = self._uuids.get(number, str(theirs["uuid"]))
            for name in _LINKS:
                if row[name] is None and theirs[name] is not None:
                    row[name] = coming.link(theirs[name])
            if theirs["series_id"] == number:
                row["series_id"] = self._merge.free_key("tasks", number) or coming.itself()
            self._postpone(theirs, row)
            if theirs["series_id"] in before:
                # Only of a series that was here an occurrence may be here already.
                yield from coming.rest()
                yield from self._make_room(theirs, row, None)
                yield from coming.add_alone(number, row)
            else:
                yield from coming.add(number, row)
        yield from coming.rest()
        self._merge.touched.update(int(here[number]) for number in here.keys() - before)

    def _make_room(self, theirs: Row, wanted: dict[str, Value], key: int | None) -> Iterator[Entry]:
        """See that an occurrence of a series is there once: the one that is done, or the later.

        The other one is deleted; sessions and history stay with it.
        """
        series, index = wanted["series_id"], wanted["series_index"]
        if wanted["deleted_at"] is not None or not isinstance(series, int):
            return
        other = archive_queries.occupant(self._file, series, int(str(index)))
        if other is None or other["id"] == key:
            return
        stamp = merge_rules.later_than(self._merge.now, theirs, other)
        why = "is the same occurrence of its series as another one, and was deleted"
        if merge_rules.occurrence_rank(other) > merge_rules.occurrence_rank(theirs):
            wanted["deleted_at"] = stamp
            wanted["updated_at"] = stamp
            self._merge.lose(_name(theirs), "series_index", why)
            return
        yield self._delete(other, stamp)
        self._merge.lose(_name(other), "series_index", why)

    def _postpone(self, theirs: Row, wanted: dict[str, Value]) -> None:
        """Leave for the end what a task is part of if that is not here yet."""
        if theirs["subtask_of"] is not None and wanted["subtask_of"] is None:
            self._parts.append((int(str(theirs["id"])), theirs["subtask_of"]))

    def _subtasks(self) -> Iterator[Entry]:
        for number, whole_task in self._parts:
            key = int(self._merge.maps["tasks"][number])
            ours = archive_queries.by_key(self._file, "tasks", key)
            if ours is not None:
                part_of = {"subtask_of": self._merge.here("tasks", whole_task)}
                yield entry("task.updated", update("tasks", key, record(ours), part_of))

    def _one_follower(self) -> Iterator[Entry]:
        """See that one task is followed by one."""
        for several in archive_queries.forks(self._file):
            if not any(row["id"] in self._merge.touched for row in several):
                continue
            first, *rest = sorted(several, key=merge_rules.occurrence_rank, reverse=True)
            for row in rest:
                stamp = merge_rules.later_than(self._merge.now, first, row)
                if row["status"] == "pending":
                    yield self._delete(row, stamp)
                    why = "another one follows the same task, so it was deleted"
                else:
                    yield self._change(row, {"parent_task_id": None, "updated_at": stamp})
                    why = "another one follows the same task, so it follows none"
                self._merge.lose(_name(row), "parent_task_id", why)

    def _one_level(self) -> Iterator[Entry]:
        """See that no subtask has subtasks."""
        for row, part_of in archive_queries.too_deep(self._file):
            if self._merge.touched & {row["id"], part_of}:
                stamp = merge_rules.later_than(self._merge.now, row)
                yield self._change(row, {"subtask_of": None, "updated_at": stamp})
                why = "what it was part of is a subtask itself, so it stands alone"
                self._merge.lose(_name(row), "subtask_of", why)

    def _delete(self, row: Row, stamp: int) -> Entry:
        return self._change(row, {"deleted_at": stamp, "updated_at": stamp})

    def _change(self, row: Row, columns: dict[str, Value]) -> Entry:
        key = int(str(row["id"]))
        self._merge.touched.add(key)
        return entry(_event(columns), update("tasks", key, record(row), columns))

    def _lose(self, theirs: Row, differing: list[str], reason: str) -> None:
        names = [name for name in differing if name not in _BESIDE]
        self._merge.lose(_name(theirs), ", ".join(names), reason)


def record(row: Row) -> Task:
    """Return a row as a task."""
    return Task(*(row[name] for name in Task._fields))


def _event(columns: object) -> str:
    assert isinstance(columns, dict)  # noqa: S101 - of our own making
    if columns.get("deleted_at") is not None:
        return "task.deleted"
    return "task.completed" if columns.get("status") == "completed" else "task.updated"


def _name(row: Row) -> str:
    return visible(str(row["title"])[:_SHOWN])
