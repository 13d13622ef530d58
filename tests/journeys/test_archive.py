"""The whole file as roma's own JSON: out, and back as it was; and what is not fit to come in."""

from __future__ import annotations

import json
import re
import shutil
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.usecases.transfer.archive import merge as archive_merge
from tests.journeys.grown import STEPS, Grown
from tests.journeys.life import TODAY, lead, ok
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NIGHT = "2026-03-29T00:30:00Z"
"""Half an hour before the clocks go forward in Berlin."""
AFTER = "2026-03-30T06:00:00Z"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with two users, closed days over a clock change, undone work, and talk."""
    roma = lead(Roma(tmp_path_factory.mktemp("whole")))
    for now, command in (
        (TODAY, ("task", "add", 'tab\there, bell \x07, rtl \u202e, 🍅 and “quotes” \\ "')),
        (TODAY, ("task", "note", "1", "line one\nline two")),
        (TODAY, ("task", "add", "part", "--parent", "1", "--project", "Ä", "--estimate", "3")),
        (TODAY, ("task", "add", "mistake", "--tag", "gone")),
        (TODAY, ("undo",)),
        (TODAY, ("session", "set", "9")),
        (TODAY, ("undo",)),
        (TODAY, ("redo",)),
        (TODAY, ("timer", "interrupt", "phone ☎")),
        (TODAY, ("timer", "stop")),
        (TODAY, ("user", "add", "Änna")),
        (TODAY, ("--user", "Änna", "config", "set", "timezone", "America/New_York")),
        (TODAY, ("--user", "Änna", "task", "add", "hers", "--repeat", "weekly", "--due", "fri")),
        (TODAY, ("--user", "Änna", "task", "done", "9")),
        (TODAY, ("--user", "Änna", "session", "add")),
        (TODAY, ("chat", "add buy milk ☕")),
        (NIGHT, ("session", "add")),
        (NIGHT, ("remind", "check")),
        (AFTER, ("task", "done", "6")),
        (AFTER, ("remind", "snooze", "1", "40m")),
        (AFTER, ("config", "set", "notify_command", 'say "it\'s" %s')),
        (AFTER, ("timer", "start", "--task", "1")),
    ):
        said = roma.at(now).inside(*command)
        assert said.code in (0, 3, 8), (command, said)
    return roma.db


@pytest.fixture
def lived(roma: Roma, template: Path) -> Roma:
    """Return a copy of that file of one's own."""
    shutil.copy(template, roma.db)
    return roma.at(AFTER)


@pytest.fixture
def exported(lived: Roma) -> dict[str, Any]:
    """Return what the whole file is as JSON."""
    found: dict[str, Any] = lived.inside("data", "export").json()
    return found


def other(roma: Roma, name: str = "other") -> Roma:
    """Return a roma without a file, at the same moment."""
    folder = roma.folder / name
    folder.mkdir()
    return Roma(folder, now=roma.environ["ROMA_NOW"])


def wrote(roma: Roma, data: object) -> str:
    """Write an export by hand; return its path."""
    path = roma.folder / "by-hand.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


# --- out and back ---------------------------------------------------------------------


def test_export_wipe_import_export_gives_the_same_bytes(lived: Roma) -> None:
    first = lived.inside("data", "export").out
    assert all(
        json.loads(first)[table] for table in archive_schema.TABLES if table != "task_extras"
    )
    new = other(lived)
    path = wrote(lived, first)
    said = new.inside("data", "import", path, "--json").json()
    assert said["operation"] is None
    assert new.inside("data", "export").out == first
    assert everything(new) == everything(lived)
    faults = [
        one for one in new.inside("doctor", "--json").json()["checks"] if one["state"] == "fault"
    ]
    assert faults == []


