"""Bars and heat maps: characters for values, at any width."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.cli.output import charts
from roma_cli.cli.output.rich_screen import THEMES
from roma_cli.cli.text_width import width
from roma_cli.usecases.result_charts import Bar, Bars, HeatMap

MONDAY = date(2025, 3, 3)
LEGEND = [(1, "1"), (2, "2-3"), (3, "4-5"), (4, "6-7"), (5, "8+ sessions")]


def drawn(block: Bars | HeatMap, room: int, encoding: str = "utf-8") -> list[str]:
    return ["".join(cell.text for cell in row) for row in charts.rows(block, room, encoding)]


def bar(value: int, goal: int | None = None, label: str = "Mon") -> Bar:
    return Bar(label, value, goal, (str(value),))


def test_a_bar_reaches_the_line_when_the_goal_is_reached() -> None:
    assert drawn(Bars([bar(value, 8) for value in (0, 4, 8, 10)]), 40) == [
        "Mon                          │         0",
        "Mon  ████████████            │         4",
        "Mon  ████████████████████████│         8",
        "Mon  ████████████████████████│██████  10",
    ]


@given(
    st.lists(st.integers(0, 1200), min_size=1, max_size=8),
    st.integers(1, 1000),
    st.integers(20, 200),
)
def test_a_bar_crosses_the_line_only_beyond_the_goal_and_longer_is_more(
    values: list[int], goal: int, room: int
) -> None:
    found = drawn(Bars([bar(value, goal) for value in sorted(values)]), room)
    lengths = []
    for value, line in zip(sorted(values), found, strict=True):
        before, after = line.removeprefix("Mon  ").split("│")
        beyond = after.removesuffix(str(value)).strip()
        if value <= goal:
            assert beyond == ""
        if value == 0:
            assert before.strip() == ""
        else:
            assert before.strip() != ""
        lengths.append(len(before.strip()) + len(beyond))
    assert lengths == sorted(lengths)


@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.integers(0, 90_000), st.none() | st.integers(1, 90_000)),
        min_size=1,
        max_size=6,
    ),
    st.integers(30, 160),
)
def test_bars_fit_with_labels_of_any_length(
    rows: list[tuple[str, int, int | None]], room: int
) -> None:
    bars = [Bar(label, value, goal, ("1234", "100h 00m")) for label, value, goal in rows]
    assert all(width(line) <= room for line in drawn(Bars(bars), room))


def test_a_label_that_is_too_long_is_truncated_with_an_ellipsis() -> None:
    [line] = drawn(Bars([bar(5, label="A very long title of a task indeed")]), 40)
    assert line.startswith("A very long…  ")


def test_bars_of_zero_are_empty() -> None:
    [line] = drawn(Bars([bar(0)]), 40)
    assert line.split() == ["Mon", "0"]


@pytest.mark.parametrize("weeks", [1, 53])
def test_a_heat_map_has_a_line_for_each_weekday_and_a_symbol_for_each_heat(weeks: int) -> None:
    heats: list[int | None] = [None, 0, 1, 2, 3, 4, 5]
    lines = drawn(HeatMap(MONDAY, heats * weeks, LEGEND), 80)
    assert [line[:4] for line in lines[1:8]] == [
        "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ",
    ]  # fmt: skip
    wide = 2 if weeks == 1 else 1
    assert [line[4:] for line in lines[1:8]] == [sign * wide * weeks for sign in ("  ·░▒▓█")]
    assert lines[8].split() == [
        "blank:", "none", "·" * wide, "1", "░" * wide, "2-3", "▒" * wide, "4-5", "▓" * wide,
        "6-7", "█" * wide, "8+", "sessions",
    ]  # fmt: skip


@given(st.integers(20, 130))
def test_a_heat_map_fits_and_keeps_the_newest_weeks(room: int) -> None:
    heats: list[int | None] = [*([0] * (52 * 7)), *([5] * 7)]
    lines = drawn(HeatMap(MONDAY, heats, LEGEND), room)
    assert all(width(line) <= room for line in lines[:-1])
    assert all(line.endswith("█") for line in lines[1:8])
    assert ("Showing the last" in lines[-1]) == (room < 57)


def test_the_name_of_a_month_is_above_its_first_week() -> None:
    wide = drawn(HeatMap(date(2026, 2, 2), [0] * 7 * 12, LEGEND), 80)[0]
    starts = {name: (wide.index(name) - 4) // 2 for name in ("Mar", "Apr")}
    # 1 March is the Sunday of the fourth week, 1 April a Wednesday.
    assert starts == {"Mar": 3, "Apr": 8}


def test_every_symbol_has_an_ascii_replacement() -> None:
    blocks = (
        HeatMap(MONDAY, [0, 1, 2, 3, 4, 5, None], LEGEND),
        Bars([bar(7, 8, "x" * 99), bar(1001, 8), bar(1)]),
    )
    for block in blocks:
        text = "\n".join(drawn(block, 50, "ascii"))
        assert text.isascii()
    signs = drawn(blocks[0], 50, "ascii")
    assert [line[4:5] for line in signs[1:7]] == [" ", ".", ":", "+", "*", "#"]


def test_every_style_of_a_chart_is_in_the_themes() -> None:
    heat = HeatMap(MONDAY, [0, 1, 2, 3, 4, 5, None], LEGEND)
    bars = Bars([bar(7, 8)], "note")
    for block in (heat, bars):
        for row in charts.rows(block, 80, "utf-8"):
            assert {cell.style for cell in row if cell.style} <= set(THEMES["dark"])
