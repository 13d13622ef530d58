"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli import command_tree
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from pathlib import Path

README = REPOSITORY / "README.md"

MARKER = re.compile(r"<!-- now: (\S+) zone: (\S+) -->")
"""Freezes the clock, and names the machine's zone, for the blocks below it."""

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


def test_the_readme_is_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fresh roma types every `$ roma …` of the README in order, and prints what stands below.

    Only stdout is compared. A pipe into another program, or another program, is left out.
    """
    monkeypatch.chdir(tmp_path)
    steps = [step for step in _steps(README.read_text("utf-8")) if step.command.startswith("roma")]
    assert steps
    for step in steps:
        assert step.now, f"line {step.number}: no `now` marker stands above {step.command}"
        roma = Roma(tmp_path, zone=step.zone, now=step.now)
        said = roma.inside(*command_tree.words_of(step.command))
        assert said.code == 0, (step, said)
        assert said.out.rstrip("\n") == step.printed.rstrip("\n"), f"line {step.number}: {step}"


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("*.md")), ids=lambda path: path.name)
def test_every_command_named_in_a_document_exists(path: Path) -> None:
    known = {words[0] for words, _ in command_tree.tree() if words}
    named = re.findall(r"`roma ([a-z]+)", path.read_text("utf-8"))
    assert [name for name in named if name not in known] == []


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
