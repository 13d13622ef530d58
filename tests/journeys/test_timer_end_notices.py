"""The end of a timer is told, once, by the channels its user wants, and is never in the way."""

from __future__ import annotations

import pytest

from tests import terminal
from tests.journeys.notices import Desktop, Told
from tests.journeys.test_timer import no_auto_start, on
from tests.support import Completed, Roma

BELL = "\a"


def shown(roma: Roma, time: str, *arguments: str) -> str:
    """Run a command on a terminal; return all it was sent."""
    screen = terminal.show(on(roma, time), *arguments)
    assert screen.code == 0, screen
    return screen.raw


def seen(roma: Roma, time: str, *arguments: str) -> Completed:
    return on(roma, time).ok(*arguments)


def test_whoever_sees_the_end_tells_it_once_and_what_comes_next(roma: Roma) -> None:
    told = Told(roma)
    roma.ok("task", "add", "Write; <b>it</b>", "--estimate", "2")
    roma.ok("timer", "start", "--task", "1")
    assert (seen(roma, "12:24:00", "task", "list").err, told.notices) == ("", [])
    said = seen(roma, "12:25:30", "remind", "check")
    assert (said.out, said.err) == ("", "")
    seen(roma, "12:26:00", "reset", "check")
    [notice] = told.notices
    assert notice["title"] == "work ended"
    assert notice["body"] == (
        "short break started, until 12:30; Write; <b>it</b> (1 of 2 sessions); 1/8 today"
    )
    assert (notice["kind"], notice["task_id"], notice["late"]) == ("timer", 1, False)
    assert notice["data"]["session"]["ended_at"] == "2026-03-04T12:25:00+00:00"
    assert notice["data"]["timer"]["kind"] == "short_break"
    assert notice["data"]["task"]["id"] == 1


def test_a_phase_that_waits_is_told_as_next(roma: Roma) -> None:
    told = Told(roma)
    no_auto_start(roma)
    roma.ok("timer", "start")
    seen(roma, "12:26:00", "session", "show")
    assert told.notices[0]["body"] == "next: short break; 1/8 today"
    on(roma, "12:27:00").ok("timer", "start")
    seen(roma, "12:33:00", "session", "show")
    assert (told.titles[1], told.notices[1]["body"]) == (
        "short break ended",
        "next: work; 1/8 today",
    )


def test_nobody_is_called_for_what_ended_long_ago(roma: Roma) -> None:
    told = Told(roma)
    no_auto_start(roma)
    roma.ok("timer", "start")
    assert seen(roma, "12:35:01", "session", "show").err == ""
    roma.ok("timer", "start")
    assert seen(roma, "12:50:01", "session", "show").err == ""
    assert told.notices[1:] == []
    assert told.titles == ["short break ended"]


def test_a_person_is_told_in_one_line_of_what_ended_long_ago(roma: Roma) -> None:
    told = Told(roma, channels="desktop,terminal,command")
    roma.ok("timer", "start")
    lines = shown(roma, "15:26:00", "timer", "show").splitlines()
    assert lines[0] == "work timer ended at 12:25, 3 hours ago"
    assert told.notices == []
    on(roma, "15:30:00").ok("timer", "start")
    lines = shown(roma, "18:00:00", "timer", "show", "--quiet").splitlines()
    assert len(lines) == 1


def test_a_terminal_hears_of_it_with_the_bell(roma: Roma) -> None:
    roma.ok("config", "set", "notification_channels", "terminal")
    roma.ok("timer", "start")
    raw = shown(roma, "12:25:00", "task", "list")
    assert raw.startswith(BELL + "timer: work ended - short break started, until 12:30; 1/8 today")
    roma.ok("config", "set", "sound_enabled", "false")
    assert BELL not in shown(roma, "12:30:00", "task", "list")


def test_a_notice_reaches_the_desktop_and_then_no_bell_is_needed(roma: Roma) -> None:
    desktop = Desktop(roma)
    roma.ok("config", "set", "notification_channels", "desktop")
    roma.ok("timer", "start")
    raw = shown(roma, "12:25:00", "timer", "show")
    assert desktop.words == ["work ended", "short break started, until 12:30; 1/8 today"]
    assert BELL not in raw
    assert "timer ended" not in raw


@pytest.mark.parametrize("setting", [("notification_enabled", "false"), ("", "")])
def test_without_a_notice_there_is_the_bell_and_a_line(
    roma: Roma, setting: tuple[str, str]
) -> None:
    """Where notices are off, and where the desktop takes none."""
    roma.environ["PATH"] = str(roma.folder / "nothing")
    roma.ok("config", "set", "notification_channels", "desktop")
    if setting[0]:
        roma.ok("config", "set", *setting)
    roma.ok("timer", "start")
    raw = shown(roma, "12:25:00", "timer", "show")
    assert raw.startswith(BELL)
    assert "work timer ended at 12:25; short break started, until 12:30" in raw
    assert ("could not be told by desktop" in raw) is not bool(setting[0])


def test_a_failure_is_one_line_and_changes_nothing_else(roma: Roma) -> None:
    told = Told(roma)
    told.refuse()
    roma.ok("timer", "start")
    said = on(roma, "12:25:00")("session", "show", "--json")
    assert (said.code, said.json()["today_session_count"]) == (0, 1)
    [line] = said.err.splitlines()
    assert line.startswith("the end of the timer could not be told by command (")
    # It is not tried again: by then it is told by the timer itself.
    told.refuse(really=False)
    assert seen(roma, "12:26:00", "session", "show").err == ""
    assert told.notices == []


def test_a_command_that_fails_tells_of_the_end_all_the_same(roma: Roma) -> None:
    told = Told(roma)
    roma.ok("timer", "start")
    assert on(roma, "12:25:00")("task", "show", "7").code == 3
    assert told.titles == ["work ended"]


def test_quiet_hours_do_not_hold_what_somebody_started(roma: Roma) -> None:
    told = Told(roma)
    roma.ok("config", "set", "quiet_hours", "11:00-23:00")
    roma.ok("timer", "start")
    seen(roma, "12:25:00", "remind", "check")
    assert told.titles == ["work ended"]


def test_every_user_is_told_by_their_own_channels(roma: Roma) -> None:
    told = Told(roma)
    roma.ok("user", "add", "anna")
    roma.ok("--user", "anna", "config", "set", "notification_enabled", "false")
    roma.ok("timer", "start")
    roma.ok("--user", "anna", "timer", "start", "short")
    on(roma, "12:25:00").ok("--user", "anna", "reset", "check")
    assert told.notices == []
    on(roma, "12:26:00").ok("reset", "check", "--all-users")
    assert told.titles == ["work ended"]
