"""`roma doctor`: each check speaks up on a file damaged for it, and none on a healthy one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.adapters import file_status, zone_data
from roma_cli.context import Invocation
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import UsageError
from roma_cli.storage import database as files
from roma_cli.storage.backups import backup
from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor import doctor as checkup
from roma_cli.usecases.doctor import machine, table
from tests.cli import command_tree
from tests.journeys.life import LATER, lead, ok
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Callable

DAMAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("integrity", "fault", ("UPDATE tasks SET priority = 'urgent' WHERE id = 1",)),
    ("integrity", "fault", ("UPDATE tasks SET completed_at = 5 WHERE id = 1",)),
    ("foreign keys", "fault", ("UPDATE tasks SET parent_task_id = 999 WHERE id = 1",)),
    ("foreign keys", "fault", ("DELETE FROM tasks WHERE id = 5",)),
    ("tables", "fault", ("DROP INDEX idx_tasks_status",)),
    ("tables", "fault", ("DROP TRIGGER audit_is_append_only_delete",)),
    ("journal", "warning", ("PRAGMA journal_mode = DELETE",)),
    (
        "words index",
        "fault",
        (
            (
                "INSERT INTO task_words (task_words, rowid, title, description, tags)"
                " VALUES ('delete', 1, 'one', '', '#old')"
            ),
        ),
    ),
    ("tags index", "fault", ("DELETE FROM task_tags WHERE task_id = 1",)),
    ("tags index", "fault", ("INSERT INTO task_tags VALUES ('#new', 1)",)),
    (
        "history",
        "fault",
        (
            "DROP TRIGGER audit_is_append_only_update",
            "UPDATE audit_log_entries SET event_data = '{broken}' WHERE id = 1",
        ),
    ),
    (
        "history",
        "fault",
        (
            "DROP TRIGGER audit_is_append_only_update",
            "UPDATE audit_log_entries SET row_key = '77' WHERE id = 1",
        ),
    ),
    (
        "undo chain",
        "fault",
        (
            (
                "INSERT INTO operations (user_id, actor, kind, target, summary, created_at)"
                " VALUES (1, 'user', 'redo', 2, 'redo of what stands', 0)"
            ),
        ),
    ),
    ("changes", "warning", ("UPDATE tasks SET title = 'by hand' WHERE id = 1",)),
    ("changes", "warning", ("DELETE FROM session_reset_events",)),
    (
        "conversation",
        "fault",
        ("INSERT INTO conversation_states VALUES ('conversation:1', 1, '{broken}', 0)",),
    ),
    ("users", "fault", ("INSERT INTO users (name, created_at) VALUES ('ghost', 0)",)),
    ("zones", "fault", ("UPDATE user_configurations SET timezone = 'Mars/Olympus'",)),
    ("settings", "fault", ("UPDATE user_configurations SET quiet_hours = '29:00-07:00'",)),
    ("settings", "fault", ("UPDATE user_configurations SET days_off = 'sun,sat'",)),
    ("settings", "fault", ("UPDATE user_configurations SET notification_channels = 'pigeon'",)),
    ("schedule", "fault", ("UPDATE scheduled_tasks SET is_active = 0",)),
    (
        "boundary",
        "fault",
        ("UPDATE scheduled_tasks SET next_execution_at = next_execution_at + 1",),
    ),
    ("boundary", "fault", ("UPDATE scheduled_tasks SET timezone = 'Asia/Tokyo'",)),
    (
        "cron lines",
        "fault",
        ("UPDATE scheduled_tasks SET cron_expression = 'x' WHERE task_type = 'retention'",),
    ),
    (
        "scheduled work",
        "warning",
        ("UPDATE scheduled_tasks SET next_execution_at = 9 WHERE task_type = 'retention'",),
    ),
    ("count", "fault", ("UPDATE user_configurations SET today_session_count = 9",)),
    ("count", "fault", ("DELETE FROM session_adjustments WHERE day IS NULL",)),
    ("override", "fault", ("UPDATE user_configurations SET manual_session_override = NULL",)),
    ("statistics", "warning", ("UPDATE daily_session_stats SET total_work_seconds = 1",)),
    ("statistics", "warning", ("UPDATE daily_session_stats SET work_sessions_completed = 7",)),
    ("corrections", "warning", ("UPDATE daily_session_stats SET manual_overrides = 7",)),
    ("closed days", "fault", ("DELETE FROM daily_session_stats",)),
    (
        "timer",
        "fault",
        (
            "DROP INDEX idx_timer_sessions_one_running",
            (
                "INSERT INTO timer_sessions (id, user_id, kind, planned_seconds, started_at,"
                " created_at, updated_at) VALUES"
                " ('t1', 1, 'work', 1500, 0, 0, 0), ('t2', 1, 'work', 1500, 0, 0, 0)"
            ),
        ),
    ),
    (
        "resets",
        "fault",
        (
            (
                "INSERT INTO session_reset_events SELECT id || 'x', user_id, reset_type,"
                " previous_count, new_count, reset_timestamp, user_timezone, local_reset_time,"
                " device_id, context, created_at FROM session_reset_events"
                " WHERE reset_type = 'scheduled_daily' LIMIT 1"
            ),
        ),
    ),
    (
        "daily reset",
        "warning",
        ("UPDATE user_configurations SET last_daily_reset = last_daily_reset - 99999",),
    ),
    (
        "series",
        "fault",
        ("DROP INDEX idx_tasks_series", "UPDATE tasks SET series_id = 5 WHERE id = 6"),
    ),
    ("chains", "fault", ("UPDATE tasks SET parent_task_id = 5 WHERE id = 2",)),
    ("chains", "fault", ("UPDATE tasks SET parent_task_id = 5 WHERE id = 5",)),
    ("forks", "warning", ("UPDATE tasks SET parent_task_id = 5 WHERE id IN (1, 2)",)),
    ("subtasks", "fault", ("UPDATE tasks SET subtask_of = 1 WHERE id = 1",)),
    ("repeats", "fault", ("UPDATE tasks SET recurrence = 'every blue moon' WHERE id = 5",)),
    ("tags", "fault", ("UPDATE tasks SET tag_keys = '#other' WHERE id = 1",)),
    ("days", "fault", ("UPDATE tasks SET due_day = '2026-02-31' WHERE id = 1",)),
    ("moments", "fault", ("UPDATE tasks SET due_date = -5 WHERE id = 1",)),
    ("reminders", "fault", ("UPDATE reminders SET scheduled_at = scheduled_at + 60",)),
    ("idle reminders", "warning", ("UPDATE tasks SET deleted_at = 1 WHERE id = 5",)),
    ("waiting reminders", "warning", ("UPDATE reminders SET scheduled_at = 1772000000",)),
    ("clock", "warning", ("UPDATE operations SET created_at = 4070908800 WHERE id = 1",)),
    (
        "cron's environment",
        "warning",
        ("UPDATE user_configurations SET notify_command = 'no-such-program --loud'",),
    ),
    (
        "webhook secret",
        "warning",
        ("UPDATE user_configurations SET webhook_secret_file = '/nowhere/secret'",),
    ),
]
"""Check, state, and what is done to the file behind roma's back."""


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a file that has been lived in, with a backup; never changed."""
    roma = lead(Roma(tmp_path_factory.mktemp("healthy")))
    file = files.open_existing(str(roma.db))
    assert file is not None
    with file:
        backup.back_up(file, parse_instant(LATER), "by-hand")
    return roma.folder


@pytest.fixture
def patient(roma: Roma, healthy: Path, monkeypatch: pytest.MonkeyPatch) -> Roma:
    """Return a copy of the healthy file, on a machine whose SQLite and zone data are new."""
    shutil.copytree(healthy, roma.folder, dirs_exist_ok=True)
    monkeypatch.setattr(check_queries, "sqlite_version", lambda: (3, 51, 3))
    monkeypatch.setattr(zone_data, "zone_data_version", lambda: ("/zones", "2026a"))
    return roma.at(LATER)


def _request(roma: Roma) -> Invocation:
    environ = {**roma.environ, "PATH": str(roma.folder / "nothing")}
    return Invocation(parse_instant(roma.environ["ROMA_NOW"]), environ)


def _look(roma: Roma, *, fix: bool = False) -> tuple[int, dict[str, Any]]:
    result = checkup.doctor(_request(roma), fix=fix)
    shape = result.json()
    assert isinstance(shape, dict)
    return result.exit_code, shape


def _found(roma: Roma) -> dict[str, dict[str, str]]:
    return {one["name"]: one for one in _look(roma)[1]["checks"]}


def _damage(roma: Roma, *statements: str) -> None:
    with closing(sqlite3.connect(roma.db, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement


def test_a_healthy_busy_file_passes_every_check(patient: Roma) -> None:
    code, shape = _look(patient)
    assert [one for one in shape["checks"] if one["state"] != "ok"] == []
    assert (code, shape["fault"], shape["warning"], shape["skipped"]) == (0, 0, 0, 0)
    assert shape["ok"] == len(shape["checks"]) > 25
    assert len({one["name"] for one in shape["checks"]}) == len(shape["checks"])
    assert {tuple(one) for one in shape["checks"]} == {("name", "state", "said", "mend")}


def test_looking_changes_nothing(patient: Roma) -> None:
    before = patient.rows("SELECT * FROM operations"), patient.dump()
    _look(patient.at("2026-03-09T12:00:00Z"))
    assert (patient.rows("SELECT * FROM operations"), patient.dump()) == before


@pytest.mark.parametrize(
    ("name", "state", "statements"), DAMAGES, ids=[f"{one[0]}: {one[2][-1]}" for one in DAMAGES]
)
def test_what_is_wrong_inside_the_file_is_found(
    patient: Roma, name: str, state: str, statements: tuple[str, ...]
) -> None:
    _damage(patient, *statements)
    code, shape = _look(patient)
    found = {one["name"]: one for one in shape["checks"]}
    assert found[name]["state"] == state, found[name]
    assert found[name]["said"]
    assert code == (6 if shape["fault"] else 0)
    _expect_typeable(found[name]["mend"])


def _expect_typeable(mend: str) -> None:
    """Expect a command; of roma's own, one that the program understands."""
    assert mend
    if not mend.startswith("roma "):
        return
    words = command_tree.words_of(mend)
    # Not every subject that is promised is there yet.
    if any(words[0] == path[0] for path in command_tree.commands()):
        try:
            assert command_tree.understood(words), mend
        except UsageError as problem:
            assert "not a terminal" in problem.message  # noqa: PT017 - it asks, and that is all


