"""What no code of the package may do: SQL elsewhere, another clock, naive times, hidden results."""

from __future__ import annotations

import ast
import io
import re
import sqlite3
import time
import tokenize
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
import time_machine

from roma_cli.storage import operations
from tests.house.source import FILES, part, strings, tree, where, words
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_sql_is_written_only_where_the_file_is_kept() -> None:
    sql = re.compile(
        r"\b(SELECT|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+"
        r"(TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN\s+IMMEDIATE|COMMIT|ROLLBACK|WHERE|ORDER\s+BY)\b"
    )
    found = {path: [text for _, text in strings(path) if sql.search(text)] for path in FILES}
    keepers = {part(path) for path, texts in found.items() if texts}
    assert keepers == {"storage"}
    calls = [
        f"{where(path)}:{node.lineno}"
        for path in FILES
        if part(path) != "storage"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "commit")
    ]
    assert calls == []


CLOCKS = words(
    "datetime.now datetime.utcnow datetime.today date.today time.time time.time_ns "
    "time.localtime time.gmtime time.ctime time.asctime time.clock_gettime "
    "time.clock_gettime_ns"
)


def _clock_reads(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            base = node.value
            owner = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if f"{owner}.{node.attr}" in CLOCKS:
                yield f"{where(path)}:{node.lineno} {owner}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if f"time.{name.name}" in CLOCKS:
                    yield f"{where(path)}:{node.lineno} {name.name}"
    for line, text in strings(path):
        if re.search(r"'now'|\bCURRENT_(TIME|DATE|TIMESTAMP)\b|\bunixepoch\s*\(\s*\)", text):
            yield f"{where(path)}:{line} {text[:40]!r}"


def test_only_the_front_door_reads_the_clock() -> None:
    reads = [read for path in FILES for read in _clock_reads(path)]
    assert len(reads) == 1, reads
    assert reads[0].startswith("roma_cli/__main__.py:")


def test_no_datetime_is_naive() -> None:
    """Ruff's DTZ rules refuse them; every exception from those says why."""
    silenced = [
        (where(path), token.string)
        for path in FILES
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type == tokenize.COMMENT and "noqa" in token.string and "DTZ" in token.string
    ]
    assert all(" - " in comment for _, comment in silenced), silenced
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "tzinfo":
                none = isinstance(node.value, ast.Constant) and node.value.value is None
                assert not none, f"{where(path)}:{node.value.lineno} drops a zone"


WORKED = (
    ("task", "add", "Pay rent", "--due", "tomorrow", "--tag", "home"),
    ("task", "add", "Call"),
    ("task", "edit", "1", "--priority", "high", "--due", "2061-04-01 17:00"),
    ("task", "done", "2"),
    ("task", "reopen", "2"),
    ("task", "delete", "2", "--yes"),
    ("undo",),
    ("redo",),
    ("session", "set", "5"),
    ("session", "add"),
    ("config", "set", "daily_reset_time", "04:00"),
    ("config", "set", "theme", "light"),
    ("reset", "now"),
    ("task", "list", "--json"),
    ("today",),
)


def test_nothing_stored_comes_from_the_machines_clock(roma: Roma) -> None:
    """The machine says 2001, ROMA_NOW says 2061: whatever is stored or said speaks of 2061."""
    roma.at("2061-03-04T12:00:00Z")
    with time_machine.travel(datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC), tick=False):
        assert datetime.now(UTC).year == 2001  # noqa: TID251 - that the machine does say so
        for arguments in WORKED:
            said = roma.inside(*arguments)
            assert said.code == 0, (arguments, said)
            assert "2001" not in said.out + said.err
    connection = sqlite3.connect(roma.db)
    lines = [line for line in connection.iterdump() if line.startswith("INSERT")]
    connection.close()
    # sqlite-utils stamps the steps of the schema itself; nobody counts days by those.
    own = [line for line in lines if "_sqlite_migrations" not in line]
    assert any("2061" in line for line in own)
    assert [line for line in own if "2001-0" in line or re.search(r"\b10000000\d\d\b", line)] == []


@pytest.mark.parametrize("line", ["task add Call", "task list --json", "session add", "today"])
def test_the_clock_is_read_once_a_run(roma: Roma, line: str) -> None:
    roma.inside("today")
    with mock.patch.object(time, "time", return_value=1_772_625_600.9) as clock:
        roma.inside(*line.split(), ROMA_NOW="")
    assert clock.call_count == 1


def test_no_result_is_passed_out_of_a_function_through_nonlocal() -> None:
    found = [
        f"{where(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Nonlocal)
    ]
    assert found == []


def test_all_writing_goes_through_an_operation_or_is_named_as_unaudited() -> None:
    """A transaction is begun by `operations.py`, and by `create.py` where a file is made."""
    begun = set()
    named = set()
    for path in FILES:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "transaction":
                begun.add(where(path))
            if name == "unaudited":
                assert isinstance(node.args[1], ast.Constant), where(path)
                named.add((node.args[1].value, where(path).removeprefix("roma_cli/")))
    assert begun == {"roma_cli/storage/operations.py", "roma_cli/storage/files/create.py"}
    assert named == {
        ("archive", "usecases/transfer/archive/importer.py"),
        ("conversation", "storage/conversations.py"),
        ("conversation", "usecases/chat/interpreter.py"),
        ("index", "storage/queries/checks.py"),
        ("index", "storage/reindex.py"),
        ("schema", "storage/migrations/run.py"),
    }
    assert {what for what, _ in named} == set(operations.UNAUDITED)
