"""Reminders from the task that wants one to the notice that arrives, through the real command."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.notices import PATIENCE, Desktop, Told, Web, signature, web
from tests.support import REPOSITORY
from tests.terminal import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Completed, Roma

KEYS = "id task_id user_id scheduled_at reminder_type status retry_count job_id created_at sent_at"
SECRET = "correct-horse-battery-staple"  # noqa: S105 - planted, to be looked for
PAY = ("task", "add", "Pay", "--due", "2026-03-04T13:00", "--remind", "15 minutes")


@pytest.fixture
def receiver() -> Iterator[Web]:
    with web() as server:
        yield server


def ok(roma: Roma, *arguments: str, stdin: bytes = b"", **changes: str) -> Completed:
    """Run one command inside this process, which is faster, and expect that it succeeds."""
    said = roma.inside(*arguments, stdin=stdin, **changes)
    assert said.code == 0, f"{arguments}: exit {said.code}\n{said.out}{said.err}"
    return said


def kept(roma: Roma) -> list[str]:
    """Return every reminder as one line: its number, task, moment in UTC and state."""
    rows = roma.rows(
        "SELECT id, task_id, strftime('%d %H:%M', scheduled_at, 'unixepoch'), status"
        " FROM reminders ORDER BY id"
    )
    return [f"{number} of {task}: {moment} {status}" for number, task, moment, status in rows]


def checked(roma: Roma, now: str, code: int = 0) -> Completed:
    """Check at a moment of 2026-03-04, or at a full one, with all that is on the PATH."""
    moment = now if "T" in now else f"2026-03-04T{now}Z"
    said = roma.at(moment).inside("remind", "check", PATH=roma.environ["PATH"])
    assert said.code == code, said
    return said


def signed(roma: Roma, receiver: Web, channels: str = "webhook") -> None:
    """Have reminders posted to the receiver, signed with the secret."""
    secret = roma.folder / "secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    ok(roma, "config", "set", "notification_channels", channels)
    ok(roma, "config", "set", "webhook_url", receiver.url)
    ok(roma, "config", "set", "webhook_secret_file", str(secret))
    ok(roma, "config", "set", "webhook_allow_private", "true")


# --- what is kept with a task ---------------------------------------------------------


def test_an_offset_keeps_one_reminder_and_remind_add_any_further_ones(roma: Roma) -> None:
    ok(roma, *PAY)
    assert kept(roma) == ["1 of 1: 04 12:45 pending"]
    assert ok(roma, "remind", "add", "1", "30m").out == (
        "added reminder 2  Pay  at Wed 4 Mar 2026 12:30 +00:00\n"
    )
    ok(roma, "remind", "add", "1", "7", "minutes", "before")
    ok(roma, "remind", "add", "1", "tomorrow", "9am")
    ok(roma, "remind", "add", "1", "in 10 minutes")
    assert kept(roma) == [
        "1 of 1: 04 12:45 pending",
        "2 of 1: 04 12:30 pending",
        "3 of 1: 04 12:53 pending",
        "4 of 1: 05 09:00 pending",
        "5 of 1: 04 12:10 pending",
    ]
    listed = ok(roma, "remind", "list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["ID", "5", "2", "1", "3", "4"]
    assert listed[1].split("  ")[-1] == "Pay"
    shapes = ok(roma, "remind", "list", "--json").json()
    assert list(shapes[0])[: len(KEYS.split())] == KEYS.split()
    assert (shapes[0]["scheduled_at"], shapes[0]["status"]) == (
        "2026-03-04T12:10:00+00:00",
        "pending",
    )


def test_a_task_shows_the_reminders_still_to_come_in_the_order_of_time(roma: Roma) -> None:
    ok(roma, *PAY)
    ok(roma, "remind", "add", "1", "tomorrow", "9am")
    ok(roma, "remind", "add", "1", "in 10 minutes")
    ok(roma, "remind", "cancel", "2")
    assert re.search(
        "reminders +Wed 4 Mar 2026 12:10 [+]00:00; Wed 4 Mar 2026 12:45 [+]00:00\n",
        ok(roma, "task", "show", "1").out,
    )
    told = ok(roma, "task", "show", "1", "--json").json()["reminders"]
    assert [one["id"] for one in told] == [3, 1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("add 9 30m", 3, "there is no task 9"),
        ("add 2 30m", 2, "task 2 has no due date to be reminded before"),
        ("add 3 30m", 2, "task 3 is completed already"),
        ("add 4 30m", 2, "task 4 was due already"),
        ("add 1-2 30m", 2, "one number is wanted here, not '1-2'"),
        ("add one 30m", 2, "'one' is not an ID"),
        ("add 1 2026-03-04T11:00", 2, "a reminder lies in the future"),
        ("add 1 soonish", 2, ""),
        ("add 1 tomorrow", 2, "'tomorrow' is a day without a time: add one, such as 17:10"),
        ("snooze 9 10m", 3, "there is no reminder 9"),
        ("snooze 1-2 10m", 2, "one number is wanted here, not '1-2'"),
        ("snooze 1 0m", 2, "a reminder is put off to the future"),
        ("snooze 1 2026-03-04T11:00", 2, "a reminder is put off to the future"),
        ("snooze 2 10m", 2, "reminder 2 is cancelled"),
        ("cancel 1 9", 3, "there is no reminder 9"),
        ("cancel 1 2", 2, "reminder 2 is cancelled already"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out_and_changes_nothing(
    roma: Roma, arguments: str, code: int, message: str
) -> None:
    ok(roma, *PAY)
    ok(roma, "task", "add", "-", stdin=b"No date\nDone")
    ok(roma, "task", "done", "3")
    ok(roma, "task", "add", "Late", "--due", "2026-03-04T11:00")
    ok(roma, "remind", "add", "1", "30m")
    ok(roma, "remind", "cancel", "2")
    before = roma.dump()
    said = roma.inside("remind", *arguments.split())
    assert (said.code, said.out) == (code, "")
    error, hint = said.err.splitlines()
    assert error.startswith(f"error: {message}")
    assert hint.startswith("hint: roma ")
    assert roma.dump() == before


def test_one_can_be_put_off_by_a_length_or_to_a_moment_and_cancelled(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma, "remind", "add", "1", "30m")
    ok(roma, "remind", "snooze", "1", "10m")
    ok(roma, "remind", "snooze", "2", "tomorrow", "9am")
    assert kept(roma) == ["1 of 1: 04 12:10 pending", "2 of 1: 05 09:00 pending"]
    ok(roma, "undo")
    assert ok(roma, "remind", "cancel", "2", "1").out == "cancelled 2 reminders\n"
    assert ok(roma, "remind", "list").out == ""
    ok(roma, "undo")
    assert kept(roma) == ["1 of 1: 04 12:10 pending", "2 of 1: 04 12:30 pending"]
    checked(roma, "12:10:00")
    # One that has arrived can be put off as well.
    ok(roma, "remind", "snooze", "1", "5m")
    checked(roma, "12:14:59")
    assert told.titles == ["Pay"]
    checked(roma, "12:15:00")
    assert told.titles == ["Pay", "Pay"]


def test_editing_due_or_offset_replaces_the_reminder_and_nothing_else_does(roma: Roma) -> None:
    ok(roma, *PAY)
    ok(roma, "remind", "add", "1", "5m")
    ok(roma, "remind", "add", "1", "2026-03-06T08:00")
    ok(roma, "task", "edit", "1", "--title", "Pay rent", "--priority", "high")
    ok(roma, "task", "edit", "1", "--due", "2026-03-04T13:00", "--remind", "15m")
    assert kept(roma) == [
        "1 of 1: 04 12:45 pending",
        "2 of 1: 04 12:55 pending",
        "3 of 1: 06 08:00 pending",
    ]
    ok(roma, "task", "edit", "1", "--remind", "30m")
    assert kept(roma)[0] == "1 of 1: 04 12:45 cancelled"
    assert kept(roma)[3:] == ["4 of 1: 04 12:30 pending"]
    ok(roma, "task", "edit", "1", "--due", "2026-03-05T10:00")
    assert kept(roma) == [
        "1 of 1: 04 12:45 cancelled",
        "2 of 1: 04 12:55 cancelled",
        # One at a moment of its own stays there.
        "3 of 1: 06 08:00 pending",
        "4 of 1: 04 12:30 cancelled",
        "5 of 1: 05 09:55 pending",
        "6 of 1: 05 09:30 pending",
    ]
    ok(roma, "undo")
    assert kept(roma)[:4] == [
        "1 of 1: 04 12:45 cancelled",
        "2 of 1: 04 12:55 pending",
        "3 of 1: 06 08:00 pending",
        "4 of 1: 04 12:30 pending",
    ]
    assert len(kept(roma)) == 4
    ok(roma, "redo")
    ok(roma, "task", "edit", "1", "--remind", "none")
    assert [line for line in kept(roma) if "pending" in line] == [
        "3 of 1: 06 08:00 pending",
        "5 of 1: 05 09:55 pending",
    ]
    ok(roma, "task", "edit", "1", "--due", "none")
    assert [line for line in kept(roma) if "pending" in line] == ["3 of 1: 06 08:00 pending"]


@pytest.mark.parametrize("verb", [("done",), ("delete", "--yes")])
def test_done_and_deleted_tasks_remind_of_nothing_and_undo_brings_all_back(
    roma: Roma, verb: tuple[str, ...]
) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma, "remind", "add", "1", "2026-03-04T12:50")
    before = kept(roma)
    ok(roma, "task", *verb, "1")
    assert kept(roma) == [line.replace("pending", "cancelled") for line in before]
    checked(roma, "12:50:00")
    assert told.titles == []
    ok(roma, "undo")
    assert kept(roma) == before
    ok(roma, "redo")
    ok(roma, "undo")
    checked(roma, "12:50:00")
    assert told.titles == ["Pay", "Pay"]


def test_a_reopened_task_has_its_reminder_again(roma: Roma) -> None:
    ok(roma, *PAY)
    ok(roma, "task", "done", "1")
    ok(roma, "task", "reopen", "1")
    assert kept(roma) == ["1 of 1: 04 12:45 cancelled", "2 of 1: 04 12:45 pending"]
    ok(roma, "task", "done", "1")
    ok(roma.at("2026-03-04T14:00:00Z"), "task", "reopen", "1")
    assert len(kept(roma)) == 2
    assert ok(roma, "remind", "list").out == ""


def test_the_next_occurrence_has_a_reminder_of_its_own(roma: Roma) -> None:
    ok(roma, *PAY, "--repeat", "daily")
    ok(roma, "task", "done", "1")
    assert kept(roma) == ["1 of 1: 04 12:45 cancelled", "2 of 2: 05 12:45 pending"]
    ok(roma, "task", "done", "2")
    ok(roma, "task", "reopen", "2")
    assert kept(roma)[1:] == [
        "2 of 2: 05 12:45 cancelled",
        "3 of 3: 06 12:45 cancelled",
        "4 of 2: 05 12:45 pending",
    ]
    ok(roma, "undo", "--json")
    ok(roma, "undo")
    assert kept(roma) == ["1 of 1: 04 12:45 cancelled", "2 of 2: 05 12:45 pending"]


def test_what_was_due_when_it_was_written_down_is_not_reminded_of(roma: Roma) -> None:
    ok(roma, "task", "add", "Late", "--due", "2026-03-04T11:59", "--remind", "1h")
    ok(roma, "task", "add", "Yesterday", "--due", "2026-03-03", "--remind", "1h")
    ok(roma, "task", "add", "No date", "--remind", "1h")
    assert kept(roma) == []
    # The due date lies ahead, so there is still something to be reminded of: at once.
    ok(roma, "task", "add", "Soon", "--due", "2026-03-04T12:30", "--remind", "1h")
    ok(roma, "task", "add", "Today", "--due", "2026-03-04", "--remind", "1h")
    assert kept(roma) == ["1 of 4: 04 11:30 pending", "2 of 5: 04 08:00 pending"]
    told = Told(roma)
    checked(roma, "12:00:00")
    assert [(one["title"], one["late"]) for one in told.notices] == [
        ("Today", False),
        ("Soon", False),
    ]


def test_whole_days_are_reminded_of_where_zone_and_time_of_day_put_them(roma: Roma) -> None:
    ok(roma, "task", "add", "Day", "--due", "2026-03-06", "--remind", "1 day")
    ok(roma, "task", "add", "Moment", "--due", "2026-03-06T13:00", "--remind", "1 day")
    ok(roma, "remind", "add", "1", "2h")
    ok(roma, "remind", "add", "1", "2026-03-06T20:00")
    assert kept(roma) == [
        "1 of 1: 05 09:00 pending",
        "2 of 2: 05 13:00 pending",
        "3 of 1: 06 07:00 pending",
        "4 of 1: 06 20:00 pending",
    ]
    before = kept(roma)
    ok(roma, "config", "set", "all_day_reminder_time", "08:30")
    assert kept(roma) == [
        "1 of 1: 05 08:30 pending",
        "2 of 2: 05 13:00 pending",
        "3 of 1: 06 06:30 pending",
        "4 of 1: 06 20:00 pending",
    ]
    ok(roma, "config", "set", "timezone", "Asia/Tokyo")
    # 08:30 there is 23:30 the day before in UTC; a moment is the same everywhere.
    assert kept(roma) == [
        "1 of 1: 04 23:30 pending",
        "2 of 2: 05 13:00 pending",
        "3 of 1: 05 21:30 pending",
        "4 of 1: 06 20:00 pending",
    ]
    ok(roma, "undo")
    ok(roma, "undo")
    assert kept(roma) == before


def test_both_sides_of_a_clock_change_are_reminded_of_at_the_same_time_of_day(roma: Roma) -> None:
    roma.environ["TZ"] = "America/New_York"
    for day in ("07", "08", "09"):
        ok(roma, "task", "add", day, "--due", f"2026-03-{day}", "--remind", "30m")
    assert [line.split(": ")[1] for line in kept(roma)] == [
        "07 13:30 pending",
        "08 12:30 pending",
        "09 12:30 pending",
    ]


# --- sending --------------------------------------------------------------------------


def test_a_notice_says_what_is_due_and_comes_once(roma: Roma) -> None:
    told = Told(roma)
    title = '-x "Pay" $(touch x) `id`; é 🍅 <b>'
    ok(roma, "task", "add", "--due", "2026-03-04T13:00", "--remind", "15m", "--", title)
    assert checked(roma, "12:44:59").out == ""
    said = checked(roma, "12:45:00")
    assert said.out == f"reminded of 1  {title}: command {roma.folder}/tell: exit status 0\n"
    assert said.err == ""
    assert checked(roma, "12:45:00").out == ""
    [notice] = told.notices
    assert (notice["title"], notice["body"]) == (title, "due Wed 4 Mar 2026 13:00 +00:00")
    assert (notice["kind"], notice["task_id"], notice["late"]) == ("reminder", 1, False)
    assert notice["data"]["task"]["due_date"] == "2026-03-04T13:00:00+00:00"
    assert ok(roma, "remind", "list").out == ""
    [shape] = ok(roma, "remind", "list", "--all", "--json").json()
    assert (shape["status"], shape["sent_at"]) == ("sent", "2026-03-04T12:45:00+00:00")


def test_what_fails_is_tried_after_1_5_and_25_minutes_and_then_no_more(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    told.refuse()
    said = checked(roma, "12:45:00", code=8)
    assert said.out == (f"could not remind of 1  Pay: command {roma.folder}/tell: exit status 3\n")
    for too_early, on_time in (
        ("12:45:59", "12:46:00"),
        ("12:50:59", "12:51:00"),
        ("13:15:59", "13:16:00"),
    ):
        assert checked(roma, too_early).out == ""
        assert "could not" in checked(roma, on_time, code=8).out
    assert kept(roma) == ["1 of 1: 04 12:45 failed"]
    told.refuse(really=False)
    assert checked(roma, "18:00:00").out == ""
    assert told.titles == []
    assert roma.rows("SELECT retry_count FROM reminders") == [(4,)]
    # Put off, it has all its tries again.
    ok(roma, "remind", "snooze", "1", "10m")
    checked(roma, "18:10:00")
    assert told.titles == ["Pay"]


def test_a_try_that_succeeds_ends_them(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    told.refuse()
    assert json.loads(
        roma.at("2026-03-04T12:45:00Z")
        .inside("remind", "check", "--json", PATH=roma.environ["PATH"])
        .out
    ) == {"sent": [], "failed": [1]}
    assert "1 try failed" in ok(roma, "remind", "list").out
    told.refuse(really=False)
    checked(roma, "12:46:00")
    checked(roma, "13:16:00")
    assert told.titles == ["Pay"]


def test_late_ones_are_marked_as_missed_while_away(roma: Roma) -> None:
    told = Told(roma)
    for title in ("on time", "late"):
        ok(roma, "task", "add", title, "--due", "2026-03-04T13:00", "--remind", "15m")
    ok(roma, "remind", "snooze", "1", "2026-03-04T13:00")
    desktop = Desktop(roma)
    ok(roma, "config", "set", "notification_channels", "command,desktop")
    checked(roma, "13:00:00")
    assert [(one["title"], one["late"]) for one in told.notices] == [
        ("late", True),
        ("on time", False),
    ]
    ok(roma, "remind", "snooze", "2", "2026-03-04T13:10")
    checked(roma, "2026-03-06T08:00:00Z")
    assert desktop.words == ["late", "missed while away\ndue Wed 4 Mar 2026 13:00 +00:00"]


def test_quiet_hours_hold_reminders_until_they_end(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, "config", "set", "quiet_hours", "22:00-07:00")
    for title, due in (("before", "04T22:14"), ("night", "05T01:00"), ("end", "05T07:15")):
        ok(roma, "task", "add", title, "--due", f"2026-03-{due}", "--remind", "15m")
    checked(roma, "21:59:59")
    assert told.titles == ["before"]
    for moment in ("04T22:00:00", "05T00:45:00", "05T06:59:59"):
        assert checked(roma, f"2026-03-{moment}Z").out == ""
    checked(roma, "2026-03-05T07:00:00Z")
    # Held back is not missed.
    assert [(one["title"], one["late"]) for one in told.notices[1:]] == [
        ("night", False),
        ("end", False),
    ]


def test_a_task_that_is_worked_on_is_left_in_peace_until_the_session_ends(roma: Roma) -> None:
    told = Told(roma)
    for title in ("worked on", "other"):
        ok(roma, "task", "add", title, "--due", "2026-03-04T13:00", "--remind", "15m")
    ok(roma.at("2026-03-04T12:40:00Z"), "timer", "start", "--task", "1")
    checked(roma, "12:45:00")
    assert told.titles == ["other"]
    assert "waiting" not in show(roma, "session", "show").raw
    # A pause may last for days: it holds nothing back.
    ok(roma.at("2026-03-04T12:46:00Z"), "timer", "pause")
    checked(roma, "12:47:00")
    assert told.titles == ["other", "worked on"]
    # Nor does a session whose time is over, whether or not anybody has said so.
    ok(roma, "timer", "resume")
    ok(roma, "remind", "snooze", "1", "10m")
    checked(roma, "12:57:00")
    checked(roma, "13:05:59")
    assert len(told.titles) == 2
    checked(roma, "13:06:00")
    # The end of the session itself is told in the same run.
    assert sorted(told.titles) == ["other", "work ended", "worked on", "worked on"]


def test_a_break_holds_nothing_back(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma.at("2026-03-04T12:44:00Z"), "timer", "start", "short_break")
    checked(roma, "12:45:00")
    assert told.titles == ["Pay"]


def test_notices_can_be_turned_off_altogether(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma, "config", "set", "notification_enabled", "false")
    assert checked(roma, "12:45:00").out == ""
    said = roma.inside("remind", "test")
    assert (said.code, said.out) == (0, "")
    assert said.err == "notification_enabled is false, so nothing is sent\n"
    ok(roma, "config", "set", "notification_enabled", "true")
    checked(roma, "12:46:00")
    assert told.titles == ["Pay"]


def test_a_check_makes_no_file(roma: Roma) -> None:
    for arguments in (("remind", "check"), ("remind", "check", "--all-users")):
        said = roma.inside(*arguments)
        assert (said.code, said.out) == (3, "")
        assert said.err.startswith(f"error: no data file at {roma.db}\n")
    assert not roma.db.exists()


# --- channels -------------------------------------------------------------------------


def test_the_webhook_gets_a_notice_that_only_the_secret_can_have_signed(
    roma: Roma, receiver: Web
) -> None:
    signed(roma, receiver)
    ok(roma, *PAY)
    said = checked(roma, "12:45:00")
    assert said.out == "reminded of 1  Pay: webhook 127.0.0.1 answered 200\n"
    [(headers, body)] = receiver.came
    assert headers["X-Roma-Signature"] == signature(SECRET, body)
    assert headers["Content-Type"] == "application/json"
    notice = json.loads(body)
    assert (notice["title"], notice["data"]["task"]["id"]) == ("Pay", 1)
    ok(roma, "config", "unset", "webhook_secret_file")
    ok(roma, "remind", "snooze", "1", "1m")
    checked(roma, "12:46:00")
    assert "X-Roma-Signature" not in receiver.came[1][0]


def test_the_webhook_calls_nobody_near_unless_that_is_allowed(roma: Roma, receiver: Web) -> None:
    signed(roma, receiver)
    ok(roma, "config", "unset", "webhook_allow_private")
    ok(roma, *PAY)
    said = checked(roma, "12:45:00", code=8)
    assert "roma config set webhook_allow_private true" in said.out
    ok(roma, "config", "set", "webhook_allow_private", "true")
    (roma.folder / "secret").chmod(0o644)
    assert "has mode 0644" in checked(roma, "12:46:00", code=8).out
    (roma.folder / "secret").chmod(0o600)
    assert receiver.came == []
    receiver.status = 500
    assert "answered 500" in checked(roma, "12:51:00", code=8).out
    receiver.status = 204
    checked(roma, "13:16:00")
    assert len(receiver.came) == 2
    assert kept(roma) == ["1 of 1: 04 12:45 sent"]


def test_all_channels_that_are_configured_are_used_at_once(roma: Roma, receiver: Web) -> None:
    told = Told(roma)
    desktop = Desktop(roma)
    signed(roma, receiver, "desktop,command,webhook")
    ok(roma, *PAY)
    said = checked(roma, "12:45:00")
    assert said.out == (
        "reminded of 1  Pay: desktop notify-send: accepted, "
        f"command {roma.folder}/tell: exit status 0, webhook 127.0.0.1 answered 200\n"
    )
    assert desktop.words == ["Pay", "due Wed 4 Mar 2026 13:00 +00:00"]
    assert (told.titles, len(receiver.came)) == (["Pay"], 1)


def test_one_channel_that_works_is_enough(roma: Roma, receiver: Web) -> None:
    told = Told(roma)
    signed(roma, receiver, "webhook,command")
    receiver.status = 500
    ok(roma, *PAY)
    said = checked(roma, "12:45:00")
    assert "webhook 127.0.0.1 answered 500, command " in said.out
    assert checked(roma, "12:46:00").out == ""
    assert told.titles == ["Pay"]


def test_a_sample_goes_through_each_channel_and_what_happened_is_told(
    roma: Roma, receiver: Web
) -> None:
    told = Told(roma)
    desktop = Desktop(roma)
    signed(roma, receiver, "desktop,terminal,command,webhook")
    receiver.status = 503
    said = roma.ok("remind", "test")
    assert [line.split(maxsplit=2) for line in said.out.splitlines()] == [
        ["CHANNEL", "RESULT", "DETAIL"],
        ["desktop", "ok", "notify-send: accepted"],
        ["terminal", "failed", "not a terminal"],
        ["command", "ok", f"{roma.folder}/tell: exit status 0"],
        ["webhook", "failed", "127.0.0.1 answered 503"],
    ]
    assert said.err == ""
    assert desktop.words == ["roma", "This is how a reminder arrives."]
    [notice] = told.notices
    assert (notice["kind"], notice["task_id"]) == ("test", None)
    shape = roma.ok("remind", "test", "--json").json()
    assert shape[0] == {"channel": "desktop", "ok": True, "detail": "notify-send: accepted"}
    assert [one["ok"] for one in shape] == [True, False, True, False]
    assert roma.rows("SELECT count(*) FROM reminders") == [(0,)]


@pytest.mark.parametrize(
    ("channel", "detail"),
    [
        ("command", "notify_command is not set"),
        ("webhook", "webhook_url is not set"),
        ("desktop", "none of notify-send, gdbus and osascript is installed"),
        ("terminal", "not a terminal"),
    ],
)
def test_a_channel_that_is_not_set_up_is_a_failed_try_and_no_more(
    roma: Roma, channel: str, detail: str
) -> None:
    ok(roma, "config", "set", "notification_channels", channel)
    ok(roma, *PAY)
    said = roma.at("2026-03-04T12:45:00Z").inside("remind", "check")
    assert (said.code, said.err) == (8, "")
    assert said.out == f"could not remind of 1  Pay: {channel} {detail}\n"


def test_the_terminal_gets_a_line_and_the_bell(roma: Roma) -> None:
    ok(roma, "config", "set", "notification_channels", "terminal")
    ok(roma, *PAY)
    roma.at("2026-03-04T12:45:00Z")
    screen = show(roma, "remind", "check")
    assert screen.code == 0
    assert "\areminder: Pay - due Wed 4 Mar 2026 13:00 +00:00" in screen.raw
    assert kept(roma) == ["1 of 1: 04 12:45 sent"]


# --- what is shown of those that wait -------------------------------------------------


def test_whoever_sits_at_a_terminal_is_told_that_reminders_wait(roma: Roma) -> None:
    ok(roma, *PAY)
    ok(roma, "remind", "add", "1", "20m")
    line = "2 reminders waiting (roma remind check sends, roma today lists)"
    assert line not in show(roma.at("2026-03-04T12:39:59Z"), "task", "list").raw
    roma.at("2026-03-04T12:45:00Z")
    for arguments in (("task", "list"), ("session", "show"), ("task", "add", "Other")):
        assert show(roma, *arguments).lines.count(line) == 1, arguments
    assert line not in show(roma, "task", "list", "--quiet").raw
    today = show(roma, "today").lines
    assert "Reminders waiting (2)" in today
    assert line not in today
    # A pipe says nothing, whatever goes through it.
    for arguments in (("task", "list"), ("task", "done", "1")):
        assert roma.ok(*arguments).err == ""
    assert line not in show(roma, "task", "list").raw


def test_today_lists_what_waits_in_a_pipe_and_in_json_too(roma: Roma) -> None:
    ok(roma, *PAY)
    roma.at("2026-03-04T12:45:00Z")
    lines = ok(roma, "today").out.splitlines()
    assert "Reminders waiting (1)" in lines
    assert lines[lines.index("Reminders waiting (1)") + 1].split("  ")[-1] == "Pay"
    [one] = ok(roma, "today", "--json").json()["reminders"]
    assert (one["task_id"], one["status"]) == (1, "pending")


def test_only_the_check_itself_fails_when_a_notice_does(roma: Roma) -> None:
    told = Told(roma)
    told.refuse()
    ok(roma, *PAY)
    ok(roma, "task", "add", "Other")
    assert checked(roma, "12:45:00", code=8)
    for arguments in (("today",), ("task", "done", "2"), ("session", "add"), ("remind", "list")):
        assert roma(*arguments).code == 0
    assert roma("remind", "test").code == 0


# --- cron, users, undo, secrets -------------------------------------------------------


def test_cron_reminds_every_user_from_an_empty_environment(roma: Roma) -> None:
    """By the machine's own clock: for it 2020 is long past."""
    told = Told(roma.at("2020-03-04T12:00:00Z"))
    program = str(roma.folder / "tell")
    ok(roma, "user", "add", "anna")
    ok(roma, "config", "set", "notification_channels", "command", ROMA_USER="anna")
    ok(roma, "config", "set", "notify_command", program, ROMA_USER="anna")
    for user in ("me", "anna"):
        for day in ("05", "06"):
            due = ("--due", f"2020-03-{day}T13:00", "--remind", "1h")
            ok(roma, "task", "add", f"{day} of {user}", *due, ROMA_USER=user)
    line = [sys.executable, "-m", "roma_cli", "--db", str(roma.db), "remind", "check"]
    for more, titles in (
        ([], ["05 of me", "06 of me"]),
        (["--all-users"], ["05 of me", "06 of me", "05 of anna", "06 of anna"]),
        (["--all-users"], ["05 of me", "06 of me", "05 of anna", "06 of anna"]),
    ):
        done = subprocess.run(
            [*line, *more], env={}, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert told.titles == titles
    assert {one["late"] for one in told.notices} == {True}
    assert {one["data"]["task"]["user"] for one in told.notices} == {"me", "anna"}


@pytest.mark.parametrize(("failing", "other"), [("me", "anna"), ("anna", "me")])
def test_one_users_failure_is_told_and_keeps_nobody_from_theirs(
    roma: Roma, failing: str, other: str
) -> None:
    told = Told(roma)
    ok(roma, "user", "add", "anna")
    program = ok(roma, "config", "get", "notify_command").out.strip()
    ok(roma, "config", "set", "notify_command", program, ROMA_USER=other)
    ok(roma, "config", "set", "notification_channels", "command", ROMA_USER=other)
    ok(roma, "config", "set", "notification_channels", "webhook", ROMA_USER=failing)
    for user in (failing, other):
        ok(roma, *PAY, ROMA_USER=user)
    roma.at("2026-03-04T12:45:00Z")
    said = roma("remind", "check", "--all-users", "--json")
    assert (said.code, said.json()) == (
        8,
        {failing: {"sent": [], "failed": [1]}, other: {"sent": [2], "failed": []}},
    )
    assert told.titles == ["Pay"]


def test_undo_passes_over_what_roma_did_and_never_unsends(roma: Roma) -> None:
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma, "task", "add", "Other")
    checked(roma, "12:45:00")
    ok(roma, "undo")
    assert [one["title"] for one in ok(roma, "task", "list", "--json").json()] == ["Pay"]
    before = roma.dump()
    said = roma.inside("undo")
    assert (said.code, said.out) == (2, "")
    error, hint = said.err.splitlines()
    assert error.startswith("error: cannot undo 4 (")
    assert "(reminder 1 claimed) changed the same since" in error
    assert hint == "hint: roma undo --list"
    assert roma.dump() == before
    listed = ok(roma, "undo", "--list", "--json").json()
    claimed = next(one for one in listed if one["summary"] == "reminder 1 sent")
    assert claimed["actor"] == "roma"
    said = roma.inside("undo", str(claimed["id"]))
    assert (said.code, roma.dump()) == (2, before)
    # What was done since can be taken back as ever, and sends nothing anew.
    ok(roma, "task", "done", "1")
    ok(roma, "undo")
    checked(roma, "13:30:00")
    assert told.titles == ["Pay"]


