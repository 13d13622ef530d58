"""The index of words: kept by the file itself, and asked in words only, never in its language."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.storage.queries import tasks as task_queries

if TYPE_CHECKING:
    from tests.storage.at_hand import AtHand

PARTS = (
    "report",
    "Grüße",
    "naïve",
    "cafe\u0301",
    "日本語",
    "ΑΒΓ",
    "a-b",
    'say "so"',
    "NEAR",
    "10:30",
)


def _check(one: AtHand) -> None:
    """Raise where the index holds anything but the words of the tasks."""
    with closing(sqlite3.connect(one.path)) as connection:
        connection.execute(
            "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
        )


def _found(one: AtHand, *words: str) -> list[int]:
    with one.visit() as visit:
        return [task.id for task in task_queries.search(visit.file, visit.user_id, words, 100)]


def test_a_word_is_found_as_long_as_a_task_holds_it(at_hand: AtHand) -> None:
    at_hand.do("task", "add", "Buy milk", "--description", "two bottles", "--tag", "shop")
    for word in ("milk", "bottles", "shop"):
        assert _found(at_hand, word) == [1], word
    at_hand.do("task", "edit", "1", "--title", "Buy bread", "--untag", "shop")
    assert (_found(at_hand, "milk"), _found(at_hand, "shop"), _found(at_hand, "bread")) == (
        *([], []),
        [1],
    )
    at_hand.do("undo")
    assert (_found(at_hand, "milk"), _found(at_hand, "bread")) == ([1], [])
    at_hand.do("task", "delete", "1", "--yes")
    assert _found(at_hand, "milk") == []
    at_hand.do("undo")
    assert _found(at_hand, "milk") == [1]
    _check(at_hand)


def test_another_users_tasks_are_not_found(at_hand: AtHand) -> None:
    at_hand.do("user", "add", "ann")
    at_hand.roma.environ["ROMA_USER"] = "ann"
    at_hand.do("task", "add", "Secret plan")
    assert _found(at_hand, "secret") == [1]
    del at_hand.roma.environ["ROMA_USER"]
    assert _found(at_hand, "secret") == []


@pytest.mark.parametrize("seed", range(4))
def test_after_any_walk_of_edits_deletes_and_undos_the_index_holds_the_tasks_words(
    at_hand: AtHand, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - a walk, not a secret

    def text() -> str:
        return " ".join(rng.choices(PARTS, k=rng.randint(1, 4)))

    def number() -> str:
        return str(rng.randint(1, 6))

    done = 0
    for _ in range(40):
        step = rng.choice(
            [
                ("task", "add", text(), "--tag", rng.choice(("x", "y"))),
                ("task", "add", text(), "--repeat", "weekly", "--description", text()),
                ("task", "edit", number(), "--title", text()),
                ("task", "edit", number(), "--append", text(), "--tag", "z"),
                ("task", "done", number()),
                ("task", "reopen", number()),
                ("task", "delete", number(), "--yes"),
                ("task", "tags", "--rename", "x", "y"),
                ("undo",),
                ("undo",),
                ("redo",),
            ]
        )
        at_hand.now += 1
        try:
            at_hand.do(*step)
            done += 1
        except (UsageError, NotFound):
            pass
    assert done > 15
    _check(at_hand)
    for title, number_ in at_hand.roma.rows(
        "SELECT title, id FROM tasks WHERE deleted_at IS NULL AND user_id = 1"
    ):
        assert number_ in _found(at_hand, *str(title).split()), title


def test_an_index_that_differs_would_be_noticed(at_hand: AtHand) -> None:
    at_hand.do("task", "add", "Buy milk")
    at_hand.roma.write("INSERT INTO task_words (rowid, title) VALUES (1, 'bread')")
    with pytest.raises(sqlite3.DatabaseError):
        _check(at_hand)