def _add_name(roma: Roma, _: pytest.MonkeyPatch) -> None:
    os.link(roma.db, roma.folder / "second.db")


def _be_another(_: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(file_status, "me", lambda: other)


def _open_file(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.db.chmod(0o644)


def _open_folder(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.folder.chmod(0o777)


def _grow_log(roma: Roma, _: pytest.MonkeyPatch) -> None:
    with Path(f"{roma.db}-wal").open("wb") as log:
        log.truncate(65 * 1024 * 1024)


def _leave_draft(roma: Roma, _: pytest.MonkeyPatch) -> None:
    (roma.folder / ".roma.db.new-0123456789ab").write_bytes(b"")


def _synchronise(roma: Roma, _: pytest.MonkeyPatch) -> None:
    (roma.folder / ".stfolder").mkdir()


def _fill_disk(_: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_status, "free_bytes", lambda _folder: 4096)


def _use_old_sqlite(_: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_queries, "sqlite_version", lambda: (3, 51, 2))


def _use_old_zones(_: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_data, "zone_data_version", lambda: ("/zones", "2023c"))


def _add_hook(roma: Roma, _: pytest.MonkeyPatch) -> None:
    hook = roma.folder / ".config" / "roma" / "hooks" / "on-reset"
    hook.parent.mkdir(parents=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o600)


def _drop_backups(roma: Roma, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(backup.backup_folder(str(roma.db)))


def _wait_long(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.at("2026-03-20T12:00:00Z")


def _lose_file(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.db.unlink()


def _empty_file(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.db.write_bytes(b"")


def _cut_file(roma: Roma, _: pytest.MonkeyPatch) -> None:
    os.truncate(roma.db, 8192)


def _write_prose(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.db.write_text("to whom it may concern\n" * 99)


def _make_newer(roma: Roma, _: pytest.MonkeyPatch) -> None:
    roma.write("PRAGMA user_version = 99")


def _break_page(roma: Roma, _: pytest.MonkeyPatch) -> None:
    with roma.db.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 4))


AROUND: list[tuple[str, str, Callable[[Roma, pytest.MonkeyPatch], None]]] = [
    ("links", "warning", _add_name),
    ("owner", "fault", _be_another),
    ("modes", "warning", _open_file),
    ("folder", "warning", _open_folder),
    ("sidecars", "warning", _grow_log),
    ("leftovers", "warning", _leave_draft),
    ("file system", "warning", _synchronise),
    ("room", "warning", _fill_disk),
    ("SQLite", "warning", _use_old_sqlite),
    ("zone data", "warning", _use_old_zones),
    ("hooks", "warning", _add_hook),
    ("backups", "warning", _drop_backups),
    ("backups", "warning", _wait_long),
    ("file", "fault", _lose_file),
    ("file", "fault", _empty_file),
    ("file", "fault", _cut_file),
    ("file", "fault", _write_prose),
    ("file", "fault", _make_newer),
    ("integrity", "fault", _break_page),
]


@pytest.mark.parametrize(("name", "state", "harm"), AROUND)
def test_what_is_wrong_around_the_file_is_found(
    patient: Roma,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    state: str,
    harm: Callable[[Roma, pytest.MonkeyPatch], None],
) -> None:
    harm(patient, monkeypatch)
    code, shape = _look(patient)
    found = {one["name"]: one for one in shape["checks"]}
    assert found[name]["state"] == state, found[name]
    _expect_typeable(found[name]["mend"])
    assert code == (6 if shape["fault"] else 0)
    if name in ("file", "integrity"):
        assert shape["skipped"] >= len(table.INSIDE)


def test_every_check_is_shown_to_find_something() -> None:
    """What is tried here, by name, is all that there is."""
    tried = {one[0] for one in DAMAGES} | {one[0] for one in AROUND} | {"cron", "schema version"}
    assert tried == {
        one.name for one in (table.FILE, *table.OUTSIDE, table.INTEGRITY, *table.INSIDE)
    }


def test_a_file_of_an_older_schema_is_told(patient: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_queries, "SCHEMA_VERSION", 2)
    assert _found(patient)["schema version"]["state"] == "warning"


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 40, 1), "warning"),
        ((3, 44, 5), "warning"),
        ((3, 44, 6), "warning"),
        ((3, 50, 6), "warning"),
        ((3, 50, 7), "warning"),
        ((3, 51, 2), "warning"),
        ((3, 51, 3), "ok"),
        ((3, 52, 0), "ok"),
    ],
)
def test_the_versions_of_sqlite_that_lack_a_repair_are_known(
    roma: Roma, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], state: str
) -> None:
    monkeypatch.setattr(check_queries, "sqlite_version", lambda: version)
    report = machine.sqlite(_request(roma))
    assert bool(report.problems) == (state == "warning")


def test_a_crontab_that_runs_another_file_is_told(patient: Roma) -> None:
    tools = patient.folder / "nothing"
    tools.mkdir()
    crontab = tools / "crontab"
    crontab.write_text(
        "#!/bin/sh\necho '# >>> roma >>> x'\necho '*/5 * * * * /old/roma reset check'\n"
        "echo '# <<< roma <<<'\n"
    )
    crontab.chmod(0o700)
    found = _found(patient)["cron"]
    assert (found["state"], found["mend"]) == ("warning", "roma schedule install")


def test_hooks_that_cron_would_not_find_are_told(patient: Roma) -> None:
    hook = patient.folder / "elsewhere" / "roma" / "hooks" / "on-reset"
    hook.parent.mkdir(parents=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o700)
    patient.environ["XDG_CONFIG_HOME"] = str(patient.folder / "elsewhere")
    assert "XDG_CONFIG_HOME" in _found(patient)["cron's environment"]["said"]


def test_a_secret_that_others_can_read_is_told_but_not_shown(patient: Roma) -> None:
    secret = patient.folder / "secret"
    secret.write_text("tell-nobody")
    secret.chmod(0o644)
    ok(patient, "config", "set", "webhook_secret_file", str(secret))
    said = patient.inside("doctor")
    assert f"chmod 600 {secret}" in said.out
    assert "tell-nobody" not in said.out


def test_a_reminder_put_off_by_hand_comes_when_it_was_put_off_to(patient: Roma) -> None:
    ok(patient, "remind", "snooze", "1", "3h")
    assert _found(patient)["reminders"]["state"] == "ok"


@pytest.mark.parametrize(
    "commands",
    [
        (("config", "set", "timezone", "Asia/Tokyo"),),
        (("config", "set", "timezone", "Pacific/Kiritimati", "--keep-count"),),
        (("config", "set", "daily_reset_time", "12:00"),),
        (("reset", "now"), ("session", "add"), ("undo",), ("undo",), ("redo",)),
        (("task", "done", "5"), ("undo",), ("task", "done", "5", "6")),
        (("task", "edit", "5", "--due", "sat"), ("config", "set", "timezone", "Asia/Tokyo")),
        (("task", "stop", "5"), ("task", "edit", "5", "--repeat", "weekly")),
        (("session", "set", "1000"), ("session", "add"), ("session", "add"), ("reset", "now")),
        (("session", "add", "--at", "2026-03-01 17:00"), ("user", "add", "anna")),
        (("task", "delete", "5", "--yes"), ("task", "delete", "1", "--yes")),
    ],
    ids=str,
)
def test_no_command_of_romas_own_makes_a_fault(
    patient: Roma, commands: tuple[tuple[str, ...], ...]
) -> None:
    for command in commands:
        ok(patient, *command)
    found = _look(patient)[1]["checks"]
    assert [one for one in found if one["state"] != "ok"] == []
    for now in ("2026-03-05T12:00:00Z", "2026-03-06T12:00:00Z"):
        ok(patient.at(now), "reset", "check", "--all-users")
    found = _look(patient)[1]["checks"]
    expected = {"waiting reminders", "scheduled work"}
    assert [one for one in found if one["state"] != "ok" and one["name"] not in expected] == []


MENDED = [
    "UPDATE user_configurations SET today_session_count = 9",
    "UPDATE user_configurations SET manual_session_override = NULL",
    "UPDATE scheduled_tasks SET next_execution_at = next_execution_at + 1",
    "UPDATE scheduled_tasks SET timezone = 'Asia/Tokyo' WHERE task_type = 'daily_reset'",
    "UPDATE scheduled_tasks SET is_active = 0 WHERE task_type = 'daily_reset'",
    "UPDATE reminders SET scheduled_at = scheduled_at + 60",
]


@pytest.mark.parametrize("statement", MENDED)
def test_what_can_be_worked_out_anew_is_mended_by_roma_after_a_backup(
    patient: Roma, statement: str
) -> None:
    _damage(patient, statement)
    broken = patient.dump()
    kept = len(backup.backups(str(patient.db)))
    code, shape = _look(patient, fix=True)
    assert (code, shape["fault"]) == (0, 0)
    backups = backup.backups(str(patient.db))
    assert len(backups) == kept + 1
    assert Roma(patient.folder).dump() != broken
    with closing(sqlite3.connect(backups[0].path)) as copy:
        held = [row for row in copy.iterdump() if row.startswith("INSERT")]
    assert set(broken) <= set(held)
    [(actor, kind)] = patient.rows("SELECT actor, kind FROM operations ORDER BY id DESC LIMIT 1")
    assert (actor, kind) == ("roma", "do")
    before, after = shape["mended"]["before"], shape["mended"]["after"]
    assert all(after[table] >= number for table, number in before.items())
    assert after["operations"] == before["operations"] + 1


def test_each_user_of_the_file_is_looked_at_and_mended(patient: Roma) -> None:
    ok(patient, "user", "add", "anna")
    _damage(patient, "UPDATE user_configurations SET today_session_count = 9")
    code, shape = _look(patient)
    [count] = [one for one in shape["checks"] if one["name"] == "count"]
    assert code == 6
    assert count["said"] == "me has 9 sessions, the rows say 4; anna has 9 sessions, the rows say 0"
    code, shape = _look(patient, fix=True)
    assert code == 0
    counts = patient.rows("SELECT today_session_count FROM user_configurations ORDER BY user_id")
    assert counts == [(4,), (0,)]
    assert shape["mended"]["after"]["operations"] == shape["mended"]["before"]["operations"] + 2


def test_undo_passes_over_what_was_mended(patient: Roma) -> None:
    ok(patient, "task", "add", "mine")
    _damage(patient, "UPDATE reminders SET scheduled_at = scheduled_at + 60")
    _look(patient, fix=True)
    assert "added task 'mine'" in patient.inside("undo").out


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM task_tags",
        "INSERT INTO task_tags VALUES ('#new', 1)",
        (
            "INSERT INTO task_words (task_words, rowid, title, description, tags)"
            " VALUES ('delete', 1, 'one', '', '#old')"
        ),
    ],
)
def test_the_indexes_are_made_anew(patient: Roma, statement: str) -> None:
    tags = patient.rows("SELECT * FROM task_tags ORDER BY 1, 2")
    _damage(patient, statement)
    assert _look(patient, fix=True)[0] == 0
    assert patient.rows("SELECT * FROM task_tags ORDER BY 1, 2") == tags
    assert [one["state"] for one in _look(patient)[1]["checks"] if "index" in one["name"]] == [
        "ok",
        "ok",
    ]


