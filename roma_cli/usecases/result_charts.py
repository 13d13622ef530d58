"""Blocks of a result that are drawn: bars, and a heat map. `cli/output/charts.py` draws them.

They stand apart from `result`, which every quick command loads. Nothing here knows how wide the
screen is or what colours it has.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.usecases.result import Block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Bar(namedtuple("Bar", "label value goal figures mark style", defaults=("", "bar"))):
    """One bar: `value` is how long it is, `goal` (or None) where the goal's line crosses it.

    The `figures` stand right-aligned behind it, then the `mark`, which says in words what is odd.
    """

    __slots__ = ()
    label: str
    value: int
    goal: int | None
    figures: tuple[str, ...]
    mark: str
    style: str


class Bars(namedtuple("Bars", "rows note", defaults=("",)), Block):
    """Bars below each other, drawn on one scale, and a note on the signs in them."""

    __slots__ = ()
    rows: Sequence[Bar]
    note: str


class HeatMap(namedtuple("HeatMap", "monday heats legend"), Block):
    """The days of whole weeks from `monday` on: the heat of each, 0 to 5, None for no day.

    `legend` says what each heat stands for.
    """

    __slots__ = ()
    monday: date
    heats: Sequence[int | None]
    legend: Sequence[tuple[int, str]]


class Either(namedtuple("Either", "screen pipe"), Block):
    """Blocks for a terminal, and those that stand in their place in a pipe."""

    __slots__ = ()
    screen: Sequence[Block]
    pipe: Sequence[Block]
