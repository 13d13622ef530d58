"""The timer put right by the real command: longer, begun earlier, for a task, interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.test_timer import DAY, SESSIONS, STATS, Near, no_auto_start, on, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma


@pytest.fixture
def roma(tmp_path: Path) -> Roma:
    return Near(tmp_path)


def out(roma: Roma, time: str, *arguments: str) -> str:
    return on(roma, time).ok(*arguments).out


# --- extend ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "until"),
    [("5", "12:30"), ("5m", "12:30"), ("90s", "12:26"), ("1h", "13:25"), ("1h30m", "13:55")],
)
def test_a_running_timer_ends_later(roma: Roma, typed: str, until: str) -> None:
    roma.ok("timer", "start")
    assert f", until {until}" in out(roma, "12:10:00", "timer", "extend", typed)


def test_a_paused_timer_is_extended_and_stays_paused(roma: Roma) -> None:
    roma.ok("timer", "start")
    on(roma, "12:10:00").ok("timer", "pause")
    extended = roma.ok("timer", "extend", "5", "--json").json()
    assert (extended["state"], extended["remaining_seconds"]) == ("paused", 1200)


def test_the_end_that_was_moved_is_the_end(roma: Roma) -> None:
    no_auto_start(roma)
    roma.ok("timer", "start")
    on(roma, "12:24:59").ok("timer", "extend", "30")
    on(roma, "18:00:00").ok("reset", "check")
    assert roma.rows(SESSIONS) == [("work", "completed", 3300, 0, None)]
    on(roma, "00:00:00", "2026-03-05").ok("reset", "check")
    assert roma.rows(STATS) == [(DAY, 1, 3300, 0)]


def test_overtime_makes_the_session_that_ended_longer(roma: Roma) -> None:
    no_auto_start(roma)
    roma.ok("timer", "start")
    assert (
        out(roma, "12:37:00", "timer", "show") == "work ended 12 minutes ago; next: short break\n"
    )
    assert out(roma, "12:37:00", "timer", "extend", "10") == "work lasted 35 minutes, until 12:35\n"
    assert shown(roma)["overtime_seconds"] == 120
    assert shown(roma)["completed_today"] == 1
    roma.ok("undo")
    assert shown(roma)["overtime_seconds"] == 720
    roma.ok("redo")
    assert shown(roma)["overtime_seconds"] == 120
    on(roma, "00:00:00", "2026-03-05").ok("reset", "check")
    assert roma.rows(STATS) == [(DAY, 1, 2100, 0)]


def test_overtime_that_a_reset_has_filed_stays_as_it_is(roma: Roma) -> None:
    no_auto_start(roma)
    roma.ok("timer", "start")
    on(roma, "12:40:00").ok("timer", "extend", "5")
    on(roma, "08:00:00", "2026-03-05").ok("today")
    said = roma("undo")
    assert (said.code, "daily reset" in said.err) == (2, True)
    said = roma("timer", "extend", "5")
    assert (said.code, "none has run to its end today" in said.err) == (3, True)
    assert roma.rows(STATS) == [(DAY, 1, 1800, 0)]


def test_an_extension_is_taken_back_while_the_timer_runs_and_not_after_its_end(roma: Roma) -> None:
    roma.ok("timer", "start")
    on(roma, "12:10:00").ok("timer", "extend", "30")
    on(roma, "12:20:00").ok("undo")
    assert shown(roma)["ends_at"] == "2026-03-04T12:25:00+00:00"
    roma.ok("redo")
    on(roma, "14:00:00").ok("timer", "show")
    said = roma("undo")
    assert (said.code, "timer ended" in said.err) == (2, True)


# --- overtime -------------------------------------------------------------------------------


def test_today_tells_of_the_phase_that_ended(roma: Roma) -> None:
    no_auto_start(roma)
    roma.ok("timer", "start")
    lines = on(roma, "12:37:00").ok("today").out.splitlines()
    assert lines[1] == "work ended 12 minutes ago; next: short break"
    assert roma.ok("today", "--json").json()["timer"] is None
    over = shown(roma)
    assert (over["overtime_seconds"], over["last_ended_at"]) == (720, "2026-03-04T12:25:00+00:00")
    roma.ok("timer", "start")
    running = shown(roma)
    assert (running["overtime_seconds"], running["last_ended_at"]) == (None, None)
    on(roma, "12:38:00").ok("timer", "stop")
    assert roma.ok("timer", "show").out == "no timer runs; next: work\n"
    assert shown(roma)["overtime_seconds"] is None


def test_a_new_day_has_no_overtime(roma: Roma) -> None:
    no_auto_start(roma)
    on(roma, "23:30:00").ok("timer", "start")
    assert on(roma, "00:01:00", "2026-03-05").ok("timer", "show").out == (
        "no timer runs; next: work\n"
    )


# --- start --ago ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["10", "10m", "600s"])
def test_a_timer_that_began_ten_minutes_ago(roma: Roma, typed: str) -> None:
    roma.ok("today")
    said = roma.ok("timer", "start", "--ago", typed)
    assert said.out == "work  15:00 left, until 12:15\n"
    on(roma, "12:15:00").ok("reset", "check")
    assert roma.rows(SESSIONS + " WHERE kind = 'work'") == [("work", "completed", 1500, 0, None)]


def test_what_began_earlier_never_overlaps_the_session_before(roma: Roma) -> None:
    roma.ok("timer", "start")
    on(roma, "12:20:00").ok("timer", "stop")
    assert "--ago 10m" in on(roma, "12:30:00")("timer", "start", "--ago", "11m").err
    # A reset by hand files what was done and does not make room for it twice.
    roma.ok("reset", "now")
    assert roma("timer", "start", "--ago", "11m").code == 2
    assert roma.ok("timer", "start", "--ago", "10m", "--json").json()["remaining_seconds"] == 900


def test_what_began_earlier_began_today(roma: Roma) -> None:
    roma.ok("config", "set", "daily_reset_time", "04:00")
    on(roma, "04:05:00", "2026-03-05")
    assert "today began only 5 minutes ago" in roma("timer", "start", "--ago", "6m").err
    assert roma.ok("timer", "start", "--ago", "5m").code == 0


# --- amend ----------------------------------------------------------------------------------


def bound(roma: Roma) -> list[Any]:
    rows = roma.rows("SELECT kind, task_id FROM timer_sessions ORDER BY started_at")
    return [tuple(row) for row in rows]


def test_a_running_timer_is_bound_and_unbound(roma: Roma) -> None:
    roma.ok("task", "add", "Write")
    roma.ok("timer", "start")
    assert roma.ok("timer", "amend", "--task", "1").out == "work, running: now on 1  Write\n"
    assert bound(roma) == [("work", 1)]
    roma.ok("undo")
    assert bound(roma) == [("work", None)]
    roma.ok("redo")
    assert roma.ok("timer", "amend", "--task", "none").out == "work, running: no task any more\n"
    assert bound(roma) == [("work", None)]


def test_during_a_break_it_is_the_work_before_it(roma: Roma) -> None:
    roma.ok("task", "add", "Write", "--estimate", "3")
    roma.ok("timer", "start")
    said = out(roma, "12:26:00", "timer", "amend", "--task", "1")
    assert said == "work, ended 12:25: now on 1  Write  1 of 3 sessions\n"
    assert bound(roma) == [("work", 1), ("short_break", 1)]
    assert len(roma.ok("timer", "amend", "--task", "none", "--json").json()["amended"]) == 2
    roma.ok("undo")
    assert bound(roma) == [("work", 1), ("short_break", 1)]


def test_nothing_to_amend_is_nothing_done(roma: Roma) -> None:
    roma.ok("task", "add", "Write")
    said = roma("timer", "amend", "--task", "1")
    assert (said.code, "no session today" in said.err) == (3, True)
    roma.ok("timer", "start", "--task", "1")
    number = roma.rows("SELECT count(*) FROM operations")
    roma.ok("timer", "amend", "--task", "1")
    assert roma.rows("SELECT count(*) FROM operations") == number


def test_a_finished_occurrence_stands_for_the_open_one(roma: Roma) -> None:
    roma.ok("task", "add", "Water", "--repeat", "daily")
    roma.ok("timer", "start")
    roma.ok("task", "done", "1")
    roma.ok("timer", "amend", "--task", "1")
    assert bound(roma) == [("work", 2)]


# --- interrupt, estimates, the list of sessions -----------------------------------------------


def test_interruptions_are_counted_shown_and_kept(roma: Roma) -> None:
    roma.ok("timer", "start")
    roma.ok("timer", "interrupt", "phone", "call")
    assert roma.ok("timer", "show").out == "work  25:00 left, until 12:25  1 interruption\n"
    assert roma.ok("timer", "interrupt", "--json").json()["interruptions"] == 2
    on(roma, "12:10:00").ok("timer", "stop")
    assert shown(roma)["interruptions"] == 0
    assert roma.ok("session", "history", "--each").out.splitlines()[1:] == [
        "2026-03-04  12:00-12:10  work  10:00  stopped, 2 interruptions (phone call)"
    ]
    [listed] = roma.ok("session", "history", "--each", "--json").json()
    assert (listed["interruptions"], listed["interruption_reasons"]) == (2, ["phone call"])
    said = roma("timer", "interrupt")
    assert (said.code, "no timer runs" in said.err) == (3, True)


def test_an_interruption_is_taken_back(roma: Roma) -> None:
    roma.ok("timer", "start")
    roma.ok("timer", "interrupt", "phone")
    # The start it builds on stays as long as it stands.
    [(started,)] = roma.rows("SELECT id FROM operations WHERE summary = 'work timer started'")
    said = roma("undo", str(started))
    assert (said.code, "later changes" in said.err) == (2, True)
    roma.ok("undo")
    assert roma.rows("SELECT * FROM session_interruptions") == []
    roma.ok("undo")
    assert roma.rows("SELECT * FROM timer_sessions") == []


def test_an_estimate_is_burned_down_wherever_the_task_is_shown(roma: Roma) -> None:
    no_auto_start(roma)
    roma.ok("task", "add", "Write", "--estimate", "1")
    roma.ok("timer", "start", "--task", "1")
    assert roma.ok("timer", "show").out.endswith("1  Write  0 of 1 session\n")
    assert "1  Write  0 of 1 session" in roma.ok("today").out
    on(roma, "12:30:00").ok("session", "add", "--task", "1")
    assert "estimate  2 of 1 session, 1 over the estimate" in roma.ok("task", "show", "1").out
    running = roma.ok("timer", "start", "work", "--task", "1", "--json").json()
    assert (running["task_sessions"], running["task_estimate"]) == (2, 1)


def test_every_session_is_listed_with_its_note_and_tags(roma: Roma) -> None:
    no_auto_start(roma)
    roma.at("2026-03-03T12:00:00Z").ok("session", "add")
    on(roma, "12:00:00").ok("timer", "start")
    on(roma, "12:10:00").ok("timer", "pause")
    roma.write("UPDATE timer_sessions SET note = 'deep', tags = '#a #b' WHERE outcome IS NULL")
    assert roma.ok("session", "history", "--each").out.splitlines() == [
        "DAY         WHEN         KIND  FOCUS  ABOUT         TAGS",
        "2026-03-03  11:35-12:00  work  25:00  by hand",
        "2026-03-04  12:00-       work  10:00  paused, deep  #a #b",
    ]
    assert len(roma.ok("session", "history", "--each", "--days", "1").out.splitlines()) == 2
    empty = roma.ok("session", "history", "--each", "--days", "100000", "--user", "me", "--json")
    assert len(empty.json()) == 2


# lines typed before, the line that is refused, its exit code, a word of the error
REFUSED = [
    ("", "timer extend 5", 3, "no timer runs"),
    ("timer start|timer stop", "timer extend 5", 3, "no timer runs"),
    ("timer start", "timer extend 0", 2, "'0'"),
    ("timer start", "timer extend 1441", 2, "24 hours"),
    ("timer start", "timer extend 24h", 2, "at most 24 hours"),
    ("timer start", "timer extend soon", 2, "as a length of time"),
    ("timer start", "timer extend \u0665", 2, "as a length of time"),
    ("", "timer start --ago 0", 2, "'0'"),
    ("", "timer start --ago 25m", 2, "has ended already"),
    ("", "timer start --ago 13h --minutes 1440", 2, "today began only 12 hours ago"),
    ("session add", "timer start --ago 1m", 2, "session before"),
    ("timer start", "timer start --ago 10m", 2, "running already"),
    ("timer start", "timer amend --task 7", 3, "no task 7"),
    ("timer start", "timer amend --task x", 2, "'x'"),
    ("", "timer interrupt phone", 3, "no timer runs"),
    ("timer start", f"timer interrupt {'x' * 256}", 2, "at most 255"),
]


@pytest.mark.parametrize(("before", "typed", "code", "word"), REFUSED)
def test_what_cannot_be_put_right_is_one_error_and_changes_nothing(
    roma: Roma, before: str, typed: str, code: int, word: str
) -> None:
    roma.ok("today")
    for one in filter(None, before.split("|")):
        roma.ok(*one.split())
    kept = roma.dump(), roma.rows("SELECT count(*) FROM operations")
    said = roma(*typed.split())
    assert (said.code, said.out) == (code, "")
    error = said.err.splitlines()[0]
    assert error.startswith("error: ")
    assert word in error
    assert (roma.dump(), roma.rows("SELECT count(*) FROM operations")) == kept