def test_modes_are_made_private(patient: Roma) -> None:
    patient.db.chmod(0o644)
    code, shape = _look(patient, fix=True)
    assert code == 0
    assert patient.db.stat().st_mode & 0o777 == 0o600
    assert any("private" in line for line in shape["mended"]["done"])


def test_a_healthy_file_is_not_touched_and_not_backed_up(patient: Roma) -> None:
    before = patient.rows("SELECT * FROM operations"), patient.dump()
    kept = backup.backups(str(patient.db))
    assert _look(patient, fix=True)[1]["mended"]["done"] == []
    assert (patient.rows("SELECT * FROM operations"), patient.dump()) == before
    assert backup.backups(str(patient.db)) == kept
    assert "nothing to repair" in patient.inside("doctor", "--fix").out


def test_what_cannot_be_worked_out_is_left_alone_and_stays_a_fault(patient: Roma) -> None:
    _damage(patient, "UPDATE tasks SET parent_task_id = 5 WHERE id = 2")
    before = patient.dump()
    code, shape = _look(patient, fix=True)
    assert (code, shape["mended"]["done"]) == (6, [])
    assert patient.dump() == before


@pytest.mark.parametrize("harm", [_break_page, _empty_file])
def test_a_damaged_file_is_not_mended(
    patient: Roma,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Roma, pytest.MonkeyPatch], None],
) -> None:
    harm(patient, monkeypatch)
    before = patient.db.read_bytes()
    said = patient.inside("doctor", "--fix")
    assert said.code == 6
    assert said.err.startswith("error: ")
    assert patient.db.read_bytes() == before


