"""An answer on a terminal, with Rich. Loaded only when stdout is one.

Text goes to Rich as `Text`, never as markup: a title may hold brackets.
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from roma_cli.acts.answer import Line
from roma_cli.cli.show import GAP
from roma_cli.core.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.acts.answer import Answer, Cell, Table

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
    },
    "mono": dict.fromkeys(_DARK, ""),
}
"""Every named style in every theme; what a style says is always also said in words."""


def show(answer: Answer) -> None:
    """Print the blocks of `answer` on the terminal."""
    styles = THEMES.get(answer.theme, _DARK)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    for block in answer.blocks:
        if isinstance(block, Line):
            console.print(_line(block.cells, styles))
        else:
            console.print(_table(block, styles))


def _line(cells: Sequence[Cell], styles: Mapping[str, str]) -> Text:
    text = Text(overflow="fold")
    for cell in cells:
        text.append(visible(cell.text), style=styles.get(cell.style, ""))
    return text


def _table(table: Table, styles: Mapping[str, str]) -> RichTable:
    drawn = RichTable(
        box=None,
        show_header=table.heading,
        header_style=styles["dim"],
        padding=(0, GAP, 0, 0),
        pad_edge=False,
    )
    for column in table.columns:
        drawn.add_column(
            column.name,
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=not column.wraps,
        )
    for row in table.rows:
        drawn.add_row(*(_line((cell,), styles) for cell in row))
    return drawn
