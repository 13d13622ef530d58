"""Tasks of another file merged into this one: by uuid, the version that was changed later wins.

New tasks get numbers of ours. Afterwards series have each occurrence once and one end, and
subtasks go one level deep; what gave way for that is named.
"""

from __future__ import annotations

from roma_cli.domain.text import visible
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.usecases.transfer.archive.merge import difference
from roma_cli.usecases.transfer.tasks import event_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Value
    from roma_cli.storage.archive.queries import Pair, Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_SHOWN = 60
_LINKS = ("parent_task_id", "series_id", "subtask_of")
_COMPARED = frozenset({*TABLES["tasks"].content, *_LINKS})
"""Columns in which two versions of a task differ."""


class Tasks:
    """The tasks of one import."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._file = merge.file
        self._keys = merge.keys["tasks"]
        self._uuids: dict[int, str] = {}
        self._parts: list[tuple[int, object]] = []

    def run(self) -> None:
        """Merge all tasks."""
        deleted, others = self._compare()
        for number in (*deleted, *others):
            self._update(number)
        self._add()
        self._set_parents()
        if self._merge.touched:
            self._keep_one_follower()
            self._keep_one_level()

    def _compare(self) -> tuple[list[int], list[int]]:
        """Judge the tasks that are in both files.

        Returns those whose other version wins: the deleted, which make room in their series, and
        the others.
        """
        for pair in archive_queries.shared_tasks(self._file):
            found = pair.ours if self._is_same_user(pair) else self._renamed(pair)
            if found is not None:
                self._keys[pair.id] = found
        deleted: list[int] = []
        others: list[int] = []
        for pair in archive_queries.shared_tasks(self._file):
            if pair.id not in self._keys:
                continue
            if pair.is_same and self._is_same_user(pair) and self._refers_alike(pair):
                self._merge.job.count("task", "already here")
                continue
            theirs, ours = self._both(pair.id)
            differing = self._differing(ours, theirs)
            if not differing:
                self._merge.job.count("task", "already here")
            elif self._theirs_wins(ours, theirs):
                self._merge.verdicts[pair.id] = "theirs"
                (others if theirs["deleted_at"] is None else deleted).append(pair.id)
            else:
                self._merge.verdicts[pair.id] = "ours"
                self._merge.job.count("task", "kept")
                reason = "differs, and was changed later here: kept"
                self._merge.job.lose(_name(theirs), ", ".join(differing), reason)
        return deleted, others

    def _both(self, number: int) -> tuple[Row, Row]:
        """Return their task of this number, and ours that is the same."""
        theirs = archive_queries.by_key(self._file, "tasks", number, archive_queries.STAGE)
        ours = self._ours(self._keys[number])
        return theirs or {}, ours

    def _ours(self, number: object) -> Row:
        return archive_queries.by_key(self._file, "tasks", number) or {}

    def _is_same_user(self, pair: Pair) -> bool:
        return bool(pair.our_user == self._merge.keys["users"][pair.their_user])

    def _renamed(self, pair: Pair) -> int | None:
        """Return our task for one that another user has too, under its name for this one."""
        name = name_uuid("user", self._merge.keys["users"][pair.their_user], pair.uuid)
        self._uuids[pair.id] = name
        ours = archive_queries.find(self._file, "tasks", {"uuid": name})
        return None if ours is None else int(str(ours["id"]))

    def _refers_alike(self, pair: Pair) -> bool:
        """Tell whether both refer to the same tasks; what is not here yet is none of ours."""
        return all(
            ours is None if theirs is None else ours is not None and self._keys.get(theirs) == ours
            for theirs, ours in zip(pair.refers_there, pair.refers_here, strict=True)
        )

    def _differing(self, ours: Row, theirs: Row) -> list[str]:
        return [
            name
            for name, value in self._merge.mapped("tasks", theirs).items()
            if name in _COMPARED
            and (ours[name] != value or (value is None and theirs[name] is not None))
        ]

    def _theirs_wins(self, ours: Row, theirs: Row) -> bool:
        """Tell whether the later version is theirs; what was done and followed stays done."""
        if ours["status"] != theirs["status"] and ours["deleted_at"] == theirs["deleted_at"]:
            done_there = theirs["status"] == "completed"
            if self._is_followed(int(str(ours["id"])), int(str(theirs["id"]))):
                return done_there
        parts = ("", "")
        if ours["updated_at"] == theirs["updated_at"]:
            parts = self._parent_uuid(ours), self._parent_uuid(theirs, archive_queries.STAGE)
        return merge_rules.theirs_is_later(ours, theirs, parts)

    def _parent_uuid(self, row: Row, schema: str = "main") -> str:
        parent = archive_queries.by_key(self._file, "tasks", row["subtask_of"], schema)
        return "" if parent is None else str(parent["uuid"])

    def _is_followed(self, here: int, there: int) -> bool:
        """Tell whether any task that follows a completed one will be there after the merge."""
        ours = {row["uuid"]: row for row in archive_queries.followers(self._file, here)}
        stage = archive_queries.STAGE
        theirs = {row["uuid"]: row for row in archive_queries.followers(self._file, there, stage)}
        for uuid in ours.keys() | theirs.keys():
            mine, yours = ours.get(uuid), theirs.get(uuid)
            if mine is None or yours is None:
                winner = mine or yours or {}
            else:
                winner = yours if merge_rules.theirs_is_later(mine, yours) else mine
            if winner["deleted_at"] is None:
                return True
        return False

    def _update(self, number: int) -> None:
        theirs, _ = self._both(number)
        key = self._keys[number]
        wanted = self._merge.mapped("tasks", theirs)
        for name in ("uuid", "user_id"):
            wanted.pop(name)
        self._postpone(theirs, wanted)
        self._make_room(theirs, wanted, key)
        ours = self._ours(key)
        after = difference(ours, wanted)
        if not after:
            return
        self._change(ours, after)
        gone = after.get("deleted_at") is not None
        self._merge.job.count("task", "deleted" if gone else "updated")
        names = ", ".join(sorted(after.keys() - {"updated_at", "tag_keys"}))
        reason = "was changed later there: what was here gave way"
        self._merge.job.lose(_name(ours), names, reason)

    def _add(self) -> None:
        before = frozenset(self._keys)
        for theirs in self._merge.rows("tasks"):
            if theirs["id"] in before:
                continue
            number = int(str(theirs["id"]))
            row = self._merge.mapped("tasks", theirs)
            row["uuid"] = self._uuids.get(number, str(theirs["uuid"]))
            if theirs["series_id"] == number:
                row["series_id"] = self._merge.upcoming_key("tasks", number)
            self._postpone(theirs, row)
            # Only of a series that was here an occurrence may be here already.
            is_old_series = theirs["series_id"] in before
            if is_old_series:
                self._merge.flush()
                self._make_room(theirs, row, None)
            self._merge.add("tasks", theirs, row, alone=is_old_series)
        self._merge.flush()
        self._merge.touched.update(int(self._keys[one]) for one in self._keys.keys() - before)

    def _make_room(self, theirs: Row, wanted: dict[str, Value], key: object) -> None:
        """See that an occurrence of a series is there once: the one that is done, or the later.

        The other one is deleted; sessions and history stay with it.
        """
        series, index = wanted["series_id"], wanted["series_index"]
        if wanted["deleted_at"] is not None or series is None:
            return
        place = {"series_id": series, "series_index": index, "deleted_at": None}
        other = archive_queries.find(self._file, "tasks", place)
        if other is None or other["id"] == key:
            return
        stamp = merge_rules.later_than(self._merge.now, theirs, other)
        loser = other
        if merge_rules.occurrence_rank(other) > merge_rules.occurrence_rank(theirs):
            loser = theirs
            wanted["deleted_at"] = wanted["updated_at"] = stamp
        else:
            self._change(other, {"deleted_at": stamp, "updated_at": stamp})
        reason = "is the same occurrence of its series as another one, and was deleted"
        self._merge.job.lose(_name(loser), "series_index", reason)

    def _postpone(self, theirs: Row, wanted: dict[str, Value]) -> None:
        """Leave for the end what a task is part of if that is not here yet."""
        if theirs["subtask_of"] is not None and wanted["subtask_of"] is None:
            self._parts.append((int(str(theirs["id"])), theirs["subtask_of"]))

    def _set_parents(self) -> None:
        for number, parent in self._parts:
            ours = self._ours(self._keys[number])
            part_of = {"subtask_of": self._merge.key_here("tasks", parent)}
            after = difference(ours, part_of)
            if after:
                self._merge.update("task.updated", "tasks", ours, after)

    def _keep_one_follower(self) -> None:
        """See that one task is followed by one."""
        for several in archive_queries.forks(self._file):
            if not any(row["id"] in self._merge.touched for row in several):
                continue
            first, *rest = sorted(several, key=merge_rules.occurrence_rank, reverse=True)
            for row in rest:
                stamp = merge_rules.later_than(self._merge.now, first, row)
                if row["status"] == "pending":
                    self._change(row, {"deleted_at": stamp, "updated_at": stamp})
                    what = "was deleted"
                else:
                    self._change(row, {"parent_task_id": None, "updated_at": stamp})
                    what = "follows none"
                reason = f"another one follows the same task, so it {what}"
                self._merge.job.lose(_name(row), "parent_task_id", reason)

    def _keep_one_level(self) -> None:
        """See that no subtask has subtasks."""
        for row, part_of in archive_queries.too_deep(self._file):
            if self._merge.touched & {row["id"], part_of}:
                stamp = merge_rules.later_than(self._merge.now, row)
                self._change(row, {"subtask_of": None, "updated_at": stamp})
                reason = "what it was part of is a subtask itself, so it stands alone"
                self._merge.job.lose(_name(row), "subtask_of", reason)

    def _change(self, row: Row, after: dict[str, Value]) -> None:
        self._merge.touched.add(int(str(row["id"])))
        self._merge.update(event_of(after), "tasks", row, after)


def _name(row: Row) -> str:
    return visible(str(row["title"])[:_SHOWN])