def test_a_reminder_that_comes_back_to_a_task_done_by_now_is_not_sent(roma: Roma) -> None:
    """Nor does it keep the ones after it from being sent."""
    told = Told(roma)
    ok(roma, *PAY)
    ok(roma, "task", "add", "Gone", "--due", "2026-03-04T13:00", "--remind", "15m")
    ok(roma, "task", "add", "Open", "--due", "2026-03-04T13:00", "--remind", "15m")
    ok(roma, "remind", "cancel", "1", "2")
    ok(roma, "task", "done", "1")
    ok(roma, "task", "delete", "2", "--yes")
    operations = ok(roma, "undo", "--list", "--json").json()
    cancelled = next(one["id"] for one in operations if "reminders" in one["summary"])
    ok(roma, "undo", str(cancelled))
    assert kept(roma)[:2] == ["1 of 1: 04 12:45 pending", "2 of 2: 04 12:45 pending"]
    assert ok(roma, "remind", "list").out.count("(deleted)") == 1
    checked(roma, "12:45:00")
    assert told.titles == ["Open"]
    assert [line.split()[-1] for line in kept(roma)] == ["cancelled", "cancelled", "sent"]


@pytest.mark.parametrize(("verb", "code"), [(("done",), 2), (("delete", "--yes"), 3)])
def test_one_that_was_sent_cannot_be_put_off_once_the_task_is_over(
    roma: Roma, verb: tuple[str, ...], code: int
) -> None:
    Told(roma)
    ok(roma, *PAY)
    checked(roma, "12:45:00")
    ok(roma, "task", *verb, "1")
    before = roma.dump()
    said = roma.inside("remind", "snooze", "1", "10m")
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("error: ")
    assert roma.dump() == before