def everything(roma: Roma) -> dict[str, list[Any]]:
    """Return all rows of all tables, numbers given next too, in their order."""
    return {
        table: roma.rows(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - our own names
        for table, order in (
            *((name, "rowid") for name in archive_schema.TABLES),
            ("task_tags", "task_id, tag"),
            ("sqlite_sequence", "name"),
        )
    }


def test_what_was_put_back_goes_on_as_if_nothing_had_happened(lived: Roma) -> None:
    new = other(lived)
    ok(new, "data", "import", wrote(lived, lived.inside("data", "export").out))
    for roma in (lived, new):
        ok(roma, "timer", "stop")
        ok(roma, "undo")
        ok(roma, "task", "add", "next")
        ok(roma.at("2026-03-31T12:00:00Z"), "reset", "check")
    assert [row[0] for row in new.rows("SELECT id FROM tasks")] == [
        row[0] for row in lived.rows("SELECT id FROM tasks")
    ]
    assert new.inside("session", "history").out == lived.inside("session", "history").out


def test_a_file_that_was_made_and_left_alone_is_put_back_into(lived: Roma) -> None:
    """Its days went by, each with a reset of its own; nobody did anything."""
    new = other(lived).at("2026-03-25T12:00:00Z")
    ok(new, "today")
    ok(new.at("2026-03-27T12:00:00Z"), "today")
    first = lived.inside("data", "export").out
    ok(new.at(AFTER), "data", "import", wrote(lived, first))
    assert new.inside("data", "export").out == first


def test_importing_twice_changes_nothing_and_says_so(lived: Roma) -> None:
    new = other(lived)
    path = wrote(lived, lived.inside("data", "export").out)
    ok(new, "data", "import", path)
    before = everything(new)
    said = new.inside("data", "import", path)
    assert said.code == 0
    assert said.out.startswith("nothing new in")
    assert everything(new) == before


def test_a_fresh_file_imports_its_own_export_without_doing_anything(roma: Roma) -> None:
    ok(roma, "today")
    path = wrote(roma, roma.inside("data", "export").out)
    before = everything(roma)
    assert roma.inside("data", "import", path).out.startswith("nothing new in")
    assert everything(roma) == before


def test_a_dry_run_says_what_the_import_says_and_leaves_a_file_as_it_was(lived: Roma) -> None:
    new = other(lived)
    ok(new, "today")
    path = wrote(lived, lived.inside("data", "export").out)
    before = everything(new)
    tried = new.inside("data", "import", path, "--dry-run", "--json").json()
    assert everything(new) == before
    done = new.inside("data", "import", path, "--json").json()
    assert {**tried, "dry_run": False} == done


def test_json_that_another_program_has_written_anew_means_the_same(lived: Roma) -> None:
    first = lived.inside("data", "export").out
    spread = json.dumps(json.loads(first), indent=4, ensure_ascii=True)
    new = other(lived)
    ok(new, "data", "import", wrote(lived, "\ufeff" + spread.replace("\n", "\r\n")))
    assert new.inside("data", "export").out == first


@pytest.mark.parametrize(
    "context",
    [
        '{"a": 1}',  # as roma writes it
        '{ "a" :1}',  # other blanks
        '{"a": 1.50, "b": 1e3}',  # numbers that Python writes otherwise
        '{"a": 1, "a": 2}',  # a key that comes twice
        '{"é": "\\u00e9"}',  # letters and escapes
        '{"n": 123456789012345678901234567890}',
        '{"d": ' + "[" * 200 + "]" * 200 + "}",
    ],
)
def test_json_inside_a_column_is_json_or_comes_back_to_the_letter(
    lived: Roma, context: str
) -> None:
    lived.write(f"UPDATE session_reset_events SET context = '{context}'")  # noqa: S608 - a test's
    first = lived.inside("data", "export").out
    shown = json.loads(first)["session_reset_events"][0]["context"]
    assert (shown == {"a": 1}) if context == '{"a": 1}' else (shown == context)
    new = other(lived)
    ok(new, "data", "import", wrote(lived, first))
    assert new.rows("SELECT DISTINCT context FROM session_reset_events") == [(context,)]
    assert new.inside("data", "export").out == first


def test_any_history_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    deep = request.config.getoption("--deep", default=False)

    @settings(
        max_examples=200 if deep else 10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, max_size=40))
    def comes_back(steps: list[Any]) -> None:
        folder = tmp_path_factory.mktemp("grown")
        grown = Grown(folder)
        grown.do("today")
        for step in steps:
            grown.step(*step)
        first = grown.exported(folder / "first.json")
        (folder / "new").mkdir()
        new = Grown(folder / "new")
        new.now = grown.now
        new.bring_in(first)
        assert new.exported(folder / "second.json").read_bytes() == first.read_bytes()
        assert new.state() == grown.state()

    comes_back()


