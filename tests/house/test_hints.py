"""What roma tells people to type: it can be typed, and names nothing that they did not type."""

from __future__ import annotations

import ast
import functools
import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.cli import app, catalog
from roma_cli.domain.errors import UsageError
from tests.cli import command_tree
from tests.cli.test_bad_input import CASES
from tests.house.slips import SLIPS
from tests.house.source import FILES, tree
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = frozenset({"task", "tasks", "id", "ids"})
"""The kinds of parameters that name a row."""

OTHER_ROWS = frozenset({"parent", "task"})
TEXTS = frozenset({"title", "text", "sentence", "path", "file", "name"})
"""The names of parameters that name another row, and of those that are a title, file or user."""

ENVIRONMENT = re.compile(r"^(?:[A-Z_]+=\S* )+")
JOINED = re.compile(r" or (?=roma )")

PROSE = re.compile(r"roma undo [a-z]+s ")
"""How a sentence begins that is no command line, though its second word is a command."""

KNOWN_OFFENDERS = frozenset(
    """
roma chat "done with the report"
roma data export tasks.json
roma log --task 3
roma remind snooze 3 10m
roma session add --task 3
roma task add "Write the report"
roma task add TITLE --due "tomorrow 9am" --remind "1 hour"
roma task add TITLE --estimate 3
roma task add TITLE --parent 3
roma task add TITLE --priority high
roma task add TITLE --repeat "every 3 days" --repeat-from completion
roma task add TITLE --tag work
roma task add TITLE -t a -t b
roma task add Write the report
roma task edit 1 --due tomorrow
roma task edit 3
roma task search report
    """.strip().split("\n")
)
"""Command lines of hints that name an id, title or file which nobody typed, as they are today.

This table may only shrink: a hint is what was typed with its one wrong part mended.
"""


def _commands_in(text: str) -> list[str]:
    """Return the command lines that a hint offers, one or several, without their environment."""
    lines = [ENVIRONMENT.sub("", one).strip() for one in JOINED.split(text)]
    return [one for one in lines if re.match(r"roma(?: [a-z-]|$)", one)]


@functools.cache
def _named_by(line: str) -> list[tuple[str, str]]:
    """Return what a command line names: rows and texts; UsageError where it is no command."""
    parsed = app.parse(command_tree.words_of(line))
    if isinstance(parsed, int):
        # It prints help.
        return []
    found: list[tuple[str, Any]] = [
        ("text", parsed.global_options.user),
        ("text", parsed.global_options.db),
    ]
    for one in parsed.command.parameters:
        kind = "row" if one.kind in ROWS or one.name in OTHER_ROWS else "text"
        if kind == "row" or one.name in TEXTS:
            value = parsed.values.get(one.name)
            words = value if isinstance(value, tuple | list) else [value]
            found += [(kind, word) for word in words]
    unnamed = (None, "none", "-", *(["help"] if parsed.command.path == ("chat",) else []))
    return [(kind, value) for kind, value in found if value not in unnamed]


def _offends(line: str, typed: str) -> bool:
    """Tell whether a hint names a number, or a text of whose words none is, that was not typed."""
    for kind, value in _named_by(line):
        pattern = r"\d+|[A-Z]+$" if kind == "row" else r"\w+"
        same = set(re.findall(pattern, value)) & set(re.findall(pattern, typed))
        if value not in typed and not same:
            return True
    return False


def _literals() -> Iterator[str]:
    """Yield every command line written out in the package; examples of `--help` are not hints."""
    for path in FILES:
        skipped = {
            id(child)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.JoinedStr)
            or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "command")
            for child in ast.walk(node)
        }
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) and id(node) not in skipped else ""
            # What ends in a blank is the beginning of a line that is put together.
            if isinstance(text, str) and not text.endswith(" ") and not PROSE.match(text):
                yield from (line for line in _commands_in(text) if _names_a_command(line))


def _names_a_command(line: str) -> bool:
    """Tell a command line from a sentence about roma, by its second word."""
    second = line.split()[1:2]
    return not second or second[0].startswith("-") or second[0] in catalog.WORDS


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Return each hint that the slips print, and what was typed for it."""
    template = Roma(tmp_path_factory.mktemp("template"))
    template.inside("task", "add", "-", stdin="Pay rent\nCall\nDone with\n")
    template.inside("task", "done", "3")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for typed, stdin, environ in _slips():
            roma = Roma(tmp_path_factory.mktemp("slip"))
            shutil.copy(template.db, roma.db)
            patch.chdir(roma.folder)
            for arguments in typed:
                ran = roma.inside(*arguments, stdin=stdin, **environ)
            assert ran.code != 0, f"{typed} is no slip any more"
            everything = " ".join([*(word for line in typed for word in line), *environ.values()])
            found += [
                (line.removeprefix("hint: "), everything)
                for line in ran.err.splitlines()
                if line.startswith("hint: ")
            ]
    return found


def _slips() -> Iterator[tuple[list[list[str]], bytes, dict[str, str]]]:
    for case in CASES.values():
        yield [list(case.arguments)], case.stdin, dict(case.environ)
    for line in SLIPS:
        yield [shlex.split(part) for part in line.split(" ; ")], b"", {}


def test_every_command_line_in_the_package_can_be_typed() -> None:
    refused = {}
    for line in sorted(set(_literals())):
        try:
            _named_by(line)
        except UsageError as problem:
            refused[line] = problem.message
    assert refused == {}
    assert len(set(_literals())) > 50


def test_every_hint_that_is_printed_can_be_typed(printed: list[tuple[str, str]]) -> None:
    assert len(printed) > 150
    others = {
        hint
        for hint, _ in printed
        if not _commands_in(hint) and not hint.startswith(("ls -ld ", "df -h ", "fuser -v "))
    }
    assert others == set()
    for hint, typed in printed:
        for line in _commands_in(hint):
            try:
                _named_by(line)
            except UsageError as problem:
                raise AssertionError(f"{typed}: {line}: {problem.message}") from problem


def test_a_hint_names_nothing_that_was_not_typed(printed: list[tuple[str, str]]) -> None:
    offending = {line for line in _literals() if _offends(line, "")}
    offending |= {
        line for hint, typed in printed for line in _commands_in(hint) if _offends(line, typed)
    }
    assert offending - KNOWN_OFFENDERS == set(), "name nothing that the user did not type"
    assert KNOWN_OFFENDERS - offending == set(), "these are mended: take them off the table"
