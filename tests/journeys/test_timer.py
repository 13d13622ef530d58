"""Work and rest by the clock, told through the real command: nothing ticks, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.notices import Hooks, Told
from tests.support import Completed, Roma

if TYPE_CHECKING:
    from pathlib import Path

KEYS = [
    "state", "kind", "remaining_seconds", "ends_at", "task_id", "completed_today", "next_kind",
    "overtime_seconds", "last_ended_at", "interruptions", "task_sessions", "task_estimate",
]  # fmt: skip
NOTHING = [None, None, 0, None, None]
BOUND = [None, None, 0, 0, None]
DAY = "2026-03-04"
SESSIONS = "SELECT kind, outcome, ended_at - started_at, paused_seconds, day FROM timer_sessions"
STATS = (
    "SELECT date, work_sessions_completed, total_work_seconds, total_break_seconds"
    " FROM daily_session_stats ORDER BY date"
)


class Near(Roma):
    """The real command in this process, without the half second that a new one takes."""

    def __call__(
        self, *arguments: str, stdin: str | bytes | None = None, **changes: str
    ) -> Completed:
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        return self.inside(*arguments, stdin=data, **changes)


@pytest.fixture
def roma(tmp_path: Path) -> Roma:
    return Near(tmp_path)


@pytest.fixture
def real(tmp_path: Path) -> Roma:
    """Return the command in processes of its own, for what starts programs or is killed."""
    return Roma(tmp_path)


def on(roma: Roma, time: str, day: str = DAY) -> Roma:
    """Set the clock to a time of the day, in UTC."""
    return roma.at(f"{day}T{time}Z")


def shown(roma: Roma) -> Any:
    return roma.inside_ok("timer", "show", "--json").json()


def no_auto_start(roma: Roma) -> None:
    for name in ("auto_start_work", "auto_start_break"):
        roma.inside_ok("config", "set", name, "false")


def what_happened(roma: Roma) -> list[str]:
    """Return the ends of timers, the counts and the resets, in their order."""
    return [
        row[0]
        for row in roma.rows(
            "SELECT event_type FROM audit_log_entries WHERE event_type IN"
            " ('timer.completed', 'session.counted', 'event.scheduled_daily') ORDER BY id"
        )
    ]


# --- one timer ------------------------------------------------------------------------------


def test_a_timer_from_start_to_end(real: Roma) -> None:
    no_auto_start(real)
    real.inside_ok("task", "add", "Write")
    said = real.inside_ok("timer", "start", "work", "--task", "1")
    assert said.out == "work  25:00 left, until 12:25  1  Write\n"
    assert (
        on(real, "12:10:00")
        .inside_ok("timer", "show")
        .out.startswith("work  15:00 left, until 12:25")
    )
    said = real.inside_ok("timer", "pause")
    assert said.out == "work  15:00 left  paused  1  Write\n"
    assert on(real, "12:40:00").inside_ok("timer", "show").out == said.out
    assert real.inside_ok("timer", "resume").out == "work  15:00 left, until 12:55  1  Write\n"
    assert on(real, "12:54:59").inside_ok("timer", "show").out.startswith("work  0:01 left")
    assert on(real, "12:55:00").inside_ok("timer", "show").out == (
        "work ended less than a minute ago; next: short break\n"
    )
    assert real.rows(SESSIONS + " WHERE task_id = 1") == [("work", "completed", 3300, 1800, None)]
    assert real.inside_ok("session", "show", "--json").json()["today_session_count"] == 1


def test_the_timer_as_json(roma: Roma) -> None:
    roma.environ["TZ"] = "Europe/Berlin"
    idle = shown(roma)
    assert list(idle) == KEYS
    assert list(idle.values()) == ["idle", None, None, None, None, 0, "work", *NOTHING]
    roma.inside_ok("task", "add", "Write")
    started = roma.inside_ok("timer", "start", "--task", "1", "--minutes", "50", "--json").json()
    assert list(started) == KEYS
    ends = "2026-03-04T13:50:00+01:00"
    assert list(started.values()) == ["running", "work", 3000, ends, 1, 0, "short_break", *BOUND]
    paused = on(roma, "12:20:00").inside_ok("timer", "pause", "--json").json()
    assert list(paused) == KEYS
    assert list(paused.values()) == ["paused", "work", 1800, None, 1, 0, "short_break", *BOUND]


@pytest.mark.parametrize("outcome", ["skipped", "stopped"])
def test_work_that_is_left_counts_not_but_was_worked(roma: Roma, outcome: str) -> None:
    roma.inside_ok("timer", "start")
    verb = {"skipped": "skip", "stopped": "stop"}[outcome]
    left = on(roma, "12:10:00").inside_ok("timer", verb, "--json").json()
    assert left["completed_today"] == 0
    # Who skips goes on to the break; who stops does not.
    assert left["kind"] == ("short_break" if verb == "skip" else None)
    roma("timer", "stop")
    assert roma.rows(SESSIONS + " WHERE kind = 'work'") == [("work", outcome, 600, 0, None)]
    on(roma, "12:00:00", "2026-03-05").inside_ok("reset", "check")
    assert roma.rows(STATS) == [(DAY, 0, 600, 0)]


def test_skipping_a_break_begins_work(roma: Roma) -> None:
    roma.inside_ok("timer", "start", "long")
    assert on(roma, "12:05:00").inside_ok("timer", "skip").out == "work  25:00 left, until 12:30\n"


# lines typed before, the line that is refused, its exit code, a word of the error
REFUSED = [
    ("timer start", "timer start", 2, "running already"),
    ("timer start|timer pause", "timer start short", 2, "paused already"),
    ("timer start|timer pause", "timer pause", 2, "paused already"),
    ("timer start", "timer resume", 2, "is running"),
    ("", "timer pause", 3, "no timer runs"),
    ("", "timer resume", 3, "no timer runs"),
    ("", "timer skip", 3, "no timer runs"),
    ("", "timer stop", 3, "no timer runs"),
    ("", "timer start lunch", 2, "'lunch'"),
    ("", "timer start --minutes 0", 2, "from 1 to 1440"),
    ("", "timer start --minutes 1441", 2, "from 1 to 1440"),
    ("", "timer start --minutes 1e3", 2, "from 1 to 1440"),
    ("", "timer start --task 7", 3, "no task 7"),
    ("", "timer start --task x", 2, "'x'"),
    ("task add a|task add b", "timer start --task 1-2", 2, "one task"),
    ("task add a|task delete 1 --yes", "timer start --task 1", 3, "no task 1"),
]


@pytest.mark.parametrize(("before", "typed", "code", "word"), REFUSED)
def test_what_cannot_be_done_is_one_error_and_changes_nothing(
    roma: Roma, before: str, typed: str, code: int, word: str
) -> None:
    roma.inside_ok("today")
    for one in filter(None, before.split("|")):
        roma.inside_ok(*one.split())
    kept = roma.dump(), roma.rows("SELECT count(*) FROM operations")
    said = roma(*typed.split())
    assert (said.code, said.out) == (code, "")
    error, hint = said.err.splitlines()
    assert error.startswith("error: ")
    assert word in error
    assert hint.startswith("hint: roma ")
    assert (roma.dump(), roma.rows("SELECT count(*) FROM operations")) == kept
    problem = roma(*typed.split(), "--json").problem()
    assert f"error: {problem['message']}" == error


def test_a_killed_run_and_a_closed_terminal_change_nothing(real: Roma) -> None:
    no_auto_start(real)
    real.inside_ok("timer", "start")
    kept = real.dump()
    run = real.start("timer", "show")
    run.kill()
    run.communicate()
    assert real.dump() == kept
    assert (
        on(real, "12:25:00").inside_ok("session", "show", "--json").json()["today_session_count"]
        == 1
    )


# Whatever comes first, reading or writing, in either lane.
COMMANDS = ["today", "task list", "task add Call", "session show", "reset check", "remind check",
            "config show", "timer start short", "undo --list"]  # fmt: skip


@pytest.mark.parametrize("typed", COMMANDS)
def test_whatever_comes_next_completes_a_timer_at_its_planned_end(roma: Roma, typed: str) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "17:00:00").inside_ok(*typed.split())
    done = " WHERE outcome IS NOT NULL"
    assert roma.rows(SESSIONS + done) == [("work", "completed", 1500, 0, None)]
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(1,)]


def test_a_clock_set_back_leaves_no_more_than_the_whole(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "11:00:00")
    assert shown(roma)["remaining_seconds"] == 1500
    roma.inside_ok("timer", "stop")
    assert roma.rows(SESSIONS) == [("work", "stopped", 0, 0, None)]


# --- across the end of the day --------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "looked", "happened", "count", "stats"),
    [
        pytest.param(
            "23:30:00", "2026-03-05T12:00:00Z",
            ["timer.completed", "session.counted", "event.scheduled_daily"], 0,
            [("2026-03-04", 1, 1500, 0)],
            id="end-before-the-boundary",
        ),
        pytest.param(
            "23:50:00", "2026-03-05T12:00:00Z",
            ["event.scheduled_daily", "timer.completed", "session.counted"], 1,
            [("2026-03-04", 0, 0, 0)],
            id="end-after-the-boundary",
        ),
        pytest.param(
            "23:35:00", "2026-03-05T00:00:00Z",
            ["event.scheduled_daily", "timer.completed", "session.counted"], 1,
            [("2026-03-04", 0, 0, 0)],
            id="end-on-the-boundary",
        ),
        pytest.param(
            "23:34:59", "2026-03-05T00:00:00Z",
            ["timer.completed", "session.counted", "event.scheduled_daily"], 0,
            [("2026-03-04", 1, 1500, 0)],
            id="end-a-second-before",
        ),
        pytest.param(
            "23:50:00", "2026-03-07T12:00:00Z",
            ["event.scheduled_daily", "timer.completed", "session.counted",
             "event.scheduled_daily"], 0,
            [("2026-03-04", 0, 0, 0), ("2026-03-05", 1, 1500, 0)],
            id="end-after-the-boundary-and-two-days-away",
        ),
    ],
)  # fmt: skip
def test_a_session_counts_in_the_day_in_which_it_ended(
    roma: Roma,
    started: str,
    looked: str,
    happened: list[str],
    count: int,
    stats: list[tuple[str, int, int, int]],
) -> None:
    no_auto_start(roma)
    on(roma, started).inside_ok("timer", "start")
    roma.at(looked).inside_ok("reset", "check")
    assert what_happened(roma) == happened
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(count,)]
    assert roma.rows(STATS) == stats
    assert shown(roma)["completed_today"] == count


def test_the_second_of_two_resets_tells_what_it_closed(roma: Roma) -> None:
    on(roma, "23:50:00").inside_ok("timer", "start")
    roma.at("2026-03-07T12:00:00Z").inside_ok("timer", "show")
    assert roma.rows(
        "SELECT previous_count, local_reset_time, json_extract(context, '$.closed_day')"
        " FROM session_reset_events ORDER BY rowid"
    ) == [
        (0, "2026-03-05T00:00:00+00:00", "2026-03-04"),
        (1, "2026-03-06T00:00:00+00:00", "2026-03-05"),
    ]
    [(following,)] = roma.rows(
        "SELECT datetime(next_execution_at, 'unixepoch') FROM scheduled_tasks"
    )
    assert following == "2026-03-08 00:00:00"


def test_a_paused_timer_stays_paused_over_days(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "12:10:00").inside_ok("timer", "pause")
    on(roma, "09:00:00", "2026-03-09")
    assert (shown(roma)["state"], shown(roma)["remaining_seconds"]) == ("paused", 900)
    assert (
        roma.inside_ok("timer", "resume", "--json").json()["ends_at"] == "2026-03-09T09:15:00+00:00"
    )
    on(roma, "12:00:00", "2026-03-10").inside_ok("reset", "check")
    assert roma.rows(STATS)[-1] == ("2026-03-09", 1, 1500, 0)


def test_a_zone_change_while_a_timer_runs_moves_its_hour_and_not_its_end(roma: Roma) -> None:
    on(roma, "12:00:00", "2026-03-03").inside_ok("session", "add")
    on(roma, "11:50:00").inside_ok("session", "add")
    on(roma, "12:00:00").inside_ok("timer", "start")
    # There it is past midnight already: the count is closed, the timer runs on.
    roma.inside_ok("config", "set", "timezone", "Pacific/Kiritimati")
    assert roma.rows(STATS) == [("2026-03-03", 1, 1500, 0), ("2026-03-04", 1, 1500, 0)]
    assert shown(roma)["ends_at"] == "2026-03-05T02:25:00+14:00"
    on(roma, "12:30:00").inside_ok("reset", "check")
    assert shown(roma)["completed_today"] == 1
    on(roma, "12:00:00", "2026-03-05").inside_ok("reset", "check")
    assert roma.rows(STATS)[-1] == ("2026-03-05", 1, 1500, 0)


def test_an_end_in_a_day_that_a_fast_clock_has_closed_corrects_that_day(roma: Roma) -> None:
    no_auto_start(roma)
    roma.at("2026-03-05T08:00:00Z").inside_ok("reset", "check")
    on(roma, "12:00:00").inside_ok("timer", "start", "short")
    on(roma, "12:05:00").inside_ok("timer", "start")
    on(roma, "12:30:00").inside_ok("timer", "start", "work")
    on(roma, "12:40:00").inside_ok("timer", "stop")
    roma.at("2026-03-06T08:00:00Z").inside_ok("reset", "check")
    assert roma.rows(STATS) == [(DAY, 1, 2100, 300), ("2026-03-05", 0, 0, 0)]


# --- what starts by itself ------------------------------------------------------------------


def test_a_break_that_is_seen_to_begin_begins_by_itself_and_then_work(real: Roma) -> None:
    real.inside_ok("task", "add", "Write")
    real.inside_ok("timer", "start", "--task", "1")
    assert on(real, "12:27:00").inside_ok("timer", "show").out == (
        "short break  3:00 left, until 12:30  1  Write\n"
    )
    assert (
        on(real, "12:30:00")
        .inside_ok("timer", "show")
        .out.startswith("work  25:00 left, until 12:55")
    )


def test_after_four_the_long_break_begins_by_itself(roma: Roma) -> None:
    for minute in range(3):
        on(roma, f"0{minute}:30:00").inside_ok("session", "add")
    on(roma, "12:00:00").inside_ok("timer", "start")
    assert shown(roma)["next_kind"] == "long_break"
    assert on(roma, "12:25:01").inside_ok("timer", "show").out.startswith("long break  14:59 left")


def test_what_nobody_saw_end_starts_nothing(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    assert on(roma, "12:27:01").inside_ok("timer", "show").out == (
        "work ended 2 minutes ago; next: short break\n"
    )
    on(roma, "23:00:00").inside_ok("timer", "start")
    on(roma, "09:00:00", "2026-03-05").inside_ok("today")
    assert roma.rows("SELECT count(*) FROM timer_sessions") == [(2,)]


def test_a_setting_keeps_the_next_phase_back(roma: Roma) -> None:
    no_auto_start(roma)
    roma.inside_ok("timer", "start")
    assert on(roma, "12:25:00").inside_ok("timer", "show").out == (
        "work ended less than a minute ago; next: short break\n"
    )


def test_a_break_that_is_stopped_in_the_second_it_began_leads_to_work(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    stopped = on(roma, "12:25:00").inside_ok("timer", "stop", "--json").json()
    assert (stopped["completed_today"], stopped["next_kind"]) == (1, "work")
    assert roma.rows(SESSIONS + " ORDER BY rowid") == [
        ("work", "completed", 1500, 0, None),
        ("short_break", "stopped", 0, 0, None),
    ]


def test_eight_runs_at_the_end_complete_it_once(real: Roma) -> None:
    real.inside_ok("timer", "start")
    on(real, "12:25:00")
    runs = [real.start("timer", "show") for _ in range(8)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * 8, said
    assert {out for out, _ in said} == {"short break  5:00 left, until 12:30\n"}
    assert what_happened(real) == ["timer.completed", "session.counted"]
    assert real.rows("SELECT count(*) FROM timer_sessions") == [(2,)]
    assert real.rows("SELECT today_session_count FROM user_configurations") == [(1,)]


# --- statistics -----------------------------------------------------------------------------


def test_work_and_rest_are_measured_without_their_pauses(roma: Roma) -> None:
    no_auto_start(roma)
    on(roma, "09:00:00").inside_ok("timer", "start")
    on(roma, "09:10:00").inside_ok("timer", "pause")
    on(roma, "10:10:00").inside_ok("timer", "resume")
    on(roma, "10:30:00").inside_ok("timer", "start")  # the short break
    on(roma, "10:31:00").inside_ok("timer", "pause")
    on(roma, "10:41:00").inside_ok("timer", "resume")
    on(roma, "10:50:00").inside_ok("timer", "start")  # work, which is stopped while it is paused
    on(roma, "10:51:00").inside_ok("timer", "pause")
    on(roma, "10:59:00").inside_ok("timer", "stop")
    on(roma, "00:00:00", "2026-03-05").inside_ok("reset", "check")
    assert roma.rows(STATS) == [(DAY, 1, 1500 + 60, 300)]


# --- undo -----------------------------------------------------------------------------------


def test_start_pause_and_stop_are_taken_back(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "12:05:00").inside_ok("timer", "pause")
    on(roma, "12:10:00").inside_ok("undo")
    # As if it had never been paused.
    assert (shown(roma)["state"], shown(roma)["remaining_seconds"]) == ("running", 900)
    roma.inside_ok("timer", "stop")
    roma.inside_ok("undo")
    assert shown(roma)["state"] == "running"
    roma.inside_ok("undo")
    assert shown(roma)["state"] == "idle"
    assert roma.rows("SELECT count(*) FROM timer_sessions") == [(0,)]
    roma.inside_ok("redo")
    assert shown(roma)["ends_at"] == "2026-03-04T12:25:00+00:00"


def test_a_stop_taken_back_too_late_was_no_stop(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "12:05:00").inside_ok("timer", "stop")
    on(roma, "15:00:00").inside_ok("undo")
    assert shown(roma)["completed_today"] == 1
    assert roma.rows(SESSIONS) == [("work", "completed", 1500, 0, None)]


def test_skipping_is_taken_back_whole(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    kept = on(roma, "12:10:00").inside_ok("timer", "show").out
    roma.inside_ok("timer", "skip")
    roma.inside_ok("undo")
    assert roma.inside_ok("timer", "show").out == kept


def test_undo_passes_over_the_end_of_a_timer(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    roma.inside_ok("task", "add", "Write")
    on(roma, "12:30:00").inside_ok("timer", "show")
    assert roma.inside_ok("undo").out.endswith("added task 'Write'\n")
    assert shown(roma)["completed_today"] == 1


@pytest.mark.parametrize("typed", ["timer start", "timer start|timer pause|timer resume"])
def test_a_timer_that_has_ended_is_not_begun_otherwise(roma: Roma, typed: str) -> None:
    """Else its seconds, which the day counts, would change after the fact."""
    for number, one in enumerate(typed.split("|")):
        on(roma, f"12:0{number}:00").inside_ok(*one.split())
    on(roma, "13:00:00").inside_ok("timer", "show")
    kept = roma.dump()
    said = roma("undo")
    assert said.code == 2
    assert "timer ended) changed the same since" in said.err
    assert roma.dump() == kept


def test_a_stop_in_a_day_that_is_closed_stays(roma: Roma) -> None:
    roma.inside_ok("timer", "start")
    on(roma, "12:05:00").inside_ok("timer", "stop")
    on(roma, "08:00:00", "2026-03-05").inside_ok("today")
    said = roma("undo")
    assert said.code == 2
    assert "daily reset" in said.err
    assert roma.rows(STATS) == [(DAY, 0, 300, 0)]


# --- and the rest of roma -------------------------------------------------------------------


def test_finishing_the_task_does_not_stop_the_timer(roma: Roma) -> None:
    roma.inside_ok("task", "add", "Write")
    roma.inside_ok("timer", "start", "--task", "1")
    on(roma, "12:10:00").inside_ok("task", "done", "1")
    assert (shown(roma)["state"], shown(roma)["task_id"]) == ("running", 1)
    on(roma, "13:00:00")
    assert shown(roma)["completed_today"] == 1


def test_hooks_hear_of_the_end_of_work_twice_and_of_a_break_once(real: Roma) -> None:
    real.ok("task", "add", "Write")
    hooks = Hooks(real)
    for name in ("on-timer-end", "on-session-completed"):
        hooks.install(name)
    real.ok("timer", "start", "--task", "1")
    on(real, "12:05:00").ok("timer", "pause")
    on(real, "12:06:00").ok("timer", "resume")
    assert hooks.got == []
    on(real, "12:26:00").ok("task", "list")
    real.ok("task", "list")
    assert [(one["hook"], one["event"]) for one in hooks.got] == [
        ("on-timer-end", "timer.completed"),
        ("on-session-completed", "timer.completed"),
    ]
    for one in hooks.got:
        assert one["task"]["title"] == "Write"
        data = one["data"]
        assert (data["kind"], data["outcome"], data["paused_seconds"]) == ("work", "completed", 60)
    on(real, "13:00:00").ok("task", "list")  # the break began by itself
    assert [(one["hook"], one["data"]["kind"]) for one in hooks.got[2:]] == [
        ("on-timer-end", "short_break")
    ]
    real.ok("timer", "start")
    real.ok("timer", "stop")
    assert len(hooks.got) == 3


def test_a_task_that_is_worked_on_does_not_remind_of_itself(real: Roma) -> None:
    told = Told(real)
    real.ok("task", "add", "Write", "--due", "2026-03-04T12:30", "--remind", "15 minutes")
    real.ok("timer", "start", "--task", "1")
    said = on(real, "12:16:00").ok("remind", "check")
    assert (said.out, said.err, told.titles) == ("", "", [])
    on(real, "12:25:00").ok("remind", "check")
    assert [one["kind"] for one in told.notices] == ["reminder", "timer"]
    assert told.titles[0] == "Write"


def test_today_shows_the_timer_while_there_is_one(roma: Roma) -> None:
    head, *rest = roma.inside_ok("today").out.splitlines()
    assert roma.inside_ok("today", "--json").json()["timer"] is None
    roma.inside_ok("timer", "start")
    assert roma.inside_ok("today").out.splitlines() == [
        head,
        "work  25:00 left, until 12:25",
        *rest,
    ]
    assert roma.inside_ok("today", "--json").json()["timer"] == shown(roma)
    roma.inside_ok("timer", "pause")
    assert roma.inside_ok("today").out.splitlines()[1] == "work  25:00 left  paused"


STORY = [
    ("12:00:00", "timer start"),
    ("12:01:00", "timer start"),
    ("12:01:00", "timer pause"),
    ("12:02:00", "timer pause"),
    ("12:03:00", "timer resume"),
    ("12:03:00", "timer resume"),
    ("12:04:00", "timer show"),
    ("12:27:30", "timer show"),
    ("12:28:00", "timer skip"),
    ("12:29:00", "timer stop"),
    ("12:29:00", "timer stop"),
    ("12:30:00", "timer start long"),
    ("12:59:00", "timer show"),
    ("12:59:00", "timer start x"),
    ("12:59:00", "timer skip"),
]


def test_both_lanes_tell_the_same_story(tmp_path: Path) -> None:
    told: list[tuple[list[Completed], list[Any]]] = []
    for lane in (Roma.inside, Roma.inside_with_typer):
        folder = tmp_path / lane.__name__
        folder.mkdir()
        roma = Roma(folder)
        lane(roma, "today")
        said = [lane(on(roma, time), *typed.split()) for time, typed in STORY]
        told.append((said, roma.rows(SESSIONS + " ORDER BY rowid")))
    assert told[0] == told[1]


def test_a_session_on_a_finished_occurrence_goes_to_the_open_one(roma: Roma) -> None:
    roma.inside_ok("task", "add", "Water", "--repeat", "daily")
    roma.inside_ok("task", "done", "1")
    roma.inside_ok("timer", "start", "work", "--task", "1")
    assert roma.inside_ok("timer", "show", "--json").json()["task_id"] == 2
    roma.inside_ok("session", "add", "--task", "1")
    assert roma.rows("SELECT task_id FROM timer_sessions") == [(2,), (2,)]


def test_a_check_tells_of_each_reset_where_a_timer_ended_in_a_day_between(roma: Roma) -> None:
    roma.at("2026-03-04T23:50:00Z").inside_ok("timer", "start")
    said = roma.at("2026-03-06T10:00:00Z").inside_ok("reset", "check")
    assert said.out.splitlines() == [
        "reset at 2026-03-05T00:00:00+00:00: 2026-03-04 is closed",
        "reset at 2026-03-06T00:00:00+00:00: 2026-03-05 is closed",
    ]
    assert [
        one["previous_count"] for one in roma.inside_ok("reset", "history", "--json").json()
    ] == [1, 0]
