"""What is done again stands where it belongs now, or not at all if something is in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.journeys.life import ok

if TYPE_CHECKING:
    from tests.support import Roma


def test_a_timer_is_not_started_again_while_another_one_runs(roma: Roma) -> None:
    for command in (("timer", "start"), ("undo",), ("timer", "start")):
        ok(roma, *command)
    said = roma.inside("redo")
    assert said.code == 2
    assert said.err.startswith("error: another row has replaced timer_sessions ")
    assert roma.rows("SELECT count(*) FROM timer_sessions") == [(1,)]


ADD = ("task", "add", "x", "--due", "2026-03-06", "--remind", "1 day")
TOKYO = ("config", "set", "timezone", "Asia/Tokyo")
IN_UTC, IN_TOKYO = 9, 0
"""Nine in the morning of the fifth, a day before, in hours of UTC."""


def _reminders(roma: Roma) -> list[tuple[int, str]]:
    """Return the hours, counted from when the fifth begins in UTC, and the states of all."""
    rows = roma.rows("SELECT (scheduled_at - 1772668800) / 3600, status FROM reminders ORDER BY id")
    return [(int(hour), str(state)) for hour, state in rows]


def _last(roma: Roma) -> str:
    """Return the number of the newest operation."""
    return str(roma.rows("SELECT max(id) FROM operations")[0][0])


def _is_sound(roma: Roma) -> bool:
    found = json.loads(roma.inside("doctor", "--json").out)["checks"]
    [state] = [one["state"] for one in found if one["name"] == "reminders"]
    return bool(state == "ok")


def test_a_reminder_done_again_comes_where_the_zone_of_now_puts_it(roma: Roma) -> None:
    for command in (ADD, ("undo",), TOKYO, ("redo",)):
        ok(roma, *command)
    assert _reminders(roma) == [(IN_TOKYO, "pending")]
    assert _is_sound(roma)
    # That is told, in the same operation.
    newest = json.loads(roma.inside("log", "--json", "--limit", "1").out)[0]
    assert (newest["event_type"], newest["operation_id"]) == ("reminder.moved", int(_last(roma)))
    for _ in range(2):
        ok(roma, "undo")
        assert _reminders(roma) == []
        ok(roma, "redo")
        assert _reminders(roma) == [(IN_TOKYO, "pending")]
    # Back to where it began, and there again: what is undone first is what was done again last.
    for word, expected in (
        ("undo", []),
        ("undo", []),
        ("redo", []),
        ("redo", [(IN_TOKYO, "pending")]),
        ("undo", []),
        ("undo", []),
    ):
        ok(roma, word)
        assert _reminders(roma) == expected
    assert roma.inside("undo").code == 3


def test_a_reminder_brought_back_comes_where_the_zone_of_now_puts_it(roma: Roma) -> None:
    ok(roma, *ADD)
    ok(roma, "task", "done", "1")
    done = _last(roma)
    ok(roma, *TOKYO)
    assert _reminders(roma) == [(IN_UTC, "cancelled")]
    for _ in range(2):
        ok(roma, "undo", done)
        assert _reminders(roma) == [(IN_TOKYO, "pending")]
        assert _is_sound(roma)
        ok(roma, "redo")
        assert _reminders(roma) == [(IN_UTC, "cancelled")]


def test_what_was_put_off_by_hand_since_stays_there(roma: Roma) -> None:
    ok(roma, *ADD)
    ok(roma, "task", "done", "1")
    done = _last(roma)
    for command in (TOKYO, ("undo", done), ("remind", "snooze", "1", "2026-03-05 15:00")):
        ok(roma, *command)
    put_off = [(6, "pending")]
    assert _reminders(roma) == put_off
    ok(roma, "redo")
    ok(roma, "undo")
    assert _reminders(roma) == put_off


def test_what_was_put_off_before_stays_there(roma: Roma) -> None:
    ok(roma, *ADD)
    ok(roma, "remind", "snooze", "1", "2026-03-05 15:00")
    ok(roma, "task", "done", "1")
    done = _last(roma)
    ok(roma, *TOKYO)
    ok(roma, "undo", done)
    assert _reminders(roma) == [(15, "pending")]


def test_a_zone_taken_back_takes_along_the_reminders_made_in_it(roma: Roma) -> None:
    ok(roma, *ADD)
    ok(roma, *TOKYO)
    zone = _last(roma)
    ok(roma, *ADD)
    ok(roma, "remind", "add", "2", "2026-03-05 15:00")
    for _ in range(2):
        assert _reminders(roma) == [(IN_TOKYO, "pending"), (IN_TOKYO, "pending"), (6, "pending")]
        assert _is_sound(roma)
        ok(roma, "undo", zone)
        assert _reminders(roma) == [(IN_UTC, "pending"), (IN_UTC, "pending"), (6, "pending")]
        assert _is_sound(roma)
        ok(roma, "redo")


def test_another_time_of_day_counts_as_another_zone_does(roma: Roma) -> None:
    for command in (
        ADD,
        ("undo",),
        ("config", "set", "all_day_reminder_time", "12:00"),
        ("redo",),
    ):
        ok(roma, *command)
    assert _reminders(roma) == [(12, "pending")]
    assert _is_sound(roma)


def test_where_no_setting_changed_nothing_else_is_written(roma: Roma) -> None:
    for command in (ADD, ("config", "set", "theme", "light"), ("undo",), ("undo",)):
        ok(roma, *command)
    ok(roma, "redo")
    log = json.loads(roma.inside("log", "--json", "--limit", "2").out)
    assert [one["event_type"] for one in log] == ["reminder.created.redone", "task.created.redone"]
