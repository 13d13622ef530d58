"""Bars and heat maps as lines of styled text, for any width.

A terminal and a pipe get the same characters; a terminal adds the colours of its theme, so no
information is in a colour alone. Rich is not loaded here: `rich_screen` adds the colours.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from roma_cli.cli.text_width import GAP, width
from roma_cli.domain import due as due_dates
from roma_cli.domain.stats.totals import WEEKDAYS
from roma_cli.domain.text import visible
from roma_cli.usecases.result import Cell
from roma_cli.usecases.result_charts import Bars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.usecases.result_charts import Bar, HeatMap

    Row = list[Cell]

PIPE_WIDTH = 80
"""Most cells a chart takes if there is no terminal with a width."""

FULL = "█"
_PARTS = " ▏▎▍▌▋▊▉"
_EIGHTHS = len(_PARTS)
GOAL = "│"
HEATS = " ·░▒▓█"
_WEEKDAYS = [name.capitalize() for name in WEEKDAYS]
_WEEK = len(_WEEKDAYS)
_MARGIN = 4
"""Cells before the weeks of a heat map: the name of a weekday and a space."""

_LEAST_BAR, _LEAST_NAME = 8, 10
"""Cells that bars and names keep on a narrow screen."""

_CUT = "…"
_ASCII = str.maketrans(
    FULL + _PARTS[1:] + GOAL + HEATS[1:5] + _CUT, "#" + "-------" + "|" + ".:+*" + "~"
)
"""ASCII replacements for the symbols of a chart, for encodings that lack them."""


def rows(block: Bars | HeatMap, room: int, encoding: str | None) -> Iterator[Row]:
    """Return a chart as rows of cells for a screen of `room` cells, in symbols of `encoding`."""
    drawn = _bars(block, room) if isinstance(block, Bars) else _heat_map(block, room)
    if not encoding or "utf" in encoding.lower():
        return drawn
    return ([one._replace(text=one.text.translate(_ASCII)) for one in row] for row in drawn)


def plain_lines(block: Bars | HeatMap) -> Iterator[str]:
    """Return a chart as lines of plain text, as a pipe gets it."""
    for row in rows(block, PIPE_WIDTH, getattr(sys.stdout, "encoding", None)):
        yield "".join(cell.text for cell in row).rstrip()


def _bars(block: Bars, room: int) -> Iterator[Row]:
    labels = [visible(one.label) for one in block.rows]
    widest = max(map(width, labels), default=0)
    columns = zip(*(one.figures for one in block.rows), strict=True)
    figures = [max(map(len, column)) for column in columns]
    marks = max((width(one.mark) for one in block.rows), default=0)
    lines = any(one.goal is not None for one in block.rows)
    while True:
        taken = sum(GAP + wide for wide in figures) + (GAP + marks if marks else 0) + GAP + lines
        # Long names shrink to a third of the screen to leave room for the bars.
        named = min(widest, max(_LEAST_NAME, room // 3))
        bars = room - taken - named
        if bars >= _LEAST_BAR or not figures:
            break
        # If bars would get too short, the last column of figures is dropped; `--json` has it.
        figures.pop()
    room = max(1, bars)
    top = max((max(one.value, one.goal or 0) for one in block.rows), default=0) or 1
    if top <= room:
        # All sessions get the same width.
        room -= room % top
    for one, label in zip(block.rows, labels, strict=True):
        yield _bar_row(one, fitted(label, named), room, top, figures, lines=lines)
    if block.note:
        yield [Cell(block.note, "dim")]


def _bar_row(
    one: Bar, label: str, room: int, top: int, figures: Sequence[int], *, lines: bool
) -> Row:
    bar = _bar(one.value, room, top)
    row = [Cell(label + " " * GAP, "label")]
    if one.goal is None:
        row.append(Cell(bar + " " * (room + lines - len(bar)), one.style))
    else:
        # Rounded up, so that a value below the goal never reaches beyond its line.
        at = -(-one.goal * room // top)
        bar += " " * (room - len(bar))
        row += [Cell(bar[:at], one.style), Cell(GOAL, "goal"), Cell(bar[at:], one.style)]
    for text, wide in zip(one.figures, figures, strict=False):
        row.append(Cell(" " * (GAP + wide - len(text)) + text, "count"))
    if one.mark:
        row.append(Cell(" " * GAP + one.mark, "dim"))
    return row


def _bar(value: int, room: int, top: int) -> str:
    whole, eighths = divmod(max(0, value) * room * _EIGHTHS // top, _EIGHTHS)
    bar = FULL * whole + (_PARTS[eighths] if eighths else "")
    # A small value still gets a visible bar.
    return bar or (_PARTS[1] if value > 0 else "")


def fitted(text: str, cells: int) -> str:
    """Return a text truncated or padded to a number of cells."""
    if width(text) > cells:
        kept = ""
        for letter in text:
            if width(kept + letter) >= cells:
                break
            kept += letter
        text = kept.rstrip() + _CUT
    return text + " " * (cells - width(text))


def _heat_map(block: HeatMap, room: int) -> Iterator[Row]:
    weeks = len(block.heats) // _WEEK
    # Two cells are about as wide as a line is high, so days look square.
    wide = 2 if room >= _MARGIN + 2 * weeks else 1
    shown = max(1, min(weeks, (room - _MARGIN) // wide))
    first = weeks - shown
    yield [Cell(_months(block, first, wide, room), "dim")]
    for weekday, name in enumerate(_WEEKDAYS):
        row = [Cell(name + " ", "label")]
        for heat in block.heats[first * _WEEK + weekday :: _WEEK]:
            style = f"heat.{heat or 0}"
            sign = HEATS[heat or 0] * wide
            if row[-1].style == style:
                row[-1] = Cell(row[-1].text + sign, style)
            else:
                row.append(Cell(sign, style))
        yield row
    legend = [Cell(" " * _MARGIN + "blank: none", "dim")]
    for heat, text in block.legend:
        legend += [Cell("  "), Cell(HEATS[heat] * wide, f"heat.{heat}"), Cell(" " + text, "dim")]
    yield from _wrapped(legend, room)
    if first:
        yield [Cell(f"Showing the last {shown} of {weeks} weeks.", "dim")]


def _wrapped(cells: Row, room: int) -> Iterator[Row]:
    """Return the legend on as many lines as needed, broken before a symbol."""
    row, used = cells[:1], width(cells[0].text)
    for at in range(1, len(cells), 3):
        part = cells[at : at + 3]
        wide = sum(width(one.text) for one in part)
        if used + wide > room:
            yield row
            row, used = [Cell(" " * _MARGIN)], _MARGIN
            part, wide = part[1:], wide - width(part[0].text)
        row += part
        used += wide
    yield row


def _months(block: HeatMap, first: int, wide: int, room: int) -> str:
    """Return the line of months, each name above the week in which it begins."""
    text = " " * _MARGIN
    for week in range(first, len(block.heats) // _WEEK):
        monday = block.monday + timedelta(days=week * _WEEK)
        sunday = monday + timedelta(days=_WEEK - 1)
        column = _MARGIN + (week - first) * wide
        begins = sunday.day <= _WEEK
        name = due_dates.month_name(sunday)
        if (begins or week == first) and len(text) <= column <= room - len(name):
            text += " " * (column - len(text)) + name + " "
    return text.rstrip()
