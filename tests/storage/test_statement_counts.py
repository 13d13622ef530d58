"""What quick commands ask of the file: settings and task are read once, nothing is asked twice."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from tests.support import overheard

if TYPE_CHECKING:
    from tests.support import Roma

WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def _own(statements: list[str]) -> dict[str, int]:
    """Count by their first word the statements that are not triggers', pragmas or the index's."""
    mine = [one for one in statements if "'main'." not in one and not one.startswith("-- ")]
    # A statement comes again for whatever its triggers did.
    mine = [one for one, _ in groupby(mine)]
    counts = {word: sum(one.startswith(word) for one in mine) for word in WORDS}
    return {word: number for word, number in counts.items() if number}


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        # Settings. Operation, adjustment and count, each of the two with its audit entry.
        ("session set 3", {"SELECT": 1, "INSERT": 4, "UPDATE": 1}),
        # Settings, and the task as the file completes it. Operation, task, audit entry.
        ("task add y", {"SELECT": 2, "INSERT": 3}),
        # Settings, task, subtasks, reminders. Operation and audit entry; the task.
        ("task done 1", {"SELECT": 4, "INSERT": 2, "UPDATE": 1}),
        # Settings, task. Operation and audit entry; the task.
        ("task edit 1 --title y", {"SELECT": 2, "INSERT": 2, "UPDATE": 1}),
    ],
)
def test_a_quick_command_asks_the_file_no_more_than_this(
    on_disk: Roma, line: str, counts: dict[str, int]
) -> None:
    # The day's backup is made before the second.
    for before in ("task add first", "session set 1"):
        on_disk.do(*before.split())
    with overheard() as statements:
        on_disk.do(*line.split())
    assert _own(statements) == counts
    assert statements.count("PRAGMA data_version") == 2
