"""Both lanes give the same: same bytes on both streams, same exit code, same rows in the file."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roma_cli.cli import app, catalog, fast_path
from tests.cli import command_tree
from tests.support import Completed, Roma

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from roma_cli.cli.declaration import Declared

_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

OPERANDS: tuple[tuple[str, ...], ...] = (
    (),
    ("1",),
    ("2",),
    ("1", "3"),
    ("3-4",),
    ("#1",),
    ("#1", "of", "a", "list"),
    ("99",),
    ("1", "99"),
    ("4-3",),
    ("1-999999999",),
    ("0",),
    ("1000",),
    ("1001",),
    ("9" * 40,),
    ("\u0663",),
    ("abc",),
    ("rent",),
    ("work",),
    ("short",),
    ("Grüße", "an", "日本"),
    ("",),
    ("  ",),
    ("a" * 255,),
    ("a" * 256,),
    ("\udcff",),
    ("--", "-1"),
    ("--", "1"),
    ("-",),
    ("-1",),
    ("extra", "operands", "here", "and", "there"),
)
"""Typed after each command: good, bad, missing, too many."""


class UnfinishedTimer(NamedTuple):
    """What one run leaves behind."""

    said: Completed
    rows: list[str]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with tasks of every kind and a count."""
    roma = Roma(tmp_path_factory.mktemp("full"), zone="America/New_York")
    for line in (
        "task add Pay rent",
        "task add Write the report --due 2026-03-04 --priority high --tag work",
        "task add Call --due 2026-03-04T09:00 --priority low",
        "task add Grüße an 日本",
        "task done 2",
        "session set 4",
    ):
        assert roma.inside(*line.split()).code == 0
    return roma.db


def _both(
    roma: Roma, full: Path | None, arguments: Sequence[str]
) -> tuple[UnfinishedTimer, UnfinishedTimer]:
    """Run one command line on two copies of the same file: first as it is, then by Typer alone."""
    left = []
    for lane in (Roma.inside, Roma.inside_with_typer):
        for path in roma.folder.glob("roma.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if full is not None:
            shutil.copy(full, roma.db)
        said = lane(roma, *arguments)
        rows = roma.dump() if roma.db.exists() else []
        left.append(UnfinishedTimer(said, [_RANDOM.sub("random", row) for row in rows]))
    return left[0], left[1]


QUICK = tuple(
    tuple(line.split())
    for line in (
        *("task list", "task add", "task done", "task show", "session show", "session add"),
        *("session set", "reset check", "reset show", "timer start", "timer pause"),
        *("timer resume", "timer skip", "timer stop", "timer show", "remind check", "prompt"),
    )
)
"""The commands that shells and scripts run most."""


def _quick_lines() -> list[tuple[str, ...]]:
    """Return every quick command with every operand, where the fast path takes it."""
    lines = [(*path, *operands) for path in QUICK for operands in OPERANDS]
    return [line for line in lines if fast_path.parse(line) is not None]


def _shown(line: tuple[str, ...]) -> str:
    return ascii(" ".join(line))[1:-1][:50]


@pytest.mark.parametrize("line", _quick_lines(), ids=_shown)
def test_both_lanes_give_the_same(roma: Roma, full: Path, line: tuple[str, ...]) -> None:
    fast, typer = _both(roma, full, line)
    assert fast == typer


@pytest.mark.parametrize("line", _quick_lines()[::3], ids=_shown)
def test_both_lanes_give_the_same_when_a_reset_is_due(
    roma: Roma, full: Path, line: tuple[str, ...]
) -> None:
    fast, typer = _both(roma.at("2026-03-09T12:00:00Z"), full, line)
    assert fast == typer


@pytest.mark.parametrize("line", sorted({line[:2] for line in _quick_lines()}), ids=_shown)
def test_both_lanes_make_the_same_file_or_refuse_to(roma: Roma, line: tuple[str, ...]) -> None:
    fast, typer = _both(roma, None, line)
    assert fast == typer


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(200)])
@pytest.mark.parametrize("line", ["task list", "reset check", "prompt", "session add"])
def test_both_lanes_refuse_a_damaged_file(
    roma: Roma, tmp_path: Path, content: bytes, line: str
) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(content)
    fast, typer = (
        lane(roma, *line.split(), ROMA_DB=str(damaged))
        for lane in (Roma.inside, Roma.inside_with_typer)
    )
    assert fast == typer
    assert damaged.read_bytes() == content
    assert fast.code == (0 if line == "prompt" else 6)


