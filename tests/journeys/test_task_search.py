"""Searching tasks by their words: what is found, in which order, and that text is only text."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

TASKS = (
    ("Quarterly report", ()),
    ("Call the café", ("-t", "Zürich")),
    ("Groceries", ("--description", "milk, eggs and a report card")),
    ("Pay rent", ("-t", "home")),
    ('Read "War and Peace"', ()),
    ("C++ a-b 10:30 NEAR OR NOT AND *", ()),
    ("日本語のタスク", ()),
    ("Nai\u0308ve re\u0301sume\u0301", ()),
    ("Report again", ()),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with all of TASKS, the last one completed; to be copied, never changed."""
    roma = Roma(tmp_path_factory.mktemp("words"))
    for title, options in TASKS:
        assert roma.inside("task", "add", "--", title).code == 0
        number = str(TASKS.index((title, options)) + 1)
        if options:
            assert roma.inside("task", "edit", number, *options).code == 0
    roma.inside("task", "done", "9")
    return roma.db


@pytest.fixture
def full(roma: Roma, template: Path) -> Roma:
    """Return a roma with a copy of the template."""
    shutil.copy(template, roma.db)
    return roma


def _found(roma: Roma, *words: str) -> list[int]:
    said = roma.inside("task", "search", "--json", "--", *words)
    assert said.code == 0, said.err
    return [task["id"] for task in said.json()]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("report", [1, 3, 9]),  # a title counts more than a description, pending before completed
        ("REPORT quarterly", [1]),
        ("rep", [1, 3, 9]),  # a beginning
        ("port", []),  # but no middle
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("cafe\u0301", [2]),
        ("naive resume", [8]),
        ("zurich", [2]),
        ("#zürich", [2]),
        ("home", [4]),
        ("eggs milk", [3]),
        ("日本語", [7]),
        ("milk zebra", []),
    ],
)
def test_a_search_finds_the_tasks_that_hold_every_word_or_its_beginning(
    full: Roma, text: str, ids: list[int]
) -> None:
    assert _found(full, text) == ids
    assert _found(full, *text.split()) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('"war', [5]),
        ('"War and Peace"', [5]),
        ("NEAR", [6]),
        ("OR", [6]),
        ("report OR rent", []),
        ("report NOT card", []),
        ("report AND card", [3]),  # which has the word as well
        ("NEAR(report card, 9)", []),
        ("a-b", [6]),
        ("-report", [1, 3, 9]),
        ("10:30", [6]),
        ("title:rent", []),
        ("c++", [6, 2, 3]),  # as c, with which `call` and `card` begin as well
        ("rep*", [1, 3, 9]),
        ("^report", [1, 3, 9]),
        ("{title tags}: rent", []),
        ('report" OR "rent', []),
        ("re\\port", []),
        ("%", None),
        ('* " - :', None),
        ("' ; --", None),
        ("👍", None),
        ("report 👍", [1, 3, 9]),
    ],
)
def test_signs_that_an_index_knows_are_only_text(
    full: Roma, text: str, ids: list[int] | None
) -> None:
    if ids is not None:
        assert sorted(_found(full, text)) == sorted(ids)
        return
    said = full.inside("task", "search", "--", text)
    assert (said.code, said.out) == (2, "")
    assert "a search needs a word" in said.err


def test_the_best_match_comes_first(roma: Roma) -> None:
    roma.inside("task", "add", "Garden", "--description", "water the plants, then more water")
    roma.inside("task", "add", "Water", "-p", "low")
    roma.inside("task", "add", "Long title that also speaks of water among other things")
    roma.inside("task", "add", "Something", "-t", "water")
    found = _found(roma, "water")
    assert (found[0], sorted(found[1:3]), found[3]) == (2, [3, 4], 1)


def test_a_search_is_limited_and_says_when_nothing_matches(full: Roma) -> None:
    assert len(full.inside("task", "search", "report", "--limit", "2").out.splitlines()) == 3
    said = full.inside("task", "search", "zebra")
    assert (said.code, said.out, said.err) == (0, "", "no tasks match\n")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\udcff", "not valid UTF-8"),
        ("x" * 256, "at most 255"),
        ("x " * 200, "at most 255"),
    ],
)
def test_a_text_that_cannot_be_sought_is_refused_with_the_limit(
    full: Roma, text: str, named: str
) -> None:
    said = full.inside("task", "search", text)
    assert (said.code, said.out) == (2, "")
    assert named in said.err


def test_as_many_words_as_fit_are_sought_at_once(full: Roma) -> None:
    assert _found(full, " ".join("abcdefgh"[at % 8] for at in range(128))) == []
