"""Help: every command has it, its example can be typed, and the reference says the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import UsageError
from tests import man_page, reference
from tests.cli import command_tree
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma

EVERYTHING = [path for path, _ in command_tree.tree()]
COMMON = ("--db PATH", "--user NAME", "--json", "--quiet", "--plain", "-h, --help")


def _name(path: tuple[str, ...]) -> str:
    return " ".join(("roma", *path))


@pytest.mark.parametrize("path", EVERYTHING, ids=_name)
def test_every_command_has_help_and_makes_no_file_for_it(roma: Roma, path: tuple[str, ...]) -> None:
    """Without a home, a file, or a clock that is right."""
    said = roma.inside(*path, "--help", HOME="", ROMA_DB="", COLUMNS="80")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: {_name(path)} ")
    assert all(option in said.out for option in COMMON)
    assert max(map(len, said.out.splitlines())) <= 80
    assert roma.inside(*path, "-h", COLUMNS="80") == said
    assert list(roma.folder.iterdir()) == []


@pytest.mark.parametrize("path", EVERYTHING, ids=_name)
def test_help_is_one_sentence_per_command_and_none_is_cut(path: tuple[str, ...]) -> None:
    [command] = [command for at, command in command_tree.tree() if at == path]
    about = command.help.partition("\n")[0]
    assert about.endswith("."), about
    assert len(about) <= 100
    for option in command.params:
        text = getattr(option, "help", None)
        assert text, f"{_name(path)}: {option.name} says nothing of itself"


@pytest.mark.parametrize("path", command_tree.commands(), ids=_name)
def test_the_example_of_every_command_can_be_typed(roma: Roma, path: tuple[str, ...]) -> None:
    out = roma.inside(*path, "--help", COLUMNS="80").out
    found = re.search(r"^ *Example: (.+(?:\n .+)*)\Z", out.rstrip(), re.MULTILINE)
    assert found, out
    example = " ".join(found[1].split())
    words = command_tree.words_of(example)
    assert tuple(words[: len(path)]) == path
    try:
        problem = "" if command_tree.understood(words) else "nothing to do"
    except UsageError as error:
        problem = error.message
    # A question needs a terminal; anything else is a slip in the example.
    assert not problem or "no terminal" in problem, example


def test_a_group_alone_says_that_a_command_is_missing(roma: Roma) -> None:
    groups = [path for path in EVERYTHING if path and path not in command_tree.commands()]
    assert ("task",) in groups
    for path in groups:
        said = roma.inside(*path)
        assert said.code == 2
        assert said.err == f"error: {_name(path)} needs a command\nhint: {_name(path)} --help\n"


def test_the_first_help_lists_every_command_once(roma: Roma) -> None:
    out = roma.inside("--help", COLUMNS="80").out
    listed = re.findall(r"^  ([a-z]+)  ", out, re.MULTILINE)
    assert sorted(listed) == sorted(path[0] for path in EVERYTHING if len(path) == 1)


def test_the_reference_says_what_the_program_says() -> None:
    """`python -m tests.reference` writes it anew."""
    assert reference.PATH.read_text(encoding="utf-8") == reference.text()


def test_the_man_page_says_what_the_declarations_say() -> None:
    """`python -m tests.man_page` writes it."""
    assert man_page.PATH.read_text(encoding="utf-8") == man_page.text()
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    shipped = wheel["shared-data"][str(man_page.PATH.relative_to(REPOSITORY))]
    assert shipped == "share/man/man1/roma.1"


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_the_man_page_is_well_formed() -> None:
    done = subprocess.run(
        ["man", "--warnings", "--local-file", str(man_page.PATH)],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "roma task add TITLE..." in done.stdout


def test_version_needs_no_file(roma: Roma) -> None:
    said = roma.inside("--version", HOME="", ROMA_DB="")
    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"roma \d+\.\d+\.\d+\S*\n", said.out)
    assert not roma.db.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_the_commands_and_makes_no_file(roma: Roma, shell: str) -> None:
    said = roma.inside(
        _ROMA_COMPLETE=f"complete_{shell}",
        COMP_WORDS="roma task ",
        COMP_CWORD="2",
        _TYPER_COMPLETE_ARGS="roma task ",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert said.code == 0
    assert all(verb in said.out for verb in ("add", "list", "done"))
    assert list(roma.folder.iterdir()) == []


@pytest.mark.parametrize("line", ["data path", "schedule show", "simulate --days 2", "prompt"])
def test_what_only_tells_makes_no_file(roma: Roma, tmp_path: Path, line: str) -> None:
    said = roma.inside(*line.split())
    assert said.code == 0, said
    assert list(tmp_path.iterdir()) == []