def test_the_form_names_every_column_but_those_made_from_others(lived: Roma) -> None:
    tables = {
        name
        for (name,) in lived.rows(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite%' AND name <> '_sqlite_migrations'"
        )
    }
    assert tables == {*archive_schema.TABLES, "task_tags"}
    for table, described in archive_schema.TABLES.items():
        columns = lived.rows("SELECT name FROM pragma_table_info(?)", table)
        assert [name for (name,) in columns if name != "tag_keys"] == list(described.names)
        refers = lived.rows('SELECT "from", "table" FROM pragma_foreign_key_list(?)', table)
        assert dict(refers) == described.references


# --- two files into one ---------------------------------------------------------------


def test_a_merge_is_one_operation_that_undo_takes_back(lived: Roma) -> None:
    new = other(lived)
    ok(new, "task", "add", "mine")
    before = new.dump()
    path = wrote(lived, lived.inside("data", "export").out)
    said = new.inside("data", "import", path, "--json").json()
    assert said["counts"]["task"] == {"added": 11}
    assert said["counts"]["user"] == {"already here": 1, "added": 1}
    assert {one["field"] for one in said["losses"]} >= {"timezone", "daily_goal", "quiet_hours"}
    titles = [row[0] for row in new.rows("SELECT title FROM tasks ORDER BY id")]
    assert titles[:2] == ["mine", "one"]
    ok(new, "undo")
    beside = ("conversation_states", "'Änna'", "user_configurations", "task_words")
    assert kept(new.dump(), beside) == kept(before, beside)
    assert new.rows("SELECT name FROM users") == [("me",), ("Änna",)]
    ok(new, "redo")
    assert [row[0] for row in new.rows("SELECT title FROM tasks ORDER BY id")] == titles


def kept(rows: list[str], beside: tuple[str, ...]) -> list[str]:
    """Return rows but those of another user, who stays, and of conversations."""
    return [row for row in rows if not any(word in row for word in beside)]


