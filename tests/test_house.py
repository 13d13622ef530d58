"""How the house is laid out, read from the program's own text and from fresh interpreters."""

from __future__ import annotations

import ast
import io
import re
import sqlite3
import subprocess
import sys
import time
import tokenize
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

import pytest
import time_machine

from roma_cli.cli import catalog, fast_path
from roma_cli.storage import operations
from tests.cli import command_tree
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = REPOSITORY / "roma_cli"
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FLOORS = (
    ("domain",),
    ("storage",),
    ("adapters",),
    ("context",),
    ("usecases",),
    ("dispatch",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; the names on one floor may use each other."""

NOT_FOR_DOMAIN = _words(
    "builtins getpass http io locale logging os pathlib platform random secrets shutil socket "
    "sqlite3 ssl subprocess sys tempfile threading time urllib"
)
"""Clock, disk, network, terminal, environment, chance."""

OWNERS = {
    "sqlite3": "storage",
    "sqlite_utils": "storage",
    "typer": "cli",
    "rich": "cli",
    "icalendar": "adapters",
    "llm": "adapters",
    "mcp": "cli",
    "mcp_types": "cli",
    "pydantic": "cli",
    "click": "nobody",
}

QUICK = (
    "task add Write the report",
    "task list",
    "task list report",
    "task done 1",
    "task show 1",
    "session show",
    "session set 3",
    "session add",
    "reset check",
    "reset show",
    "timer start",
    "timer pause",
    "timer resume",
    "timer skip",
    "timer stop",
    "timer show",
    "remind check",
    "prompt",
)
"""What is promised to be instant in a pipe."""


class Used(NamedTuple):
    """One module that a file imports, and where."""

    path: Path
    line: int
    module: str


def _here() -> list[str]:
    known = {path for path, _ in command_tree.tree()}
    return [
        line for line in QUICK if tuple(line.split()[:2]) in known or tuple(line.split()) in known
    ]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imports(path: Path) -> Iterator[Used]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Used(path, node.lineno, name.name)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for name in node.names:
                # `from roma_cli.domain import day` names a module too.
                yield Used(path, node.lineno, f"{node.module}.{name.name}")


def _floor_of(dotted: str) -> int | None:
    """Return the floor a module stands on; None for what is not on any (the package itself)."""
    first = dotted.split(".")[1] if "." in dotted else ""
    return next((at for at, names in enumerate(FLOORS) if first in names), None)


def _where(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _part(path: Path) -> str:
    """Return the part of the house a file belongs to: `domain`, `storage`, `context` …"""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Return every string of a file that is not documentation, with its line."""
    tree = _tree(path)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def test_every_file_stands_on_a_floor() -> None:
    lost = [_where(path) for path in FILES if _floor_of(f"roma_cli.{_part(path)}") is None]
    assert lost == ["roma_cli/__init__.py"]


def test_a_floor_uses_none_above_it() -> None:
    wrong = []
    for path in FILES:
        own = _floor_of(f"roma_cli.{_part(path)}")
        for used in _imports(path):
            floor = _floor_of(used.module) if used.module.startswith("roma_cli.") else None
            if own is not None and floor is not None and floor > own:
                wrong.append(f"{_where(path)}:{used.line} {used.module}")
    assert wrong == []


def test_the_domain_knows_no_clock_disk_network_terminal_or_environment() -> None:
    wrong = [
        f"{_where(path)}:{used.line} {used.module}"
        for path in FILES
        if _part(path) == "domain"
        for used in _imports(path)
        if used.module.split(".")[0] in NOT_FOR_DOMAIN
    ]
    assert wrong == []


@pytest.mark.parametrize(("library", "owner"), OWNERS.items())
def test_a_library_has_one_owner(library: str, owner: str) -> None:
    wrong = [
        f"{_where(path)}:{used.line}"
        for path in FILES
        if _part(path) != owner
        for used in _imports(path)
        if used.module.split(".")[0] == library
    ]
    assert wrong == []


def test_nothing_is_reexported() -> None:
    wrong = []
    for path in PACKAGE.rglob("__init__.py"):
        docstring, *rest = _tree(path).body
        assert isinstance(docstring, ast.Expr), f"{_where(path)} does not say what it is"
        allowed = ["annotations", "__getattr__"] if path.parent == PACKAGE else []
        for node in rest:
            names = [node.name] if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.ImportFrom):
                names = [name.name for name in node.names]
            if not names or any(name not in allowed for name in names):
                wrong.append(f"{_where(path)}:{node.lineno}")
    assert wrong == []


def test_no_file_is_long() -> None:
    lengths = {_where(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_sql_is_written_only_where_the_file_is_kept() -> None:
    sql = re.compile(
        r"\b(SELECT|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+"
        r"(TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN\s+IMMEDIATE|COMMIT|ROLLBACK|WHERE|ORDER\s+BY)\b"
    )
    found = {path: [text for _, text in _strings(path) if sql.search(text)] for path in FILES}
    keepers = {_part(path) for path, texts in found.items() if texts}
    assert keepers == {"storage"}
    calls = [
        f"{_where(path)}:{node.lineno}"
        for path in FILES
        if _part(path) != "storage"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "commit")
    ]
    assert calls == []


CLOCKS = _words(
    "datetime.now datetime.utcnow datetime.today date.today time.time time.time_ns time.localtime "
    "time.gmtime time.ctime time.asctime time.clock_gettime time.clock_gettime_ns"
)


def _clock_reads(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute):
            base = node.value
            owner = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if f"{owner}.{node.attr}" in CLOCKS:
                yield f"{_where(path)}:{node.lineno} {owner}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if f"time.{name.name}" in CLOCKS:
                    yield f"{_where(path)}:{node.lineno} {name.name}"
    for line, text in _strings(path):
        if re.search(r"'now'|\bCURRENT_(TIME|DATE|TIMESTAMP)\b|\bunixepoch\s*\(\s*\)", text):
            yield f"{_where(path)}:{line} {text[:40]!r}"


def test_only_the_front_door_reads_the_clock() -> None:
    reads = [read for path in FILES for read in _clock_reads(path)]
    assert len(reads) == 1, reads
    assert reads[0].startswith("roma_cli/__main__.py:")


def test_no_datetime_is_naive() -> None:
    """Ruff's DTZ rules refuse them; every exception from those says why."""
    silenced = [
        (_where(path), token.string)
        for path in FILES
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type == tokenize.COMMENT and "noqa" in token.string and "DTZ" in token.string
    ]
    assert all(" - " in comment for _, comment in silenced), silenced
    for path in FILES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "tzinfo":
                none = isinstance(node.value, ast.Constant) and node.value.value is None
                assert not none, f"{_where(path)}:{node.value.lineno} drops a zone"


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


LOADED = """
import sys
import sqlite3, zoneinfo
bare = set(sys.modules)
from roma_cli import __main__
code = __main__.main()
print(*sorted(set(sys.modules) - bare), file=sys.stderr)
sys.exit(code)
"""


def _loaded(roma: Roma, *arguments: str) -> set[str]:
    """Return the modules that a command loads beyond those of SQLite and the time zones."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env={**roma.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (arguments, done)
    return set(done.stderr.splitlines()[-1].split())


def test_the_quick_lane_knows_every_command_it_promises() -> None:
    assert [line for line in _here() if fast_path.parse(line.split()) is None] == []


@pytest.mark.parametrize("line", _here())
def test_a_quick_command_loads_nothing_but_roma(roma: Roma, line: str) -> None:
    """No typing, re, json, dataclasses, pathlib …: SQLite and the time zones are all it takes.

    And `gc`, which is part of the interpreter itself.
    """
    for before in ("task add first", "timer start" if line.startswith("timer") else "today"):
        roma.inside(*before.split())
    if line in ("timer start", "timer resume"):
        roma.inside("timer", "stop" if line.endswith("start") else "pause")
    loaded = _loaded(roma, *line.split())
    foreign = {name for name in loaded if name.split(".")[0] != "roma_cli"}
    assert foreign <= {"__future__", "gc", "tzdata"}
    assert "roma_cli.cli.app" not in loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ("today",),
        ("task", "list", "--json"),
        ("task", "add", "Call", "--due", "2026-03-08"),
        ("config", "show"),
        ("reset", "history"),
        ("undo", "--list"),
        ("chat", "what is due today", "--model", "default"),
        ("mcp", "--help"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_no_command_in_a_pipe_loads_what_draws_or_migrates(
    roma: Roma, arguments: tuple[str, ...]
) -> None:
    roma.inside("task", "add", "first")
    loaded = {name.split(".")[0] for name in _loaded(roma, *arguments)}
    heavy = {"rich", "sqlite_utils", "dateutil", "cronsim", "icalendar", "llm", "mcp", "pydantic"}
    assert loaded & heavy == set()


def test_one_command_loads_no_other_subject(roma: Roma) -> None:
    roma.inside("today")
    subjects = {f"roma_cli.cli.commands.{word.module}" for word in catalog.WORDS.values()}
    assert len(subjects) > 5
    assert _loaded(roma, "config", "show") & subjects == {"roma_cli.cli.commands.config"}


def test_the_help_says_of_each_word_what_its_command_says_itself() -> None:
    told = {
        path[0]: command.help.splitlines()[0]
        for path, command in command_tree.tree()
        if path[1:] == () and path
    }
    assert told == {name: word.about for name, word in catalog.WORDS.items()}


def test_no_result_is_passed_out_of_a_function_through_nonlocal() -> None:
    found = [
        f"{_where(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Nonlocal)
    ]
    assert found == []


def test_all_writing_goes_through_an_operation_or_is_named_as_unaudited() -> None:
    """A transaction is begun by `operations.py`, and by `create.py` where a file is made."""
    begun = set()
    named = set()
    for path in FILES:
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "transaction":
                begun.add(_where(path))
            if name == "unaudited":
                assert isinstance(node.args[1], ast.Constant), _where(path)
                named.add((node.args[1].value, _where(path).removeprefix("roma_cli/")))
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
