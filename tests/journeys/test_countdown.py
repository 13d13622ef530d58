"""The live countdown, by the real clock: in a pipe, and on a terminal with its keys."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import Roma
from tests.terminal import Terminal

if TYPE_CHECKING:
    import subprocess

ENDED = "SELECT kind, outcome, ended_at - started_at - planned_seconds FROM timer_sessions"


@pytest.fixture
def roma(tmp_path: Path) -> Roma:
    """Return the command with a file whose sessions are short and that sends no notices."""
    found = Roma(tmp_path)
    # The machine's clock: what counts down needs one that goes on.
    found.environ["ROMA_NOW"] = ""
    found.ok("config", "set", "notification_enabled", "false")
    found.ok("config", "set", "sound_enabled", "false")
    return found


def lasts(roma: Roma, work: str, rest: str = "25m") -> None:
    roma.ok("config", "set", "work_duration", work)
    roma.ok("config", "set", "short_break_duration", rest)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def ended(process: subprocess.Popen[str]) -> int:
    """Wait for its end, and return the exit code."""
    process.communicate(timeout=30)
    return process.returncode


def leave(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C as a terminal would, and return what is said on stderr."""
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    return err


def test_waiting_in_a_pipe_tells_the_beginning_and_how_it_ended(roma: Roma) -> None:
    lasts(roma, "1")
    said = roma.ok("timer", "start", "work", "--wait")
    began, over = said.out.splitlines()
    assert began.startswith("work  0:01 left, until ")
    assert over == "work completed"
    assert ("work", "completed", 0) in roma.rows(ENDED)
    assert roma.ok("session", "show", "--json").json()["today_session_count"] == 1


def test_waiting_ends_when_somebody_else_stops_the_timer(roma: Roma) -> None:
    waiting = roma.start("timer", "start", "--wait")
    assert line_of(waiting).startswith("work  25:00 left")
    roma.ok("timer", "stop")
    assert line_of(waiting) == "work stopped"
    assert ended(waiting) == 0


def test_waiting_ends_when_the_start_is_taken_back(roma: Roma) -> None:
    waiting = roma.start("timer", "start", "--wait")
    line_of(waiting)
    roma.ok("undo")
    assert line_of(waiting) == "the session was undone"
    assert ended(waiting) == 0


def test_a_refused_start_does_not_wait(roma: Roma) -> None:
    roma.ok("timer", "start")
    said = roma("timer", "start", "--wait")
    assert said.code == 2
    assert said.err.startswith("error: a work timer is running already")


def test_watching_in_a_pipe_tells_one_line_a_phase(roma: Roma) -> None:
    lasts(roma, "1", "1")
    watching = roma.start("timer", "watch")
    assert line_of(watching) == "no timer runs; next: work"
    roma.ok("timer", "start")
    kinds = [line_of(watching).split("  ")[0] for _ in range(4)]
    # On a slow machine the first second may be over before it is seen.
    assert kinds in (["work", "short break"] * 2, ["short break", "work"] * 2)
    leave(watching)


def test_a_change_by_another_roma_is_seen_and_leaving_changes_nothing(roma: Roma) -> None:
    roma.ok("task", "add", "Write [b]the report\x1b[31m")
    roma.ok("timer", "start", "work", "--task", "1")
    watching = roma.start("timer", "watch")
    assert "left, until" in line_of(watching)
    roma.ok("timer", "pause")
    paused = line_of(watching)
    assert "  paused" in paused
    assert "\x1b" not in paused
    before = roma.dump()
    assert "stays paused (roma timer resume" in leave(watching)
    assert roma.dump() == before


def test_json_tells_each_phase_as_timer_show_does(roma: Roma) -> None:
    roma.ok("timer", "start")
    watching = roma.start("timer", "watch", "--json")
    text = ""
    while not text.endswith("}"):
        text += line_of(watching)
    assert json.loads(text).keys() == roma.ok("timer", "show", "--json").json().keys()
    leave(watching)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are read from /proc")
def test_between_two_looks_the_file_is_closed(roma: Roma) -> None:
    roma.ok("timer", "start")
    watching = roma.start("timer", "watch")
    line_of(watching)
    folder = Path(f"/proc/{watching.pid}/fd")
    for _ in range(20):
        opened = [os.readlink(one) for one in folder.iterdir() if one.is_symlink()]
        assert [name for name in opened if "roma.db" in name] == []
        time.sleep(0.05)
    leave(watching)


def test_the_keys_pause_go_on_skip_and_leave(roma: Roma) -> None:
    terminal = Terminal(roma, "timer", "start", "--wait")
    terminal.wait_for("p pause   s skip   q quit, and it runs on")
    terminal.type("p")
    terminal.wait_for("paused")
    assert roma.ok("timer", "show", "--json").json()["state"] == "paused"
    terminal.type("x")
    terminal.type("\x1b[A")
    terminal.type("p")
    terminal.wait_for("left, until")
    assert roma.ok("timer", "show", "--json").json()["state"] == "running"
    terminal.type("q")
    terminal.wait_for("the work timer runs on until")
    assert terminal.end() == 0
    terminal = Terminal(roma, "timer", "watch")
    terminal.wait_for("left, until")
    terminal.type("s")
    terminal.wait_for("short break")
    terminal.type("q")
    assert terminal.end() == 0
    assert roma.rows("SELECT kind, outcome FROM timer_sessions ORDER BY started_at, kind DESC") == [
        ("work", "skipped"),
        ("short_break", None),
    ]


def test_s_starts_what_comes_next_where_nothing_runs(roma: Roma) -> None:
    terminal = Terminal(roma, "timer", "watch")
    terminal.wait_for("s start   q quit")
    terminal.type("p")
    terminal.type("s")
    terminal.wait_for("left, until")
    terminal.type("q")
    assert terminal.end() == 0


def test_ctrl_c_leaves_the_timer_running_says_so_and_shows_the_cursor_again(roma: Roma) -> None:
    roma.ok("timer", "start")
    terminal = Terminal(roma, "timer", "watch")
    terminal.wait_for("left, until")
    terminal.type("\x03")
    terminal.wait_for("the work timer runs on until")
    assert terminal.end() == 130
    assert terminal.shown.rindex("\x1b[?25h") > terminal.shown.rindex("\x1b[?25l")
    assert roma.ok("timer", "show", "--json").json()["state"] == "running"


@pytest.mark.parametrize("columns", [80, 60, 24])
def test_the_countdown_is_drawn_twice_a_second_at_most_and_fits(roma: Roma, columns: int) -> None:
    roma.ok("task", "add", "A title that is longer than any of these screens is wide, " * 3)
    roma.ok("timer", "start", "work", "--task", "1")
    terminal = Terminal(roma, "timer", "watch", columns=columns)
    terminal.wait_for("left")
    began = time.monotonic()
    terminal.wait_for("left")
    terminal.wait_for("left")
    elapsed = time.monotonic() - began
    terminal.type("q")
    assert terminal.end() == 0
    assert terminal.shown.count(" left") <= 2 * elapsed + 4
    assert "A title" in terminal.shown
    assert "░" in terminal.shown


def test_a_frozen_clock_counts_nothing_down(roma: Roma) -> None:
    roma.at("2026-03-04T12:00:00Z").ok("timer", "start")
    watching = roma.start("timer", "watch")
    assert line_of(watching) == "work  25:00 left, until 12:25"
    leave(watching)
