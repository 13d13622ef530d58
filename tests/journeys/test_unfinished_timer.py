"""A session left running past the day: asked about on a terminal, ended as planned without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import terminal
from tests.journeys.test_timer import SESSIONS, STATS, no_auto_start, on
from tests.support import NOON, Roma

if TYPE_CHECKING:
    from pathlib import Path

NEXT = "2026-03-05"
QUESTION = "When did it end? [as planned]: "


@pytest.fixture
def left(roma: Roma) -> Roma:
    """Return a roma whose user went home at 16:00 with 50 minutes of work running."""
    no_auto_start(roma)
    roma.inside_ok("config", "set", "notification_enabled", "false")
    roma.inside_ok("task", "add", "Write")
    on(roma, "16:00:00").inside_ok("timer", "start", "work", "--minutes", "50", "--task", "1")
    return on(roma, "09:00:00", NEXT)


# what is typed, in order -> the session's seconds and outcome, and the day's count and seconds
ANSWERS = [
    pytest.param(["\n"], ("completed", 3000), (1, 3000), id="enter-as-planned"),
    pytest.param(["as planned\n"], ("completed", 3000), (1, 3000), id="in-words"),
    pytest.param(["yesterday 17:10\n"], ("completed", 4200), (1, 4200), id="longer"),
    pytest.param(["16:30\n"], ("completed", 1800), (1, 1800), id="shorter-by-the-clock"),
    pytest.param(["discard\n"], ("stopped", 0), (0, 0), id="discard"),
    pytest.param(
        ["nonsense\n", "15:59\n", "tomorrow 9am\n", "yesterday\n", "Discard\n"],
        ("stopped", 0), (0, 0), id="asked-again-until-it-makes-sense",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "session", "day"), ANSWERS)
def test_it_ends_as_its_user_says(
    left: Roma, typed: list[str], session: tuple[str, int], day: tuple[int, int]
) -> None:
    screen = terminal.show(left, "timer", "show", answers=[(QUESTION, one) for one in typed])
    assert screen.code == 0, screen
    assert "Work that began yesterday 16:00 was left running past 16:50." in screen.raw
    outcome, seconds = session
    assert left.rows(SESSIONS) == [("work", outcome, seconds, 0, "2026-03-04")]
    assert left.rows(STATS) == [("2026-03-04", *day, 0)]
    said = left.inside_ok("doctor")
    assert said.code == 0


def test_what_was_understood_is_said(left: Roma) -> None:
    screen = terminal.show(left, "timer", "show", answers=[(QUESTION, "yesterday 17:10\n")])
    assert "work timer ended yesterday 17:10, 15 hours ago" in screen.raw


def test_an_end_this_morning_counts_today(left: Roma) -> None:
    terminal.show(left, "today", answers=[(QUESTION, "08:30\n")])
    assert left.rows(SESSIONS) == [("work", "completed", 59400, 0, None)]
    assert left.rows(STATS) == [("2026-03-04", 0, 0, 0)]
    assert left.inside_ok("session", "show", "--json").json()["today_session_count"] == 1
    # It is the user's own doing, so it is taken back; without a terminal it ends as planned.
    left.inside_ok("undo")
    left.inside_ok("reset", "check")
    assert left.rows(SESSIONS) == [("work", "completed", 3000, 0, "2026-03-04")]
    assert left.rows(STATS) == [("2026-03-04", 1, 3000, 0)]


def test_days_away_are_closed_in_the_order_of_time(left: Roma) -> None:
    on(left, "12:00:00", "2026-03-08")
    terminal.show(left, "today", answers=[(QUESTION, "2026-03-05 10:00\n")])
    assert left.rows(STATS) == [("2026-03-04", 0, 0, 0), ("2026-03-05", 1, 64800, 0)]
    assert left.rows("SELECT day FROM timer_sessions") == [("2026-03-05",)]


def test_ctrl_c_at_the_question_changes_nothing(left: Roma) -> None:
    kept = left.dump()
    screen = terminal.show(left, "task", "add", "Call", answers=[(QUESTION, "\x03")])
    assert screen.code == 130
    assert left.dump() == kept


def test_who_settles_it_meanwhile_comes_first(left: Roma) -> None:
    asked = terminal.Terminal(left, "timer", "show")
    asked.wait_for(QUESTION)
    # The question holds no lock.
    left.inside_ok("reset", "check")
    asked.type("discard\n")
    assert asked.end() == 0
    assert left.rows(SESSIONS) == [("work", "completed", 3000, 0, "2026-03-04")]
    assert left.rows(STATS) == [("2026-03-04", 1, 3000, 0)]


@pytest.mark.parametrize("wish", ["--json", "--quiet", "--plain"])
def test_who_wants_no_talk_is_not_asked(left: Roma, wish: str) -> None:
    screen = terminal.show(left, "timer", "show", wish)
    assert QUESTION not in screen.raw
    assert left.rows(SESSIONS) == [("work", "completed", 3000, 0, "2026-03-04")]


def test_without_a_terminal_it_ends_as_planned_in_silence(left: Roma) -> None:
    said = left.inside_ok("timer", "show")
    assert (said.out, said.err) == ("no timer runs; next: work\n", "")
    assert left.rows(SESSIONS) == [("work", "completed", 3000, 0, "2026-03-04")]


@pytest.mark.parametrize(
    ("started", "looked"),
    [
        pytest.param("2026-03-04T16:00:00Z", "2026-03-04T23:59:59Z", id="the-same-day"),
        pytest.param("2026-03-04T23:50:00Z", "2026-03-05T00:20:00Z", id="seen-in-time"),
        pytest.param("2026-03-04T23:50:00Z", "2026-03-05T00:10:00Z", id="still-running"),
    ],
)
def test_what_was_not_left_running_is_not_asked_about(
    roma: Roma, started: str, looked: str
) -> None:
    roma.at(started).inside_ok("timer", "start")
    screen = terminal.show(roma.at(looked), "timer", "show")
    assert screen.code == 0
    assert QUESTION not in screen.raw


def test_nobody_is_asked_about_a_break(tmp_path: Path) -> None:
    roma = Roma(tmp_path, now=NOON)
    roma.inside_ok("timer", "start", "short")
    assert QUESTION not in terminal.show(on(roma, "09:00:00", NEXT), "timer", "show").raw
