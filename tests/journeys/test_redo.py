"""What cannot be done again because something else stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli import inside
from tests.journeys.life import ok

if TYPE_CHECKING:
    from tests.support import Roma


def test_a_timer_is_not_started_again_while_another_one_runs(roma: Roma) -> None:
    for command in (("timer", "start"), ("undo",), ("timer", "start")):
        ok(roma, *command)
    said = inside.run(roma, "redo")
    assert said.code == 2
    assert said.err.startswith("error: another has taken the place of timer_sessions ")
    assert roma.rows("SELECT count(*) FROM timer_sessions") == [(1,)]
