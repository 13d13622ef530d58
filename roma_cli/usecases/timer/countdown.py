"""What a countdown shows: looked up in the file for a moment, and drawn from then on by the clock.

Between two looks nothing of the file is needed: what is left follows from the end and from now.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import timer as timer_rules
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.result import Cell, line
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.context import Context
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.task_fields import Task
    from roma_cli.usecases.result import Line

_WIDEST_BAR = 60
_PERCENT = " 100 %"
_DONE, _LEFT = "█", "░"


class Sight(namedtuple("Sight", "own running task completed following status shape")):
    """What one look at the file has shown.

    `running` is the session that runs or is paused, or None; `task` its task; `following` the kind
    that comes next; `completed` the work sessions of today. `status` and `shape` are what
    `roma timer show` says, in words and for scripts.
    """

    __slots__ = ()
    own: Configuration
    running: TimerSession | None
    task: Task | None
    completed: int
    following: str
    status: Line
    shape: Mapping[str, object]

    @property
    def phase(self) -> tuple[str, bool] | None:
        """What runs, and whether it is paused: another phase, another value."""
        if self.running is None:
            return None
        return self.running.id, self.running.paused_at is not None

    def expires(self, now: int) -> int:
        """Return the moment after which the file must be looked at, whoever else writes to it."""
        reset = counting.next_reset(self.own, now)
        if self.running is None:
            # How long ago work ended is shown in minutes.
            return min(now + due_dates.MINUTE, reset)
        end = timer_rules.planned_end(self.running)
        return reset if end is None else min(end, reset)


def sight(context: Context) -> Sight:
    """Look at the timer, its task and the count."""
    one = day_queries.running(context.file, context.user_id)
    found = [] if one is None or one.task_id is None else [one.task_id]
    task = next(iter(task_queries.tasks(context.file, context.user_id, found).values()), None)
    shape = timer_commands.shape(context, one)
    return Sight(
        context.configuration,
        one,
        task,
        context.configuration.today_session_count,
        str(shape["next_kind"]),
        timer_commands.status(context, one),
        shape,
    )


def outcome(context: Context, session_id: str) -> str:
    """Return how a session ended, in words; empty while it has not."""
    one = day_queries.session(context.file, session_id)
    if one is None or one.outcome is None:
        return ""
    return f"{timer_rules.in_words(one.kind)} {one.outcome}"


def lines(sight: Sight, now: int, room: int, *, keys: bool) -> list[Line]:
    """Return the countdown at `now` (epoch seconds) for a screen of `room` cells."""
    count = f"{sight.completed} of {sight.own.daily_goal} sessions today"
    one = sight.running
    if one is None:
        return [sight.status, line(count), *_keys("s start   q quit", keys)]
    end = timer_rules.planned_end(one)
    until: str | Cell = Cell("  paused", "due")
    if end is not None:
        until = f", until {days.local(sight.own.timezone, end):%H:%M}"
    left = timer_rules.remaining(one, now)
    shown = [
        line(
            Cell(timer_rules.in_words(one.kind), "count"),
            f"  {timer_commands.left(left)} left",
            until,
        )
    ]
    shown.append(_bar(one.planned_seconds - left, one.planned_seconds, room))
    if sight.task is not None:
        shown.append(line(Cell(str(sight.task.id), "id"), f"  {sight.task.title}"))
    shown.append(line(f"{count}; next: {timer_rules.in_words(sight.following)}"))
    pause = "p pause" if end is not None else "p go on"
    return [*shown, *_keys(f"{pause}   s skip   q quit, and it runs on", keys)]


def goodbye(sight: Sight) -> str:
    """Return what a user sees who leaves a countdown; nothing where no timer runs."""
    if sight.running is None:
        return ""
    kind = timer_rules.in_words(sight.running.kind)
    end = timer_rules.planned_end(sight.running)
    if end is None:
        return f"the {kind} timer stays paused (roma timer resume lets it run on)"
    until = f"{days.local(sight.own.timezone, end):%H:%M}"
    return f"the {kind} timer runs on until {until} (roma timer watch shows it again)"


def _bar(spent: int, planned: int, room: int) -> Line:
    share = spent / planned
    wide = max(1, min(_WIDEST_BAR, room) - len(_PERCENT))
    full = int(share * wide)
    percent = f" {int(share * 100):3d} %"
    return line(Cell(_DONE * full, "bar"), Cell(_LEFT * (wide - full), "dim"), percent)


def _keys(text: str, keys: bool) -> list[Line]:
    return [line(Cell(text, "dim"))] if keys else []
