"""`roma schedule`, with a stand-in for the `crontab` program that keeps the table in a file."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.support import Roma

_CRONTAB = """#!/bin/sh
case "$1" in
  -l) [ -e {table} ] && cat {table} || {{ echo "no crontab for me" >&2; exit 1; }} ;;
  -)  cat > {table} ;;
  -r) rm -f {table} ;;
esac
"""


@pytest.fixture
def table(roma: Roma) -> Path:
    """Put a stand-in `crontab` first on the PATH, and return the file it keeps."""
    programs = roma.folder / "programs"
    programs.mkdir()
    kept = roma.folder / "table"
    program = programs / "crontab"
    program.write_text(_CRONTAB.format(table=shlex.quote(str(kept))))
    program.chmod(0o755)
    roma.environ["PATH"] = f"{programs}:{roma.environ['PATH']}"
    return kept


def test_install_adds_one_block_and_remove_gives_back_what_was_there(
    roma: Roma, table: Path
) -> None:
    foreign = b"# mine\r\nMAILTO=me\n5 4 * * * echo 100\\% \xff\n"
    table.write_bytes(foreign)
    assert roma.ok("schedule", "install").out == "crontab: installed\n"
    once = table.read_bytes()
    assert once.startswith(foreign)
    assert roma.ok("schedule", "install").out == "crontab: unchanged\n"
    assert table.read_bytes() == once
    assert roma.ok("schedule", "remove").out == "crontab: removed\n"
    assert table.read_bytes() == foreign
    assert roma.ok("schedule", "remove").out == "crontab: nothing to remove\n"


def test_the_line_cron_runs_does_the_reset_of_every_user_without_any_environment(
    roma: Roma, table: Path
) -> None:
    roma.ok("session", "add")
    roma.ok("user", "add", "anna")
    roma.ok("schedule", "install")
    [line] = [row for row in table.read_text().splitlines() if row.startswith("*/5")]
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"ROMA_NOW": "2026-03-05T12:00:00Z", "TZ": "Nonsense/Zone", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "me: reset at 2026-03-05T00:00:00+00:00: 2026-03-04 is closed",
        "anna: reset at 2026-03-05T00:00:00+00:00: 2026-03-04 is closed",
    ]
    assert done.stderr == ""
    assert roma.rows("SELECT count(*) FROM session_reset_events") == [(2,)]


@pytest.mark.parametrize("name", ["a b", "100%", "it's", 'quo"te', "$HOME", "`id`", "#;&|"])
def test_no_path_can_inject_a_line_or_a_command(roma: Roma, table: Path, name: str) -> None:
    odd = roma.folder / name / "roma.db"
    roma.ok("today", ROMA_DB=str(odd))
    roma.ok("schedule", "install", ROMA_DB=str(odd))
    [line] = [row for row in table.read_text().splitlines() if row.startswith("*/5")]
    words = shlex.split(line.split(" ", 5)[5].replace("\\%", "%"))
    assert words[words.index("--db") + 1] == str(odd)


def test_a_path_with_a_line_end_is_refused(roma: Roma, table: Path) -> None:
    odd = str(roma.folder / "a\n* * * * * id" / "roma.db")
    roma.ok("today", ROMA_DB=odd)
    assert roma("schedule", "install", ROMA_DB=odd).code == 2
    assert not table.exists()


def test_show_prints_the_lines_and_changes_nothing(roma: Roma, table: Path) -> None:
    assert "reset check --all-users" in roma.ok("schedule", "show").out
    assert "Persistent=true" in roma.ok("schedule", "show", "--systemd").out
    assert not table.exists()
    assert not roma.db.exists()


def test_without_crontab_there_is_one_clear_line(roma: Roma) -> None:
    said = roma("schedule", "install", PATH=str(roma.folder))
    assert said.code == 5
    assert said.err.startswith("error: ")
    assert "hint: roma schedule" in said.err


def test_run_prunes_what_outlived_its_retention_and_moves_the_row(roma: Roma) -> None:
    roma.ok("reset", "now")
    roma.ok("config", "set", "event_retention_days", "30")
    kept = roma.ok("schedule", "list", "--json").json()
    assert [one["task_type"] for one in kept] == ["daily_reset", "retention"]
    later = roma.at("2026-06-01T12:00:00Z").ok("schedule", "run")
    assert later.out == "1 reset event pruned\n"
    assert roma.ok("schedule", "run").out == ""
    nexts = {
        one["task_type"]: one["next_execution_at"]
        for one in roma.ok("schedule", "list", "--json").json()
    }
    assert nexts == {
        "daily_reset": "2026-06-02T00:00:00+00:00",
        "retention": "2026-06-02T03:30:00+00:00",
    }
    assert roma.rows("SELECT count(*) FROM daily_session_stats") == [(1,)]


def test_prune_says_how_many_went_and_needs_a_retention(roma: Roma) -> None:
    roma.ok("today")
    said = roma("reset", "prune")
    assert (said.code, said.err.splitlines()[1]) == (
        2,
        "hint: roma config set event_retention_days 365",
    )
    roma.ok("reset", "now")
    roma.ok("config", "set", "event_retention_days", "1")
    assert roma.ok("reset", "prune").out == "0 reset events older than 1 day removed\n"
    gone = roma.at("2026-03-07T12:00:00Z").ok("reset", "prune").out
    assert gone == "1 reset event older than 1 day removed\n"
    assert len(roma.ok("reset", "history", "--json").json()) == 1


def test_the_rows_follow_a_change_of_zone(roma: Roma) -> None:
    roma.ok("config", "set", "event_retention_days", "30")
    roma.ok("config", "set", "timezone", "Asia/Tokyo")
    found = roma.ok("schedule", "list", "--json").json()
    assert {one["timezone"] for one in found} == {"Asia/Tokyo"}
    assert [one["next_execution_at"] for one in found] == [
        "2026-03-05T00:00:00+09:00",
        "2026-03-05T03:30:00+09:00",
    ]
    roma.ok("config", "unset", "event_retention_days")
    states = [one["is_active"] for one in roma.ok("schedule", "list", "--json").json()]
    assert states == [True, False]