@pytest.mark.parametrize(
    "line",
    [
        ("task", "frobnicate"),
        ("task", "frobnicate", "1"),
        ("session", "frobnicate"),
        ("reset", "frobnicate"),
        ("frobnicate",),
        ("task",),
        ("task", "add"),
        ("task", "show", "1", "2"),
        ("session", "set"),
        ("session", "set", "1", "2"),
        ("session", "show", "1"),
        ("reset", "check", "now"),
        ("prompt", "x"),
        ("Task", "list"),
        ("task", "LIST"),
        ("task", "", "1"),
    ],
    ids=" ".join,
)
def test_what_is_no_quick_command_is_left_to_typer(line: tuple[str, ...]) -> None:
    assert fast_path.parse(line) is None


@pytest.mark.parametrize("path", command_tree.commands(), ids=" ".join)
def test_an_option_always_goes_to_typer(path: tuple[str, ...]) -> None:
    for option in ("--json", "-h", "--plain", "--", "-", "-1"):
        assert fast_path.parse([*path, option]) is None
        assert fast_path.parse([option, *path]) is None


def test_two_dashes_let_a_title_begin_with_one(roma: Roma) -> None:
    assert roma.ok("task", "add", "--", "--json", "-x").out == "added 1  --json -x\n"
    assert roma.ok("task", "add", "#2", "of", "it").out == "added 2  #2 of it\n"
    assert roma.ok("task", "done", "#2").out == "completed 2  #2 of it\n"


@pytest.mark.parametrize(
    "line", ["task list", "task show 1", "task done 1 99", "session set 1001", "reset check"]
)
def test_the_real_command_gives_the_same_bytes_in_both_lanes(roma: Roma, line: str) -> None:
    roma.ok("task", "add", "Grüße \x1b[31m 日本")
    copy = roma.db.read_bytes()
    fast = roma(*line.split())
    roma.db.write_bytes(copy)
    assert roma(*line.split(), "--plain") == fast


WORDS = (
    *("1", "2", "3", "99", "1-3", "0", "1001", "rent", "work", "", "  ", "a" * 256, "\u0663", "+1"),
    *("today", "tomorrow 9am", "fri 17:00", "2026-02-31", "high", "none", "daily", "week", "30m"),
    *("#home", "Grüße", "timezone", "Asia/Tokyo", "theme", "light", "name", "7", "04:00", "json"),
)
AWKWARD = ("-", "--", "-1", "-x", "--json", "--no-such", "--due=today", "-tx", "-y", "--limit")
NOT_TRIED = (*command_tree.STAYING, ("setup",), ("data", "import"), ("data", "export"))
"""Those that stay, those that need a person, and those that read or write what is not roma's."""


def _lines() -> st.SearchStrategy[tuple[str, ...]]:
    """Return command lines made from the declarations: most of them good, in any order."""
    tried = [one for one in catalog.everything() if one.path not in NOT_TRIED]
    return st.sampled_from(tried).flatmap(_lines_of)


def _lines_of(declared: Declared) -> st.SearchStrategy[tuple[str, ...]]:
    words = st.sampled_from(WORDS)
    parts: list[st.SearchStrategy[tuple[str, ...]]] = [st.tuples(words), st.tuples(words)]
    for one in declared.parameters:
        names = st.sampled_from(one.flags or ("",))
        values = st.sampled_from(one.choices.split("|")) if one.choices else words
        if one.kind == "int":
            values = st.sampled_from(("1", "7", "007", "20", "0", "1_0", " 5", "9" * 9, "x"))
        if one.kind == "flag":
            parts.append(st.tuples(names))
        elif one.flags and one.name not in ("html", "svg", "model"):
            parts.append(st.tuples(names, values))
    awkward = st.tuples(st.sampled_from(AWKWARD))
    several = st.lists(st.one_of(*parts, *parts, *parts, awkward), max_size=4)
    return several.map(lambda some: sum(some, declared.path))


@given(_lines())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_fast_path_parses_typer_parses_to_the_same_values(line: tuple[str, ...]) -> None:
    fast = fast_path.parse(line)
    if fast is not None:
        slow = app.parse(line)
        assert not isinstance(slow, int)
        assert (fast.command, fast.arguments()) == (slow.command, slow.arguments())


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Roma:
    return Roma(tmp_path_factory.mktemp("walked"), zone="America/New_York")


@given(_lines().filter(lambda line: fast_path.parse(line) is not None))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_lines_do_the_same_on_both_paths(
    walked: Roma, full: Path, line: tuple[str, ...]
) -> None:
    if line[:2] == ("timer", "start") and "--wait" in line:
        return
    if line[:1] == ("doctor",):
        # It reports the disk's free space, which changes between the two runs.
        return
    fast, typer = _both(walked, full, line)
    assert fast == typer