def test_the_secret_is_nowhere_but_in_its_file(roma: Roma, receiver: Web) -> None:
    signed(roma, receiver)
    ok(roma, *PAY)
    receiver.open_for_answers.clear()
    checking = roma.at("2026-03-04T12:45:00Z").start("remind", "check", "--json")
    assert receiver.called.wait(PATIENCE)
    seen = _everywhere(roma)
    assert any(path.name == "cmdline" and b"remind" in text for path, text in seen.items())
    assert any(path.name == "roma.db-wal" and text for path, text in seen.items())
    receiver.open_for_answers.set()
    said = [*checking.communicate(timeout=PATIENCE)]
    assert checking.returncode == 0
    receiver.status = 500
    ok(roma, "remind", "snooze", "1", "1m")
    roma.at("2026-03-04T12:46:00Z")
    for arguments in (
        ("remind", "check"),
        ("remind", "test"),
        ("remind", "test", "--json"),
        ("remind", "list", "--all", "--json"),
        ("config", "show"),
        ("config", "show", "--json"),
        ("undo", "--list", "--json"),
        ("today", "--json"),
    ):
        one = roma(*arguments)
        said += [one.out, one.err]
    # A mode that lets others read makes the file refused, and what it holds is not quoted.
    (roma.folder / "secret").chmod(0o644)
    said.append(roma("remind", "test").out)
    assert "has mode 0644" in said[-1]
    assert SECRET not in "".join(said)
    for path, text in {**seen, **_everywhere(roma)}.items():
        assert SECRET.encode() not in text, path
    audit: list[tuple[Any, ...]] = roma.rows("SELECT * FROM audit_log_entries")
    assert "answered 500" in str(audit)
    assert SECRET not in str(audit)
    assert all(SECRET.encode() not in body for _, body in receiver.came)


def _everywhere(roma: Roma) -> dict[Path, bytes]:
    """Return the command lines of all processes, and every file of this roma but the secret."""
    files = [path for path in roma.folder.rglob("*") if path.is_file() and path.name != "secret"]
    found: dict[Path, bytes] = {}
    for path in (*files, *Path("/proc").glob("[0-9]*/cmdline")):
        try:
            found[path] = path.read_bytes()
        except OSError:
            continue  # has ended, or belongs to another
    return found
