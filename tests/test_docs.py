"""What the documents say is what the program does."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli import command_tree
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = REPOSITORY / "README.md"

MARKER = re.compile(r"<!-- now: (\S+) zone: (\S+) -->")
"""Freezes the clock, and names the machine's zone, for the blocks below it."""

DOCUMENTS = [
    path
    for pattern in ("*.md", "docs/*.md", "docs/*/*.md")
    for path in sorted(REPOSITORY.glob(pattern))
]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One command of a document, when and where it is typed, and what is printed below it."""

    number: int
    command: str
    now: str
    zone: str
    printed: str


def _steps(text: str) -> list[Step]:
    """Return the commands of the `console` and `sh` blocks, in their order."""
    now, zone = "", ""
    steps = []
    for piece in re.finditer(f"{MARKER.pattern}|{FENCE.pattern}", text, re.MULTILINE | re.DOTALL):
        marked_now, marked_zone, language, body = piece.groups()
        if marked_now:
            now, zone = marked_now, marked_zone
        elif language in ("console", "sh"):
            # What stands before the first prompt belongs to no command.
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                line = text.count("\n", 0, piece.start()) + 1
                steps.append(Step(line, command, now, zone, printed))
    return steps


def _name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _typed(path: Path) -> list[Step]:
    """Return a document's steps that are roma's."""
    return [step for step in _steps(path.read_text("utf-8")) if step.command.startswith("roma")]


def _named(path: Path) -> Iterator[str]:
    """Yield the command lines in a document: in backticks, and in blocks of code."""
    text = path.read_text("utf-8")
    for match in FENCE.finditer(text):
        for line in match[2].splitlines():
            found = re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(roma [a-z-].*)", line)
            if found and match[1] in ("console", "sh"):
                yield found[1]
    for match in re.finditer(r"`(roma [a-z-][^`]*)`", FENCE.sub("", text)):
        yield " ".join(match[1].split())


def _problem(line: str) -> str:
    """Return what a command line asks for that does not exist; only names are looked at."""
    known = dict(command_tree.tree())
    path: tuple[str, ...] = ()
    options = {"-h", "--help", *(name for one in known[()].params for name in one.opts)}
    words = iter(shlex.split(line.replace("…", ""))[1:])
    for word in words:
        option = re.match(r"\[?(--?[a-z][a-z-]*)", word)
        if option:
            if option[1] not in options:
                return f"{' '.join(path) or 'roma'} has no {option[1]}"
            if option[1] in ("--db", "--user"):
                next(words, None)
        elif (*path, word) in known:
            path = (*path, word)
            options |= {name for one in known[path].params for name in one.opts}
        elif hasattr(known[path], "commands") and re.fullmatch("[a-z-]+", word):
            return f"no command {' '.join((*path, word))}"
    return ""


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if _typed(path)], ids=_name)
def test_a_document_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    """One fresh roma types every `$ roma …` of it in order, and prints what stands below.

    Of what succeeds only stdout is compared. A pipe into another program, or another program, is
    left out.
    """
    monkeypatch.chdir(tmp_path)
    for step in _typed(path):
        assert step.now, f"line {step.number}: no `now` marker stands above {step.command}"
        roma = Roma(tmp_path, zone=step.zone, now=step.now)
        ran = roma.inside(*command_tree.words_of(step.command))
        refused = step.printed.startswith("error: ")
        assert (ran.code != 0) == refused, (step, ran)
        printed = ran.err if refused else ran.out
        assert printed.rstrip("\n") == step.printed.rstrip("\n"), f"line {step.number}: {step}"


def test_the_readme_and_others_have_steps_to_replay() -> None:
    assert len(_typed(README)) > 10
    assert sum(bool(_typed(path)) for path in DOCUMENTS) >= 3


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_command_named_in_a_document_exists_with_its_options(path: Path) -> None:
    wrong = {line: problem for line in _named(path) if (problem := _problem(line))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("roma frobnicate 3", "no command frobnicate"),
        ("roma task frobnicate 3", "no command task frobnicate"),
        ("roma --db x task add 'a --b' --colour red", "task add has no --colour"),
        ("roma --verbose today", "roma has no --verbose"),
        ("roma task list --priority high", ""),
    ],
)
def test_what_does_not_exist_would_be_noticed(line: str, problem: str) -> None:
    assert _problem(line) == problem


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    lost = [
        (path.name, target)
        for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert lost == []


def test_the_changelog_says_what_is_not_released_yet() -> None:
    lines = (REPOSITORY / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert lines[0] == "# Changelog"
    releases = [line for line in lines if line.startswith("## ")]
    assert releases[0] == "## [Unreleased]"
    version = re.compile(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d")
    assert [line for line in releases[1:] if not version.fullmatch(line)] == []
    kinds = {line for line in lines if line.startswith("### ")}
    words = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
    assert kinds <= {f"### {word}" for word in words}


def test_every_dependency_says_why_it_is_there() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines()]
    for dependency in tomllib.loads(text)["project"]["dependencies"]:
        before = lines[lines.index(f'"{dependency}",') - 1]
        assert before.startswith("# "), f"{dependency} gives no reason"


def test_nothing_but_what_is_declared_is_imported() -> None:
    """A library of the development tools must not slip into the program."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {
        re.split(r"[<>=~ ]", dependency)[0].replace("-", "_")
        for dependency in (*project["dependencies"], *extras["llm"], *extras["mcp"])
    }
    used = {
        name
        for path in (REPOSITORY / "roma_cli").rglob("*.py")
        for name in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    foreign = used & _installed_tops()
    assert foreign <= declared, foreign - declared


def _installed_tops() -> set[str]:
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - slow, and only here

    return set(packages_distributions()) - {"roma_cli", "tests"}
