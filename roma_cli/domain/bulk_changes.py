"""Bulk changes: many rows written with one statement.

Apart from `changes`, which every command loads.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roma_cli.domain.changes import Entry, Value


class Rows(namedtuple("Rows", "event_type table columns rows kept", defaults=((),))):
    """Many new rows of one table, each as an entry of its own would add it; for bulk alone.

    The table's keys are integers. `rows` hold the values of `columns` in their order, `uuid`
    among them where the table has one. Columns in which all rows hold NULL are left out, but for
    those that are `kept`.
    """

    __slots__ = ()
    event_type: str
    table: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    kept: tuple[str, ...]


class Alike(namedtuple("Alike", "first number operation low high back each")):
    """Entries that do again what follows each other in the record, or take it `back`; for bulk.

    There are `number` of them, with the `first` one's event type, and as it does they add rows
    of one table or remove such. They replay the audit entries of `operation`
    with the ids from `low` to `high`; they come from high to low where they are taken back.
    `each` gives them one by one.
    """

    __slots__ = ()
    first: Entry
    number: int
    operation: int
    low: int
    high: int
    back: bool
    each: Callable[[], Iterable[Entry]]
