"""Result on a terminal, with Rich. Loaded only if stdout is a terminal.

Text goes to Rich as `Text`, never as markup, as a title may contain brackets. Tables are laid out
here and not by Rich, because one table has several headings and ends at the height of the screen.
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from roma_cli.cli.text_width import GAP, raw_lines, width
from roma_cli.domain.text import plural, visible
from roma_cli.usecases.result import Line, Raw, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roma_cli.usecases.result import Block, Cell, Result

_DARK = {
    "heading": "bold",
    "label": "cyan",
    "id": "bold cyan",
    "count": "bold green",
    "due": "yellow",
    "overdue": "bold red",
    "tag": "magenta",
    "done": "dim strike",
    "dim": "dim",
    "priority.high": "bold red",
    "priority.medium": "",
    "priority.low": "dim",
    "bar": "green",
    "bar.today": "bold cyan",
    "goal": "yellow",
    "heat.0": "",
    "heat.1": "color(22)",
    "heat.2": "color(28)",
    "heat.3": "color(34)",
    "heat.4": "color(40)",
    "heat.5": "color(46)",
}

THEMES: Mapping[str, Mapping[str, str]] = {
    "dark": _DARK,
    "light": {
        **_DARK,
        "label": "blue",
        "id": "bold blue",
        "due": "dark_orange3",
        "overdue": "bold dark_red",
        "priority.high": "bold dark_red",
        "bar": "dark_green",
        "bar.today": "bold blue",
        "goal": "dark_orange3",
        "heat.1": "color(150)",
        "heat.2": "color(113)",
        "heat.3": "color(70)",
        "heat.4": "color(28)",
        "heat.5": "color(22)",
    },
    "mono": dict.fromkeys(_DARK, ""),
}
"""Every named style in every theme; text always says what a style shows."""

_NARROWEST = 9
"""Least width of a wrapping column, in cells, on the narrowest screen."""

_KEPT_FREE = 2
"""Lines of the screen kept free for the last line of a truncated list, and the next prompt."""


def show(result: Result) -> None:
    """Print the blocks of `result` on the terminal."""
    styles = THEMES.get(result.theme, _DARK)
    console = Console(highlight=False, markup=False, emoji=False)
    blocks = list(result.blocks)
    rooms = _rooms(console, blocks, styles)
    for at, block in enumerate(blocks):
        _print_block(console, block, styles, rooms.get(at))


def _rooms(console: Console, blocks: Sequence[Block], styles: Mapping[str, str]) -> dict[int, int]:
    """Return, by its index, how many lines each table may take that ends with the screen.

    They share the lines that other blocks leave; a table that needs less than its share leaves
    the remainder to the others.
    """
    tables = {at: one for at, one in enumerate(blocks) if isinstance(one, Table) and one.cut}
    others = sum(
        len(one.rows) if isinstance(one, Table) else 1
        for at, one in enumerate(blocks)
        if at not in tables
    )
    # Each truncated table adds a line that says so; one such line is already kept free.
    room = console.height - _KEPT_FREE - others - max(0, len(tables) - 1)
    heights = {
        at: sum(1 for _ in _table_lines(console, one, styles, room)) for at, one in tables.items()
    }
    rooms = {}
    for left, at in zip(
        range(len(tables), 0, -1), sorted(tables, key=heights.__getitem__), strict=True
    ):
        share = max(1, room // left)
        rooms[at] = share
        room -= min(share, heights[at])
    return rooms


def _print_block(
    console: Console, block: Block, styles: Mapping[str, str], room: int | None = None
) -> None:
    if isinstance(block, Line):
        console.print(_text(block.cells, styles))
    elif isinstance(block, Raw):
        for row in raw_lines(block):
            console.print(Text(row), soft_wrap=True)
    elif isinstance(block, Table):
        for text in _table_lines(console, block, styles, room):
            console.print(text, crop=False)
    else:
        from roma_cli.cli.output import charts  # noqa: PLC0415
        from roma_cli.usecases.result_charts import Bars, Either, HeatMap  # noqa: PLC0415 - few results have charts

        if isinstance(block, Either):
            for one in block.screen:
                _print_block(console, one, styles)
        elif isinstance(block, (Bars, HeatMap)):
            for cells in charts.rows(block, console.width, console.encoding):
                text = _text(cells, styles)
                text.rstrip()
                console.print(text, no_wrap=True, overflow="ignore", crop=False)


def _text(cells: Sequence[Cell], styles: Mapping[str, str]) -> Text:
    text = Text(overflow="fold")
    for cell in cells:
        text.append(visible(cell.text), style=styles.get(cell.style, ""))
    return text


def _table_lines(
    console: Console, table: Table, styles: Mapping[str, str], room: int | None
) -> Iterator[Text]:
    """Return the lines of a table; with `room`, at most so many, and how many rows follow."""
    # Rows that don't fit on the screen don't affect the widths of columns.
    some = None if room is None else max(1, room)
    widths = _widths(table._replace(rows=table.rows[:some]), console.width)
    used = 0
    if table.heading:
        names = [Text(column.name, style=styles["dim"]) for column in table.columns]
        for row in _wrapped(console, table, names, widths):
            used += 1
            yield row
    headings = {group.row: group for group in table.groups}
    for at, cells in enumerate(table.rows):
        group = headings.get(at)
        texts = [_text((cell,), styles) for cell in cells]
        rows = list(_wrapped(console, table, texts, widths))
        needed = len(rows) + (0 if group is None else 1 + bool(at))
        if room is not None and at and used + needed > room:
            more = plural(len(table.rows) - at, "more row")
            yield Text(f"… and {more}; {table.cut}", style=styles["dim"])
            return
        used += needed
        if group is not None:
            if at:
                yield Text()
            yield Text(group.title, style=styles.get(group.style, ""))
        yield from rows


def _wrapped(
    console: Console, table: Table, texts: Sequence[Text], widths: Sequence[int]
) -> Iterator[Text]:
    """Return the screen lines of one row: each cell wrapped to its column, side by side."""
    columns = [
        text.wrap(console, wide, overflow="fold") for text, wide in zip(texts, widths, strict=True)
    ]
    for at in range(max(len(lines) for lines in columns)):
        row = Text(no_wrap=True, overflow="ignore")
        for lines, column, wide in zip(columns, table.columns, widths, strict=True):
            part = lines[at] if at < len(lines) else Text()
            part.rstrip()
            blanks = " " * max(0, wide - part.cell_len)
            row.append_text(Text(blanks) + part if column.right else part + Text(blanks))
            row.append(" " * GAP)
        row.rstrip()
        yield row


def _widths(table: Table, screen: int) -> list[int]:
    """Return the width of each column: that of its text, or less for one that may wrap."""
    wanted = [
        max(
            width(column.name) if table.heading else 0,
            max((width(visible(row[at].text)) for row in table.rows), default=0),
            1,
        )
        for at, column in enumerate(table.columns)
    ]
    room = screen - GAP * (len(wanted) - 1)
    while sum(wanted) > room:
        # The widest column that may wrap shrinks, one cell at a time.
        flexible = [at for at, column in enumerate(table.columns) if column.wraps]
        flexible = [at for at in flexible if wanted[at] > _NARROWEST]
        if not flexible:
            break
        wanted[max(flexible, key=lambda at: wanted[at])] -= 1
    return wanted


def group(lines: Sequence[Line], theme: str) -> Text:
    """Return lines as one text for redrawing, none wider than the screen."""
    styles = THEMES.get(theme, _DARK)
    drawn = Text("\n", no_wrap=True, overflow="ellipsis").join(
        _text(one.cells, styles) for one in lines
    )
    drawn.no_wrap, drawn.overflow = True, "ellipsis"
    return drawn
