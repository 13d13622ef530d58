"""What the timer commands do. The visit has settled an end that has passed before any of them."""

from __future__ import annotations

from roma_cli.acts.answer import Answer, Cell, line
from roma_cli.acts.sessions import minutes_of, task_of
from roma_cli.core import day as days
from roma_cli.core import moments
from roma_cli.core import timer as rules
from roma_cli.core.errors import NotFound, UsageError
from roma_cli.store import day_reads, task_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.acts.answer import Line
    from roma_cli.core.changes import Entry
    from roma_cli.core.day_records import TimerSession
    from roma_cli.visit import Visit


def start(
    visit: Visit,
    kind: str | None = None,
    *,
    minutes: str | None = None,
    task: str | None = None,
) -> Answer:
    """Start a timer of `kind`, or of what comes next."""
    chosen = None if kind is None else rules.parse_kind(kind)
    task_id = None if task is None else task_of(visit, task)

    def decide() -> tuple[str, list[Entry]]:
        own = visit.configuration
        what = chosen or rules.next_kind(own, day_reads.open_sessions(visit.file, visit.user_id))
        seconds = rules.length_of(own, what) if minutes is None else _seconds_of(minutes)
        return f"{rules.in_words(what)} timer started", rules.start(
            own,
            day_reads.running(visit.file, visit.user_id),
            what,
            seconds=seconds,
            task_id=task_id,
            started_at=visit.now,
            now=visit.now,
        )

    visit.change(decide)
    return show(visit)


def pause(visit: Visit) -> Answer:
    """Pause the timer; its end moves on with the pause."""
    return _on_running(visit, "paused", lambda one: rules.pause(one, now=visit.now))


def resume(visit: Visit) -> Answer:
    """Let a paused timer run on."""
    return _on_running(visit, "resumed", lambda one: rules.resume(one, now=visit.now))


def skip(visit: Visit) -> Answer:
    """End this phase without counting it, and start the next one."""

    def entries(one: TimerSession) -> list[Entry]:
        own = visit.configuration
        following = rules.WORK if one.kind != rules.WORK else rules.SHORT
        return [
            *_leave(visit, one, "skipped"),
            *rules.start(
                own,
                None,
                following,
                seconds=rules.length_of(own, following),
                task_id=one.task_id,
                started_at=visit.now,
                now=visit.now,
            ),
        ]

    return _on_running(visit, "skipped", entries)


def stop(visit: Visit) -> Answer:
    """End this phase without counting it."""
    return _on_running(visit, "stopped", lambda one: _leave(visit, one, "stopped"))


def show(visit: Visit) -> Answer:
    """Show what runs and how long it still takes, or what comes next."""
    one = day_reads.running(visit.file, visit.user_id)
    return Answer([status(visit, one)], lambda: shape(visit, one), theme=visit.configuration.theme)


def status(visit: Visit, one: TimerSession | None) -> Line:
    """Return the line that tells the timer's state."""
    if one is None:
        following = rules.next_kind(
            visit.configuration, day_reads.open_sessions(visit.file, visit.user_id)
        )
        return line("no timer runs; next: ", Cell(rules.in_words(following), "count"))
    left = _clock(rules.remaining(one, visit.now))
    parts: list[str | Cell] = [Cell(rules.in_words(one.kind), "count"), f"  {left} left"]
    end = rules.planned_end(one)
    if end is None:
        parts.append(Cell("  paused", "due"))
    else:
        local = days.local(visit.configuration.timezone, end)
        parts.append(f", until {local.hour:02d}:{local.minute:02d}")
    found = [] if one.task_id is None else [one.task_id]
    for task in task_reads.tasks(visit.file, visit.user_id, found).values():
        parts += ["  ", Cell(str(task.id), "id"), f"  {task.title}"]
    return line(*parts)


def shape(visit: Visit, one: TimerSession | None) -> dict[str, object]:
    """Return the timer as scripts read it."""
    done = day_reads.open_sessions(visit.file, visit.user_id)
    end = None if one is None else rules.planned_end(one)
    state = "idle" if one is None else "running" if end is not None else "paused"
    completed = [each for each in done if each.kind == "work" and each.outcome == "completed"]
    if one is not None:
        # What would come next if this phase were completed.
        done = [*done, one._replace(outcome="completed", ended_at=visit.now)]
    return {
        "state": state,
        "kind": None if one is None else one.kind,
        "remaining_seconds": None if one is None else rules.remaining(one, visit.now),
        "ends_at": None if end is None else days.iso_local(visit.configuration.timezone, end),
        "task_id": None if one is None else one.task_id,
        "completed_today": len(completed),
        "next_kind": rules.next_kind(visit.configuration, done),
    }


def _leave(visit: Visit, one: TimerSession, outcome: str) -> list[Entry]:
    date = days.today(visit.rule, rules.left_at(one, visit.now)).isoformat()
    stats = day_reads.daily_stats(visit.file, visit.user_id, date)
    return rules.leave(visit.configuration, one, stats, outcome, now=visit.now)


def _on_running(
    visit: Visit, verb: str, entries_of: Callable[[TimerSession], list[Entry]]
) -> Answer:
    def decide() -> tuple[str, list[Entry]]:
        one = day_reads.running(visit.file, visit.user_id)
        if one is None:
            raise NotFound("no timer runs", "roma timer start")
        return f"{rules.in_words(one.kind)} timer {verb}", entries_of(one)

    visit.change(decide)
    return show(visit)


def _seconds_of(minutes: str) -> int:
    try:
        return minutes_of(minutes) * moments.MINUTE
    except UsageError as problem:
        raise UsageError(problem.message, "roma timer start work --minutes 25") from None


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, moments.MINUTE)
    return f"{minutes}:{rest:02d}"
