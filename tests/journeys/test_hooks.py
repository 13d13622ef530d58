"""The user's own programs, called after something has happened, through the real command."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys.notices import Hooks, Told, roma_in_shell
from tests.terminal import show

if TYPE_CHECKING:
    from tests.support import Roma

KEYS = ["hook", "event", "user", "at", "key", "data", "task"]


@pytest.fixture
def hooks(roma: Roma) -> Hooks:
    return Hooks(roma)


def test_a_new_task_is_told_whole(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-task-added")
    title = '-x "Pay" $(touch x) `id`; é 🍅 <b>'
    added = roma.ok(
        "task", "add", "--due", "2026-03-05", "--remind", "1h", "--json", "--", title
    ).json()
    [told] = hooks.got
    assert list(told) == KEYS
    assert (told["hook"], told["event"]) == ("on-task-added", "task.created")
    assert (told["user"], told["at"], told["key"]) == ("me", "2026-03-04T12:00:00+00:00", 1)
    assert told["task"] == added
    assert told["data"]["title"] == title
    assert not (roma.folder / "x").exists()


def test_each_of_several_tasks_is_told_by_itself_in_order(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-task-added")
    hooks.install("on-task-done")
    roma.ok("task", "add", "-", stdin="one\ntwo\nthree")
    roma.ok("task", "done", "2-3", "1")
    told = [(one["hook"], one["task"]["title"], one["task"]["status"]) for one in hooks.got]
    assert told == [
        ("on-task-added", "one", "pending"),
        ("on-task-added", "two", "pending"),
        ("on-task-added", "three", "pending"),
        ("on-task-done", "two", "completed"),
        ("on-task-done", "three", "completed"),
        ("on-task-done", "one", "completed"),
    ]


def test_completing_what_repeats_tells_of_both(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-task-done")
    roma.ok("task", "add", "Pay", "--due", "2026-03-04", "--repeat", "daily")
    hooks.install("on-task-added")
    roma.ok("task", "done", "1")
    assert [(one["hook"], one["key"], one["task"]["due_date"]) for one in hooks.got] == [
        ("on-task-done", 1, "2026-03-04"),
        ("on-task-added", 2, "2026-03-05"),
    ]


def test_a_work_session_is_told_with_its_task(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-session-completed")
    roma.ok("task", "add", "Write")
    roma.ok("session", "add")
    roma.ok("session", "add", "--task", "1", "--minutes", "50")
    roma.ok("session", "set", "9")
    first, second = hooks.got
    assert (first["event"], first["task"]) == ("session.added", None)
    assert (second["data"]["kind"], second["data"]["planned_seconds"]) == ("work", 3000)
    assert second["task"]["title"] == "Write"


def test_every_kind_of_reset_is_told(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-reset")
    roma.ok("session", "set", "5")
    roma.ok("reset", "now")
    # Whatever comes first in the new day, also what only reads.
    roma.at("2026-03-05T12:00:00Z").ok("task", "list")
    roma.ok("session", "set", "2")
    roma.ok("config", "set", "daily_reset_time", "11:00")
    roma.ok("config", "set", "timezone", "Asia/Tokyo")
    told = [
        (one["event"], one["data"]["previous_count"], one["data"]["new_count"]) for one in hooks.got
    ]
    assert told == [
        ("event.manual_reset", 5, 0),
        ("event.scheduled_daily", 0, 0),
        ("event.configuration_change", 2, 0),
        ("event.timezone_change", 0, 0),
    ]


def test_a_reset_is_told_once_of_each_user(roma: Roma, hooks: Hooks) -> None:
    roma.ok("user", "add", "anna")
    hooks.install("on-reset")
    for _ in range(2):
        roma.at("2026-03-05T12:00:00Z").ok("reset", "check", "--all-users")
    assert [one["user"] for one in hooks.got] == ["me", "anna"]


def test_a_reminder_is_told_when_it_has_been_sent_and_only_then(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-reminder")
    told = Told(roma)
    roma.ok("task", "add", "Pay", "--due", "2026-03-04T13:00", "--remind", "15 minutes")
    told.refuse()
    assert roma.at("2026-03-04T12:45:00Z")("remind", "check").code == 8
    assert hooks.got == []
    told.refuse(really=False)
    roma.at("2026-03-04T12:46:00Z").ok("remind", "check")
    [one] = hooks.got
    assert (one["event"], one["key"], one["data"]["status"]) == ("reminder.sent", 1, "sent")
    assert one["task"]["title"] == "Pay"


def test_what_is_taken_back_or_fails_calls_no_hook(roma: Roma, hooks: Hooks) -> None:
    roma.ok("task", "add", "one")
    for name in ("on-task-added", "on-task-done"):
        hooks.install(name)
    roma.ok("undo")
    roma.ok("redo")
    assert roma("task", "done", "1", "99").code == 3
    assert roma("task", "add", "").code == 2
    assert hooks.got == []


def test_a_hook_sees_what_was_changed_and_may_change_more_without_end(
    roma: Roma, hooks: Hooks
) -> None:
    """Were it called for its own task, it would go on until something breaks."""
    seen = roma.folder / "seen"
    again = f"{roma_in_shell()} task add 'and then'"
    hooks.install(
        "on-task-added",
        f'echo "$ROMA_HOOK" > {seen}; {roma_in_shell()} task list >> {seen}; {again} 2>> {seen}',
    )
    roma.ok("today")
    said = roma.ok("task", "add", "first")
    # What it prints goes where roma talks.
    assert (said.out, said.err) == ("added 1  first\n", "added 2  and then\n")
    words = seen.read_text().split()
    assert (words[0], words[-1]) == ("on-task-added", "first")
    assert roma.rows("SELECT title FROM tasks") == [("first",), ("and then",)]


def test_a_hook_is_given_the_file_that_was_meant(roma: Roma, hooks: Hooks) -> None:
    other = roma.folder / "other.db"
    hooks.install("on-task-added", f"{roma_in_shell()} task list")
    said = roma.ok("--db", str(other), "task", "add", "elsewhere")
    assert "elsewhere" in said.err
    assert not roma.db.exists()


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo trouble >&2; exit 3", "exit status 3"),
        ("kill -9 $$", "killed by signal 9"),
    ],
)
def test_a_hook_that_fails_is_told_and_harms_nothing(
    roma: Roma, hooks: Hooks, script: str, problem: str
) -> None:
    roma.ok("today")
    hooks.install("on-task-added", script)
    said = roma.ok("task", "add", "Pay", "--json")
    assert said.json()["title"] == "Pay"
    lines = said.err.splitlines()
    assert lines.pop() == f"hook on-task-added: {problem}"
    assert lines == (["trouble"] if "trouble" in script else [])
    assert roma.rows("SELECT title FROM tasks") == [("Pay",)]
    said = roma.ok("task", "add", "Rent", "--quiet")
    assert "hook" not in said.err


def test_a_hook_is_stopped_after_five_seconds(roma: Roma, hooks: Hooks) -> None:
    roma.ok("today")
    hooks.install("on-task-added", "sleep 60")
    begun = time.monotonic()
    said = roma.ok("task", "add", "Pay")
    assert 5 <= time.monotonic() - begun < 15
    assert said.out == "added 1  Pay\n"
    assert said.err == "hook on-task-added: took longer than 5 seconds and was stopped\n"


def test_a_hook_that_anybody_could_have_put_there_is_not_run(roma: Roma, hooks: Hooks) -> None:
    roma.ok("today")
    hooks.install("on-task-added")
    hooks.folder.chmod(0o777)
    said = roma.ok("task", "add", "one")
    assert said.err == "hook on-task-added: not run, its folder is writable by everybody\n"
    hooks.folder.chmod(0o755)
    (hooks.folder / "on-task-added").chmod(0o777)
    said = roma.ok("task", "add", "two")
    assert said.err == "hook on-task-added: not run, it is writable by everybody\n"
    (hooks.folder / "on-task-added").chmod(0o644)
    said = roma.ok("task", "add", "three")
    assert said.err == "hook on-task-added: not run, it is not executable\n"
    assert hooks.got == []
    (hooks.folder / "on-task-added").chmod(0o700)
    assert roma.ok("task", "add", "four").err == ""
    assert [one["task"]["title"] for one in hooks.got] == ["four"]


def test_hooks_are_where_the_configuration_is(roma: Roma, hooks: Hooks) -> None:
    hooks.install("on-task-added")
    elsewhere = roma.folder / "elsewhere"
    roma.ok("task", "add", "one", XDG_CONFIG_HOME=str(elsewhere))
    assert hooks.got == []
    (elsewhere / "roma").mkdir(parents=True)
    hooks.folder.rename(elsewhere / "roma" / "hooks")
    roma.ok("task", "add", "two", XDG_CONFIG_HOME=str(elsewhere))
    assert [one["task"]["title"] for one in hooks.got] == ["two"]


def test_a_hook_gets_its_input_on_a_terminal_too(roma: Roma, hooks: Hooks) -> None:
    roma.ok("today")
    kept = roma.folder / "got"
    hooks.install("on-task-added", f"cat > {kept}; echo from the hook")
    screen = show(roma, "task", "add", "Pay")
    assert screen.code == 0
    assert "from the hook" in screen.lines
    assert json.loads(kept.read_text())["task"]["title"] == "Pay"


def test_a_reset_is_told_also_where_the_command_that_found_it_fails(
    roma: Roma, hooks: Hooks
) -> None:
    roma.ok("session", "add")
    hooks.install("on-reset")
    assert roma.at("2026-03-05T12:00:00Z")("task", "show", "99").code == 3
    assert [one["hook"] for one in hooks.got] == ["on-reset"]