def test_where_no_backup_can_be_made_nothing_is_mended(patient: Roma) -> None:
    _damage(patient, "UPDATE user_configurations SET today_session_count = 9")
    _drop_backups(patient, pytest.MonkeyPatch())
    Path(backup.backup_folder(str(patient.db))).write_text("in the way")
    before = patient.dump()
    said = patient.inside("doctor", "--fix")
    assert said.code == 5
    assert patient.dump() == before


def test_it_prints_a_line_for_each_check_and_their_sum(patient: Roma) -> None:
    _damage(patient, "UPDATE user_configurations SET today_session_count = 9")
    said = patient.inside("doctor")
    assert said.code == 6
    lines = said.out.splitlines()
    [count] = [line for line in lines if line.split()[1] == "count"]
    assert count.startswith("fault")
    assert count.endswith("me has 9 sessions, the rows say 4 → roma doctor --fix")
    assert lines[-1].endswith("1 fault") or "faults" in lines[-1]
    assert len(lines) == 2 + len(table.OUTSIDE) + len(table.INSIDE) + 1


def test_a_missing_file_is_not_made(roma: Roma) -> None:
    said = roma.inside("doctor", "--json")
    assert said.code == 6
    assert not roma.db.exists()
    assert said.json()["checks"][0]["said"] == f"no data file at {roma.db}"


def test_the_first_of_the_inner_checks_needs_the_pages_to_hold(patient: Roma) -> None:
    """Otherwise each of the rest would tell of the same damage."""
    assert table.INTEGRITY not in table.INSIDE
    assert _found(patient)["integrity"]["state"] == "ok"
