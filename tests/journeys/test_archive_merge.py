"""Two files that grew apart become one: nothing lost, nothing twice, whichever way round."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.grown import STEPS, Grown

if TYPE_CHECKING:
    import pytest

WALK = st.lists(STEPS, max_size=25)


def grow_apart(folder: Path, before: list[Any], here: list[Any], there: list[Any]) -> list[Grown]:
    """Return two files with a common beginning."""
    (folder / "a").mkdir()
    a = Grown(folder / "a")
    a.do("task", "add", "first", "--repeat", "daily")
    for step in before:
        a.step(*step)
    b = a.copy(folder / "b")
    for one, steps in ((a, here), (b, there)):
        for step in steps:
            one.step(*step)
    latest = max(a.now, b.now)
    for one in (a, b):
        one.now = latest
        one.do("today")
    return [a, b]


def check_merge(folder: Path, before: list[Any], here: list[Any], there: list[Any]) -> None:
    """Merge each into the other, and look at all that must hold."""
    a, b = grow_apart(folder, before, here, there)
    if a.faults() or b.faults():
        return
    from_a, from_b = a.exported(folder / "a.json"), b.exported(folder / "b.json")
    rows = [one.state() for one in (a, b)]
    users = [len(one.rows("SELECT * FROM users")) for one in (a, b)]
    for one, other in ((a, from_b), (b, from_a)):
        one.bring_in(other)
        assert one.faults() == []
        operations = one.rows("SELECT count(*) FROM operations")
        merged = one.state()
        again = one.bring_in(other)
        assert again["operation"] is None
        assert one.rows("SELECT count(*) FROM operations") == operations
        assert one.state() == merged
    assert a.living() == b.living()
    assert a.done() == b.done()
    for one, was in zip((a, b), rows, strict=True):
        if one.rows("SELECT 1 FROM operations WHERE actor = 'user' AND summary LIKE 'import %'"):
            merged = one.state()
            one.do("undo")
            assert without_talk(one.state()) == without_talk(was)
            assert one.faults() == []
            one.do("redo")
            assert one.state() == merged
    assert users == [len(one.rows("SELECT * FROM users")) for one in (a, b)]


def without_talk(rows: list[str]) -> list[str]:
    """Return rows without conversations: nobody undoes what was said."""
    return [row for row in rows if '"conversation_states"' not in row]


def test_two_files_that_grew_apart_become_one(request: pytest.FixtureRequest) -> None:
    deep = request.config.getoption("--deep", default=False)

    @settings(
        max_examples=400 if deep else 12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(WALK, WALK, WALK)
    def merges(before: list[Any], here: list[Any], there: list[Any]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_merge(Path(folder), before, here, there)

    merges()
