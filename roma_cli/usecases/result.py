"""The result of a command, which can be shown in three forms.

A use case builds a `Result` of lines and tables; `cli/printer.py` prints it with Rich on a
terminal, as aligned text in a pipe, or as JSON. Nothing here knows how it will be shown.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Block:
    """One part of what is printed: a line, text for programs, a table, a chart."""

    __slots__ = ()


class Cell(namedtuple("Cell", "text style", defaults=("",))):
    """Text with the name of a style; what it means never hangs on the style alone."""

    __slots__ = ()
    text: str
    style: str


class Column(namedtuple("Column", "name right wraps", defaults=(False, False))):
    """A table's column: aligned `right`, or one that `wraps` where the screen is narrow."""

    __slots__ = ()
    name: str
    right: bool
    wraps: bool


class Line(namedtuple("Line", "cells"), Block):
    """One line of text, its parts printed one after another."""

    __slots__ = ()
    cells: tuple[Cell, ...]


class Raw(namedtuple("Raw", "chunks"), Block):
    """Text for other programs, printed byte for byte where no terminal reads it."""

    __slots__ = ()
    chunks: Iterable[str]


class Group(namedtuple("Group", "row title style")):
    """A heading before the row numbered `row`, shown where there is a screen."""

    __slots__ = ()
    row: int
    title: str
    style: str


class Table(namedtuple("Table", "columns rows heading groups cut", defaults=(True, (), "")), Block):
    """Rows of cells under their columns; `heading` is whether the names are printed.

    `cut` lets a terminal end the table with its screen, and names what shows the rest; a pipe gets
    every row.
    """

    __slots__ = ()
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    heading: bool
    groups: Sequence[Group]
    cut: str


class Result(
    namedtuple("Result", "blocks json messages exit_code theme", defaults=((), 0, "dark"))
):
    """What is printed (`blocks` on stdout, `messages` on stderr), and the exit code.

    `json` is called only where JSON is wanted, and returns what `json.dumps` takes, or an iterator
    of such, which is printed as an array. What is long is made only as it is printed, when the
    file is closed; so neither `blocks` nor that iterator may read it. `theme` is the user's, and
    set by `dispatch`.
    """

    __slots__ = ()
    blocks: Iterable[Block]
    json: Callable[[], object]
    messages: Sequence[str]
    exit_code: int
    theme: str


def line(*parts: str | Cell) -> Line:
    """Return one line made of plain and styled parts."""
    return Line(tuple(part if isinstance(part, Cell) else Cell(part) for part in parts))


def facts(*pairs: tuple[str, str | Cell]) -> Table:
    """Return names and values, one pair a row, without a heading."""
    rows = [
        (Cell(name, "label"), value if isinstance(value, Cell) else Cell(value))
        for name, value in pairs
    ]
    return Table((Column("name"), Column("value", wraps=True)), rows, heading=False)