def test_a_merge_is_the_same_however_many_rows_are_written_at_once(
    lived: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    """References to rows that were written, that come with them, and that come later."""
    data = lived.inside("data", "export").json()
    data["tasks"][0]["subtask_of"] = data["tasks"][5]["id"]
    path = wrote(lived, data)
    found = []
    for name in ("many", "few"):
        new = other(lived, name)
        ok(new, "task", "add", "another one")
        said = new.inside("data", "import", path, "--json").json()
        found.append((said["counts"], said["losses"], told(new)))
        monkeypatch.setattr(archive_queries, "PAGE", 3)
        monkeypatch.setattr(archive_merge, "BATCH", 2)
    assert found[0] == found[1]
    assert len(found[0][2]["tasks"]) == len(data["tasks"])


def told(roma: Roma) -> dict[str, list[Any]]:
    """Return what came from elsewhere: all rows whose ids are not made by chance here."""
    rows = everything(roma)
    rows["tasks"] = [row for row in rows["tasks"] if "another one" not in row]
    rows["audit_log_entries"] = roma.rows(
        "SELECT * FROM audit_log_entries WHERE operation_id IN"
        " (SELECT id FROM operations WHERE actor = 'elsewhere')"
        " AND row_table IN ('tasks', 'reminders', 'timer_sessions')"
    )
    for table in ("user_configurations", "scheduled_tasks"):
        rows.pop(table)
    return rows


def test_the_other_file_s_history_is_shown_and_not_undone(lived: Roma) -> None:
    new = other(lived)
    ok(new, "task", "add", "mine")
    ok(new, "data", "import", wrote(lived, lived.inside("data", "export").out))
    [(own,)] = new.rows("SELECT id FROM tasks WHERE title = 'one'")
    told = new.inside("log", "--task", str(own), "--json").json()
    assert [one["event_type"] for one in told].count("task.created") == 2
    assert "task created" in new.inside("log", "--task", str(own)).out
    listed = new.inside("undo", "--list", "--json").json()
    assert {one["actor"] for one in listed} == {"user", "roma"}
    [(number,)] = new.rows("SELECT id FROM operations WHERE summary LIKE 'added task ''two%'")
    said = new.inside("undo", str(number))
    assert said.code == 2
    assert said.err.count("\n") == 2
    assert "was done in another file" in said.err
    assert new.inside("undo").out.startswith("undone 3")
    assert new.inside("undo").out.startswith("undone 2  added task 'mine'")
    assert new.inside("undo").code == 3


def test_history_goes_back_and_forth_without_end_but_once(lived: Roma) -> None:
    """Two files that are merged into each other by turns come to rest."""
    new = other(lived)
    ok(new, "task", "add", "mine")
    pair = [lived, new]
    for turn in range(4):
        here, there = pair[turn % 2], pair[(turn + 1) % 2]
        ok(there, "data", "import", wrote(here, here.inside("data", "export").out))
    assert new.inside(
        "data", "import", wrote(lived, lived.inside("data", "export").out)
    ).out.startswith("nothing new in")
    assert counted(lived) == counted(new)


def counted(roma: Roma) -> list[Any]:
    """Return each event by its id, with the uuid of the task that it speaks of."""
    return roma.rows(
        "SELECT e.event_id, e.event_type, t.uuid FROM audit_log_entries e"
        " LEFT JOIN tasks t ON t.id = e.task_id WHERE e.event_type LIKE 'task.%'"
        " AND e.operation_id IN (SELECT id FROM operations WHERE summary LIKE 'added%')"
        " ORDER BY e.event_id"
    )


def test_a_conversation_keeps_its_newest_turns(lived: Roma) -> None:
    data = lived.inside("data", "export").json()
    turns = [
        {"role": "user", "content": f"say {n}", "timestamp": f"2026-01-{n % 28 + 1:02}T00:00:00Z"}
        for n in range(500)
    ]
    data["conversation_states"][0]["state"]["history"] = turns
    new = other(lived)
    ok(new, "chat", "what is due today")
    ok(new, "data", "import", wrote(lived, data))
    [(state,)] = new.rows("SELECT state FROM conversation_states")
    history = json.loads(state)["history"]
    assert len(history) == 400
    assert history[-1]["role"] == "assistant"
    assert history == sorted(history, key=lambda one: one["timestamp"])
    assert json.loads(state)["user_id"] == 1


def test_a_running_timer_here_stays_and_theirs_is_named(lived: Roma) -> None:
    new = other(lived)
    ok(new, "timer", "start")
    path = wrote(lived, lived.inside("data", "export").out)
    losses = new.inside("data", "import", path, "--json").json()["losses"]
    assert [one["reason"] for one in losses if one["record"].startswith("session")] == [
        "it runs, as another does here: left out"
    ]
    assert new.rows("SELECT count(*) FROM timer_sessions WHERE ended_at IS NULL") == [(1,)]


def test_a_timer_whose_end_has_passed_comes_in_completed_and_goes_with_an_undo(
    roma: Roma,
) -> None:
    old, new = other(roma, "old"), other(roma, "new")
    ok(old.at("2026-03-03T12:00:00Z"), "timer", "start")
    path = wrote(roma, old.inside("data", "export").out)
    ok(new, "task", "add", "own")
    before = new.dump()
    ok(new, "data", "import", path)
    assert new.rows("SELECT ended_at, outcome, day FROM timer_sessions") == [
        (1772540700, "completed", "2026-03-03")  # 25 minutes after its start
    ]
    assert new.inside("doctor").code == 0
    assert new.inside("data", "import", path, "--json").json()["operation"] is None
    ok(new, "undo")
    assert new.dump() == before


def test_the_same_occurrence_made_in_both_files_is_there_once(lived: Roma) -> None:
    new = other(lived)
    ok(new, "data", "import", wrote(lived, lived.inside("data", "export").out))
    ok(new, "task", "done", "5")
    ok(lived.at("2026-03-30T06:05:00Z"), "task", "done", "5")
    path = wrote(lived, lived.inside("data", "export").out)
    losses = new.at("2026-03-30T06:10:00Z").inside("data", "import", path, "--json").json()
    assert any(one["field"] == "series_index" for one in losses["losses"])
    assert new.rows(
        "SELECT count(*) FROM tasks WHERE deleted_at IS NULL AND series_id = 5"
        " AND status = 'pending'"
    ) == [(1,)]
    assert new.inside("doctor").code == 0


def test_days_of_another_user_are_closed_before_what_belongs_there_comes(lived: Roma) -> None:
    new = other(lived)
    shutil.copy(lived.db, new.db)
    ok(lived.at("2026-04-02T12:00:00Z"), "--user", "Änna", "session", "add")
    path = wrote(lived, lived.inside("data", "export").out)
    new.at("2026-04-04T12:00:00Z")
    ok(new, "--user", "me", "data", "import", path)
    assert new.rows(
        "SELECT work_sessions_completed FROM daily_session_stats"
        " WHERE user_id = 2 AND date = '2026-04-02'"
    ) == [(1,)]
    assert new.inside("doctor").code == 0


def test_what_another_user_has_here_is_called_otherwise_for_its_owner(
    lived: Roma, exported: dict[str, Any]
) -> None:
    """The same rows under another name: a user who was called something else here."""
    exported["users"][0]["name"] = "moi"
    path = wrote(lived, exported)
    before = lived.rows("SELECT count(*) FROM tasks WHERE user_id = 1")
    ok(lived, "data", "import", path)
    [(number,)] = lived.rows("SELECT id FROM users WHERE name = 'moi'")
    assert lived.rows("SELECT count(*) FROM tasks WHERE user_id = ?", number) == before
    faults = [
        one
        for one in lived.inside("doctor", "--json").json()["checks"]
        if one["state"] == "fault" or one["name"] in ("statistics", "forks", "idle reminders")
        if one["state"] != "ok"
    ]
    assert faults == []
    assert lived.inside("data", "import", path).out.startswith("nothing new in")


# --- what is not fit to come in -------------------------------------------------------


def put(table: str, column: str, value: object, row: int = 0) -> Callable[[dict[str, Any]], None]:
    """Return a change of one value of an export."""

    def change(data: dict[str, Any]) -> None:
        data[table][row][column] = value

    return change


def event(column: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return a change inside the first audit entry of a task."""

    def change(data: dict[str, Any]) -> None:
        [one, *_] = [one for one in data["audit_log_entries"] if one["row_table"] == "tasks"]
        one["event_data"][column] = value

    return change


def drop(table: str, column: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        del data[table][0][column]

    return change


def twice(table: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data[table].append(dict(data[table][0]))

    return change


def head(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data["roma"][key] = value

    return change


UNFIT: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (put("tasks", "title", 5), "tasks 1, title: is 5, no text"),
    (put("tasks", "title", ""), "tasks 1, title: breaks the rule length(title)"),
    (put("tasks", "title", "x" * 256), "tasks 1, title: breaks the rule length(title)"),
    (put("tasks", "title", "a\x00b"), "tasks 1, title: contains a NUL"),
    (put("tasks", "title", "\ud800"), "tasks 1, title: is no valid Unicode"),
    (put("tasks", "title", ["x"]), "tasks 1, title: is ['x'], no text"),
    (drop("tasks", "title"), "tasks 1, title: is missing"),
    (drop("tasks", "id"), "tasks, id: is missing"),
    (put("tasks", "id", "1"), "tasks 1, id: is '1', no whole number"),
    (put("tasks", "id", 1.0), "tasks, id: is 1.0, no whole number"),
    (put("tasks", "id", True), "tasks True, id: is True, no whole number"),
    (put("tasks", "due_date", "tomorrow"), "tasks 1, due_date: cannot be"),
    (put("tasks", "due_date", "2026-03-08T07:30:00"), "lacks an offset"),
    (put("tasks", "due_date", "1969-01-01T00:00:00Z"), "tasks 1, due_date: cannot be"),
    (put("tasks", "due_date", 12), "tasks 1, due_date: is 12, no moment"),
    (put("tasks", "due_day", "2026-02-30"), "tasks 1, due_day: is '2026-02-30', no day"),
    (put("tasks", "due_day", "20260301"), "tasks 1, due_day: is '20260301', no day"),
    (put("tasks", "status", "done"), "tasks 1, status: breaks the rule"),
    (put("tasks", "completed_at", "2026-03-08T07:30:00Z"), "status: breaks the rule"),
    (put("tasks", "priority", "urgent"), "tasks 1, priority: breaks the rule"),
    (put("tasks", "tags", "#a"), "tasks 1, tags: is '#a', no array"),
    (put("tasks", "tags", ["a"]), "tasks 1, tags: lack their #"),
    (put("tasks", "tags", ["#a", "#A"]), "tasks 1, tags: lack their #, or come twice"),
    (put("tasks", "tags", ["#a b"]), "tasks 1, tags: has a tag with a blank"),
    (put("tasks", "recurrence", "now and then"), "tasks 1, recurrence: cannot be"),
    (put("tasks", "recurrence", "daily"), "tasks 1, recurrence: breaks the rule"),
    (put("tasks", "skipped", 1), "tasks 1, skipped: is 1, neither true nor false"),
    (put("tasks", "estimate", 10**30), "is beyond 64 bits"),
    (put("tasks", "estimate", 5000), "tasks 1, estimate: breaks the rule"),
    (put("tasks", "subtask_of", 99), "tasks 1, subtask_of: names none of the tasks"),
    (put("tasks", "series_id", 5), "tasks 1, series_id: is 5, which is no earlier task"),
    (put("tasks", "parent_task_id", 1), "tasks 1, parent_task_id: is 1, which is no earlier"),
    (put("tasks", "user_id", 9), "tasks 1, user_id: names none of the users"),
    (put("tasks", "user_id", 2), "is another user's"),
    (put("reminders", "status", "lost"), "reminders 1, status: breaks the rule"),
    (put("reminders", "task_id", 99), "reminders 1, task_id: names none of the tasks"),
    (put("task_notes", "text", "x" * 10_001), "task_notes 1, text: breaks the rule"),
    (put("user_configurations", "timezone", "Mars/Olympus"), "timezone: cannot be"),
    (put("user_configurations", "daily_reset_time", "24:00"), "daily_reset_time: cannot be"),
    (put("user_configurations", "quiet_hours", "22-7"), "quiet_hours: cannot be"),
    (put("user_configurations", "today_session_count", 1001), "breaks the rule"),
    (put("user_configurations", "notification_channels", "pigeon"), "cannot be"),
    (put("scheduled_tasks", "cron_expression", "* * *"), "cron_expression: cannot be"),
    (put("scheduled_tasks", "timezone", "../etc"), "timezone: cannot be"),
    (put("timer_sessions", "outcome", None), "breaks the rule"),
    (put("timer_sessions", "planned_seconds", 0), "planned_seconds: breaks the rule"),
    (put("session_reset_events", "context", []), "context: is [], no JSON object"),
    (put("session_reset_events", "context", "{"), "context: is '{', no JSON object"),
    (put("operations", "target", 10_000, 1), "target: is 10000, which is no earlier operation"),
    (put("operations", "kind", "undone"), "kind: breaks the rule"),
    (put("audit_log_entries", "row_table", "operations"), "row_table: is 'operations'"),
    (put("audit_log_entries", "row_table", "sqlite_schema"), "row_table: is 'sqlite_schema'"),
    (put("audit_log_entries", "row_key", "77"), "event_data: speaks of another row"),
    (put("audit_log_entries", "operation_id", 999), "operation_id: names none of the operations"),
    (event("after", {"title = 'x' --": 1}), "event_data: has no row of tasks as 'after'"),
    (event("after", {"title": [1]}), "event_data: has no row of tasks as 'after'"),
    (event("after", None), "event_data: says neither what was nor what is"),
    (event("before", 5), "event_data: has no row of tasks as 'before'"),
    (event("key", None), "event_data: speaks of another row"),
    (event("note", [1]), "event_data: has a note that is none"),
    (put("conversation_states", "state", {"history": 5}), "state: has no history"),
    (put("conversation_states", "key", "conversation:7"), "key: breaks the rule"),
    (put("users", "name", " me"), "users 1, name: is blank, or begins"),
    (put("users", "name", "ME", 1), "users 2, name: is there twice"),
    (twice("tasks"), "tasks 1, id: is there twice"),
    (twice("users"), "users 1, id: is there twice"),
    (twice("daily_session_stats"), "is there twice"),
    (lambda data: data["user_configurations"].pop(), "Änna has no user_configurations"),
    (lambda data: data["tasks"].append(5), "tasks: a record is an object"),
    (lambda data: data.update(task_words=[{}]), "roma has no table 'task_words'"),
    (lambda data: data.update(tasks={}), "tasks, id: is missing"),
    (lambda data: data.update(tasks=None), "tasks: a record is an object"),
    (head("format", 0), "roma does not say its format"),
    (head("schema", "1"), "roma does not say its schema"),
    (head("next_ids", []), "next_ids is no object"),
    (head("next_ids", {"tasks": -1}), "next_ids, tasks: no such number can come next"),
    (head("next_ids", {"nothing": 5}), "next_ids, nothing: no such number can come next"),
]


@pytest.mark.parametrize(("change", "said"), UNFIT, ids=[said for _, said in UNFIT])
def test_what_is_not_fit_is_refused_by_record_and_field(
    lived: Roma,
    exported: dict[str, Any],
    change: Callable[[dict[str, Any]], object],
    said: str,
) -> None:
    change(exported)
    new = other(lived)
    # Neither a file that would be put back nor one that would be merged is touched.
    ok(new, *(("today",) if len(said) % 2 else ("task", "add", "mine")))
    before = everything(new)
    result = new.inside("data", "import", wrote(lived, exported))
    assert result.code == 2, result
    assert said in result.err
    assert result.err.startswith("error: ")
    assert result.err.count("\n") <= 2
    assert everything(new) == before


ODD = st.sampled_from(
    [
        *(None, True, 0, -1, 1, 2, 5, 99, 2**63, 1.5, "", "x", "none", "daily", "#a", []),
        *({}, {"a": 1}, ["#a"], "2026-03-01", "2026-03-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        *("completed", "pending", "elsewhere", "UTC", "undo", "set", "import", "tasks"),
    ]
)


def test_whatever_is_changed_by_hand_never_makes_a_traceback(
    lived: Roma, exported: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """It is refused, or taken; and then every command still answers."""
    deep = request.config.getoption("--deep", default=False)
    template = other(lived, "template")
    ok(template, "task", "add", "mine")
    new = other(lived, "new")

    @settings(max_examples=600 if deep else 8, deadline=None)
    @given(st.data())
    def answers(data: st.DataObject) -> None:
        changed = json.loads(json.dumps(exported))
        for _ in range(data.draw(st.integers(1, 2))):
            table = data.draw(
                st.sampled_from([one for one in archive_schema.TABLES if changed[one]])
            )
            row = data.draw(st.sampled_from(changed[table]))
            column = data.draw(st.sampled_from(archive_schema.TABLES[table].names))
            row[column] = data.draw(ODD)
        for leftover in new.folder.glob("roma.db*"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        if data.draw(st.booleans()):
            shutil.copy(template.db, new.db)
        said = new.inside("data", "import", wrote(lived, changed))
        assert said.code in (0, 2, 7), said
        for command in (
            *(("today",), ("task", "list", "--all"), ("log",), ("stats",), ("undo",), ("doctor",)),
            *(("task", "chain", "5"), ("remind", "list", "--all"), ("session", "history")),
            *(
                ("config", "show"),
                ("reset", "history"),
                ("schedule", "list"),
                ("chat", "--history"),
            ),
        ):
            result = new.inside(*command)
            assert result.code != 1, (command, result)

    answers()


BROKEN = [
    ('{"roma"', "the file is truncated"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [', "truncated"),
    ('{"roma": {"format": 1, "schema": 1}', "the file is truncated"),
    ('{"roma": {"format": 1, "schema": 1},}', "a record is missing after the comma"),
    ('{"roma": {"format": 1, "schema": 1}} x', "there is text after the end"),
    ('{"roma": {"format": 1, "schema": 1}, "roma": 1}', "'roma' appears twice"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [] "users": []}', "a comma or }"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks" [{}]}', "a colon is missing"),
    ('{"roma": {"format": 1, "schema": 1}, 5: []}', "the name of a table is missing"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [{"id": NaN}]}', "NaN is not a number"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [{"id": 1e999}]}', "too large"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [{"id": 1', "truncated"),
    ('{"roma": {"format": 1, "schema": 1}, "tasks": [' + "[" * 5000, "levels deep"),
    ('{"roma": 5}', "roma does not say its format"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_broken_json_is_refused_in_one_line(roma: Roma, text: str, said: str) -> None:
    ok(roma, "task", "add", "mine")
    before = everything(roma)
    result = roma.inside("data", "import", wrote(roma, text), "--from", "json")
    assert result.code == 2, result
    assert said in result.err
    assert result.err.count("\n") <= 2
    assert everything(roma) == before


@pytest.mark.parametrize("key", ["format", "schema"])
def test_what_a_newer_roma_wrote_is_refused(
    lived: Roma, exported: dict[str, Any], key: str
) -> None:
    exported["roma"][key] = 99
    before = everything(lived)
    result = lived.inside("data", "import", wrote(lived, exported))
    assert result.code == 7
    assert f"a newer roma ({key} 99" in result.err
    assert everything(lived) == before


def test_keys_that_are_none_of_roma_s_are_named(lived: Roma, exported: dict[str, Any]) -> None:
    exported["roma"]["made_by"] = "me"
    for task in exported["tasks"]:
        task["colour"] = "red"
    new = other(lived)
    losses = new.inside("data", "import", wrote(lived, exported), "--json").json()["losses"]
    number = len(exported["tasks"])
    assert losses == [
        {"record": "roma", "field": "made_by", "reason": "roma has no such field (1 record)"},
        {
            "record": "tasks",
            "field": "colour",
            "reason": f"roma has no such field ({number} records)",
        },
    ]


def test_little_is_enough(roma: Roma) -> None:
    """What another program leaves out is as tables make it."""
    data = {
        "roma": {"format": 1, "schema": 1},
        "users": [{"id": 1, "name": "me", "created_at": "2026-03-01T00:00:00Z"}],
        "tasks": [
            {
                "id": 7,
                "uuid": "any",
                "user_id": 1,
                "title": "small",
                "created_at": "2026-03-01T00:00:00+01:00",
                "updated_at": "2026-03-01T00:00:00Z",
            }
        ],
        "user_configurations": [
            {
                "id": "any",
                "user_id": 1,
                "created_at": "2026-03-01T00:00:00Z",
                "updated_at": "2026-03-01T00:00:00Z",
            }
        ],
    }
    ok(roma, "data", "import", wrote(roma, data))
    ok(roma, "task", "add", "next")
    assert roma.rows("SELECT id, title FROM tasks") == [(7, "small"), (8, "next")]


def test_the_documents_name_every_table_and_column() -> None:
    text = (REPOSITORY / "docs" / "import-export.md").read_text(encoding="utf-8")
    for table, described in archive_schema.TABLES.items():
        [row] = [line for line in text.splitlines() if line.startswith(f"| `{table}` |")]
        told = re.findall(r"`(\w+)`(?: → (\w+))?", row)[1:]
        assert [name for name, _ in told] == list(described.names)
        assert {name: other for name, other in told if other} == described.references


# --- size -----------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_file(roma: Roma) -> None:
    """Five times as many tasks need hardly more, neither on the way out nor on the way in."""
    peaks = []
    for number in (10, 500, 5000):
        folder = roma.folder / str(number)
        folder.mkdir()
        grown = Grown(folder)
        grown.do("today")
        with grown.context() as context:
            fill(context, number)
        path = folder / "all.json"
        peaks.append([peak(lambda one=grown, to=path: one.exported(to))])  # type: ignore[misc]
        (folder / "new").mkdir()
        new = Grown(folder / "new")
        new.do("task", "add", "mine")
        peaks[-1].append(peak(lambda one=new, of=path: one.bring_in(of)))  # type: ignore[misc]
    # The first ones only load what is loaded once.
    for small, large in zip(*peaks[1:], strict=True):
        assert large < small + 3_000_000, peaks


def fill(context: Any, number: int) -> None:
    """Add so many tasks in one operation."""
    from roma_cli.domain import task as task_rules  # noqa: PLC0415

    entries = [
        task_rules.add(context.user_id, f"task {n}", {"description": "d" * 200}, now=context.now)
        for n in range(number)
    ]
    with context.operation() as op:
        op.write("many", entries)


def peak(act: Callable[[], object]) -> int:
    """Return the most bytes that were held at once while `act` ran."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
