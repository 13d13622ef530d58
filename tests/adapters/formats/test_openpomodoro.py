"""The history of the Open Pomodoro Format: what is read of it, and what is named."""

from __future__ import annotations

import pytest

from roma_cli.adapters.formats.trackers import openpomodoro
from tests.adapters.formats.reading import lost, read

START = 1772611200  # 2026-03-04T09:00:00+01:00, that is 08:00 in UTC
MOMENT = "2026-03-04T09:00:00+01:00"


@pytest.mark.parametrize(
    ("line", "minutes", "note", "tags"),
    [
        pytest.param(MOMENT, 25, "", (), id="a moment alone lasts 25 minutes"),
        pytest.param(f"{MOMENT} duration=50", 50, "", (), id="minutes"),
        pytest.param(f"{MOMENT} duration=22.5", 22.5, "", (), id="half a minute"),
        pytest.param(
            f'{MOMENT} description="Blog post" duration=25 tags=writing,personal',
            *(25, "Blog post", ("writing", "personal")),
            id="everything, in the order in which it is written",
        ),
        pytest.param(f'{MOMENT} tags=a description="b"', 25, "b", ("a",), id="in another order"),
        pytest.param(f"{MOMENT}   description=Blog  ", 25, "Blog", (), id="a word without quotes"),
        pytest.param(f'{MOMENT} tags="two words,b"', 25, "", ("two words", "b"), id="a quoted tag"),
        pytest.param(f"{MOMENT} tags=,a,,b,", 25, "", ("a", "b"), id="empty tags"),
        pytest.param(rf'{MOMENT} description="say \"so\""', 25, 'say "so"', (), id="quotes"),
        pytest.param(rf'{MOMENT} description="a\\b\tc\/d"', 25, "a\\b\tc/d", (), id="escapes"),
        pytest.param(rf'{MOMENT} description="\u00e9t\u00e9"', 25, "été", (), id="a code point"),
        pytest.param(rf'{MOMENT} description="\ud83c\udf45"', 25, "🍅", (), id="in two halves"),
        pytest.param(f'{MOMENT} description="a=b #c"', 25, "a=b #c", (), id="signs in quotes"),
        pytest.param(rf"{MOMENT} description=C:\dir", 25, r"C:\dir", (), id="a bare backslash"),
        pytest.param(f"{MOMENT} description= tags=a", 25, "", ("a",), id="an empty value"),
        pytest.param(f"{MOMENT} description", 25, "", (), id="a key without a value"),
        pytest.param(f'{MOMENT} description="été 🍅"', 25, "été 🍅", (), id="letters as they are"),
    ],
)
def test_a_line_is_read(line: str, minutes: float, note: str, tags: tuple[str, ...]) -> None:
    [one], losses = read(openpomodoro, line + "\n")
    assert losses == []
    assert (one.started_at, one.ended_at) == (START, START + minutes * 60)
    assert (one.note, one.tags, one.kind) == (note, tags, "work")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        pytest.param("Blog post", "", id="no moment"),
        pytest.param("2026-03-04T09:00:00", "", id="a moment without offset"),
        pytest.param("2026-02-30T09:00:00Z duration=25", "", id="a day there is not"),
        pytest.param(f'{MOMENT} description="open', "", id="a quote that does not end"),
        pytest.param(rf'{MOMENT} description="\x"', "", id="an escape that is none"),
        pytest.param(f'{MOMENT} description="a"b', "", id="more after the quote"),
        pytest.param(f"{MOMENT} =a", "", id="a value without a key"),
        pytest.param(f"{MOMENT} a=b=c", "", id="two signs"),
        pytest.param(f"{MOMENT} duration=long", "duration", id="a duration that is no number"),
        pytest.param(f"{MOMENT} duration=-5", "duration", id="a negative one"),
        pytest.param(f"{MOMENT} duration=1e9", "duration", id="a power"),
        pytest.param(f"{MOMENT} duration=9999999999", "duration", id="one without end"),
    ],
)
def test_a_line_that_is_none_is_named_and_left_out(line: str, field: str) -> None:
    sessions, losses = read(openpomodoro, f"{MOMENT}\n\n{line}\n")
    assert len(sessions) == 1
    assert lost(losses) == [("line 3", field)]


def test_a_word_roma_has_no_place_for_is_named() -> None:
    [one], losses = read(openpomodoro, f"{MOMENT} mood=good tags=a")
    assert (one.tags, lost(losses)) == (("a",), [("line 1", "mood")])


def test_of_a_word_told_twice_the_last_counts_and_that_is_named() -> None:
    [one], losses = read(openpomodoro, f"{MOMENT} duration=20 tags=a duration=50 a=1 a=2")
    assert one.ended_at - one.started_at == 50 * 60
    assert lost(losses) == [("line 1", "duration"), ("line 1", "a"), ("line 1", "a")]


def test_crlf_and_a_byte_order_mark_are_no_matter() -> None:
    sessions, losses = read(openpomodoro, f"\ufeff{MOMENT} tags=a\r\n\r\n{MOMENT[:-6]}Z\r\n")
    assert ([one.started_at - START for one in sessions], losses) == ([0, 3600], [])


def test_a_pomodoro_is_known_by_its_start() -> None:
    [first], _ = read(openpomodoro, f"{MOMENT} duration=25")
    [again], _ = read(openpomodoro, "2026-03-04T08:00:00Z description=finished duration=20")
    assert first.id == again.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{MOMENT}\n", True, id="a moment alone"),
        pytest.param(f"\n{MOMENT} duration=25\n", True, id="after a blank line"),
        pytest.param("2026-03-04 Pay rent +home\n", False, id="todo.txt"),
        pytest.param(f"{MOMENT} something was logged\n", False, id="a log of something else"),
        pytest.param("Pay rent\n", False, id="words"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_it_is_recognised_by_its_first_line(text: str, *, expected: bool) -> None:
    assert openpomodoro.looks_like(text.encode()) is expected
