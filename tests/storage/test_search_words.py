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
    from tests.support import Roma

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


def _check(one: Roma) -> None:
    """Raise where the index holds anything but the words of the tasks."""
    with closing(sqlite3.connect(one.path)) as connection:
        connection.execute(
            "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
        )


def _found(one: Roma, *words: str) -> list[int]:
    with one.context() as context:
        return [task.id for task in task_queries.search(context.file, context.user_id, words, 100)]


def test_a_word_is_found_as_long_as_a_task_holds_it(on_disk: Roma) -> None:
    on_disk.do("task", "add", "Buy milk", "--description", "two bottles", "--tag", "shop")
    for word in ("milk", "bottles", "shop"):
        assert _found(on_disk, word) == [1], word
    on_disk.do("task", "edit", "1", "--title", "Buy bread", "--untag", "shop")
    assert (
        _found(on_disk, "milk"),
        _found(on_disk, "shop"),
        _found(on_disk, "bread"),
    ) == (
        *([], []),
        [1],
    )
    on_disk.do("undo")
    assert (_found(on_disk, "milk"), _found(on_disk, "bread")) == ([1], [])
    on_disk.do("task", "delete", "1", "--yes")
    assert _found(on_disk, "milk") == []
    on_disk.do("undo")
    assert _found(on_disk, "milk") == [1]
    _check(on_disk)


def test_another_users_tasks_are_not_found(on_disk: Roma) -> None:
    on_disk.do("user", "add", "ann")
    on_disk.environ["ROMA_USER"] = "ann"
    on_disk.do("task", "add", "Secret plan")
    assert _found(on_disk, "secret") == [1]
    del on_disk.environ["ROMA_USER"]
    assert _found(on_disk, "secret") == []


@pytest.mark.parametrize("seed", range(4))
def test_after_any_walk_of_edits_deletes_and_undos_the_index_holds_the_tasks_words(
    on_disk: Roma, seed: int
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
        on_disk.now += 1
        try:
            on_disk.do(*step)
            done += 1
        except (UsageError, NotFound):
            pass
    assert done > 15
    _check(on_disk)
    for title, number_ in on_disk.rows(
        "SELECT title, id FROM tasks WHERE deleted_at IS NULL AND user_id = 1"
    ):
        assert number_ in _found(on_disk, *str(title).split()), title


def test_an_index_that_differs_would_be_noticed(on_disk: Roma) -> None:
    on_disk.do("task", "add", "Buy milk")
    on_disk.write("INSERT INTO task_words (rowid, title) VALUES (1, 'bread')")
    with pytest.raises(sqlite3.DatabaseError):
        _check(on_disk)
