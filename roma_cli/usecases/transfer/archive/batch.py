"""New rows of a merge, many at a time: SQLite adds them ten times as fast as one by one."""

from __future__ import annotations

from roma_cli.domain.bulk_changes import Rows
from roma_cli.domain.changes import NewKey, entry, insert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.usecases.transfer.archive.merge import Merge

_MOST = 1000
"""Rows that are held before they are written."""


class Coming:
    """New rows of one table, whose keys are numbers, on their way in.

    `what` they are counted as, if at all. Of the columns that `linked` names a value may be what
    `link` or `itself` returned.
    """

    def __init__(
        self, merge: Merge, event_type: str, table: str, what: str, linked: tuple[str, ...] = ()
    ) -> None:
        self._merge = merge
        self._event_type = event_type
        self._table = table
        self._what = what
        self._linked = linked
        self._columns: tuple[str, ...] = ()
        self._rows: list[tuple[Value, ...]] = []
        self._places: dict[object, int] = {}

    def add(self, theirs: object, row: dict[str, Value]) -> Iterator[Entry | Rows]:
        """Take the row that is called `theirs` there; return what is to be written by now."""
        if self._merge.free_key(self._table, theirs) is not None:
            yield from self.add_alone(theirs, row)
            return
        self._columns = tuple(row)
        self._places[theirs] = len(self._rows)
        self._rows.append(tuple(row.values()))
        if len(self._rows) >= _MOST:
            yield from self.rest()

    def add_alone(self, theirs: object, row: dict[str, Value]) -> Iterator[Entry | Rows]:
        """Return what writes the row as an entry of its own, under the number it had before."""
        yield from self.rest()
        key = self._merge.free_key(self._table, theirs)
        task_id = row.get("task_id")
        yield entry(
            self._event_type,
            insert(self._table, row, key),
            task_id=task_id if isinstance(task_id, int) else None,
        )
        self._written([theirs])

    def rest(self) -> Iterator[Rows]:
        """Return what writes the rows that were taken and are not written yet."""
        if self._rows:
            yield Rows(self._event_type, self._table, self._columns, self._rows, self._linked)
            self._written(list(self._places))
            self._rows = []
            self._places = {}

    def link(self, theirs: object) -> NewKey | None:
        """Return what stands for the key of a row of theirs that was taken, None if none was."""
        place = self._places.get(theirs)
        return None if place is None else NewKey(len(self._merge.job.keys) + place)

    def itself(self) -> NewKey:
        """Return what stands for the key of the row that is taken next."""
        return NewKey(len(self._merge.job.keys) + len(self._rows))

    def _written(self, theirs: list[object]) -> None:
        self._merge.remember(self._table, *theirs)
        if self._what:
            self._merge.job.count(self._what, "added", len(theirs))
