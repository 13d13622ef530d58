"""Cells of a file that another program kept: what they mean, and that nothing makes them fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.transfer import foreign_values, romatimer

MOMENT = 1_772_625_600  # 2026-03-04T12:00:00Z

CELLS = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=30),
    st.binary(max_size=10),
    st.sampled_from(
        ["Midnight", '{"Hour":7}', "NaN", "[[[", "2026-03-04", "Hour()", "ß", "\u0661"]
    ),
)
"""What SQLite may hold in any column, whatever its declared type."""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (7, 7), (7.0, 7), ("7", 7), (" -7 ", -7), (0, 0),
        (7.5, None), ("7.5", None), ("", None), (None, None), (b"7", None), ("\u0667", None),
        ("9" * 40, None), (float("inf"), None), (float("nan"), None),
        (1e300, None),
    ],
)  # fmt: skip
def test_whole_numbers(cell: object, expected: int | None) -> None:
    assert foreign_values.integer(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1, 1), (0, 0), ("true", 1), ("FALSE", 0), ("t", 1), ("1", 1), ("no", 0), (True, 1),
        (2, None), ("", None), (None, None), (b"1", None), ("maybe", None),
    ],
)  # fmt: skip
def test_yes_and_no(cell: object, expected: int | None) -> None:
    assert foreign_values.boolean(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(MOMENT, MOMENT, id="seconds"),
        pytest.param(MOMENT * 1000 + 999, MOMENT, id="milliseconds"),
        pytest.param(MOMENT * 10**6, MOMENT, id="microseconds"),
        pytest.param(MOMENT * 10**9, MOMENT, id="nanoseconds"),
        pytest.param(float(MOMENT) + 0.5, MOMENT, id="seconds with a fraction"),
        pytest.param(str(MOMENT), MOMENT, id="a number kept as text"),
        pytest.param("2026-03-04T13:00:00+01:00", MOMENT, id="ISO with an offset"),
        pytest.param("2026-03-04 12:00:00", MOMENT, id="as SQLite writes, in UTC"),
        pytest.param(-60, -60, id="before 1970"),
        pytest.param("soon", None, id="words"),
        pytest.param(None, None, id="NULL"),
        pytest.param(b"\x00", None, id="bytes"),
        pytest.param(float("inf"), None, id="infinity"),
        pytest.param(float("nan"), None, id="no number"),
    ],
)
def test_moments(cell: object, expected: int | None) -> None:
    assert foreign_values.moment(cell) == expected


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("Midnight", 0), ('"Midnight"', 0), ("midnight", 0),
        ("Hour(7)", 420), ('{"Hour":7}', 420), ('{"Hour": "7"}', 420), (7, 420), ("7", 420),
        ('Custom("4:30")', 270), ("Custom(4:30)", 270), ('{"Custom":"4:30"}', 270),
        ("04:30", 270), ("23:59", 1439),
        ("Hour(24)", None), ('{"Hour":24}', None), ('{"Custom":"4:60"}', None), (24, None),
        ("", None), (None, None), ("{}", None), ('{"Hour":7,"Custom":"1:00"}', None),
        ('{"Day":1}', None), ("[7]", None), ("NaN", None), ("[" * 100_000, None), (b"7", None),
        ("-1", None), (7.5, None),
    ],
)  # fmt: skip
def test_every_way_in_which_the_reset_time_was_ever_written(
    cell: object, minute: int | None
) -> None:
    assert romatimer.reset_minute(cell) == minute


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("America/New_York", "America/New_York"), ("europe/berlin", "Europe/Berlin"),
        ("EST5EDT ", "EST5EDT"), ("Mars/Olympus", None), ("", None), (None, None),
        ("../../etc/passwd", None), ("localtime", None), (5, None),
    ],
)  # fmt: skip
def test_zones(cell: object, expected: str | None) -> None:
    assert foreign_values.zone(cell) == expected


@given(CELLS)
def test_no_cell_makes_a_reader_fail(cell: object) -> None:
    number = foreign_values.integer(cell)
    assert number is None or isinstance(number, int)
    assert foreign_values.boolean(cell) in (0, 1, None)
    moment = foreign_values.moment(cell)
    assert moment is None or isinstance(moment, int)
    minute = romatimer.reset_minute(cell)
    assert minute is None or 0 <= minute < 1440
    assert isinstance(foreign_values.text(cell), str)
    foreign_values.day(cell)
    foreign_values.enumeration(cell)
    assert len(romatimer.own_id("session", cell)) == 36
