"""Statistics by week, month, tag, task and hour of the day."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, line
from roma_cli.usecases.result_charts import Bar, Bars
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.view import View, heading, nothing, planned, screen, short, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.breakdown import HourTotal, TagTotal, TaskTotal
    from roma_cli.domain.stats.totals import DayTotal, Period
    from roma_cli.usecases.result import Block
    from roma_cli.usecases.stats.collect import DaySeries, StatsQuery, Window

    Row = tuple[str, tuple[object, ...], HourTotal | TagTotal | TaskTotal, str]

WEEKS = MONTHS = 12
DAYS = 30
"""How many are shown by default."""

SEVERAL_TAGS = "A session with several tags is counted under each."

_PERIOD_KEYS = (
    *("from", "to", "days", "sessions", "work_seconds", "break_seconds", "manual_overrides"),
    *("planned_sessions", "goal_days", "open"),
)
_BREAKDOWN_KEYS = ("from", "to", "sessions", "work_seconds")


def week(context: Context, query: StatsQuery) -> View:
    """Show statistics by ISO week."""
    found = collect.day_series(context, collect.window(context, query, collect.last_weeks(WEEKS)))
    periods = stats_totals.weeks(found.totals, context.configuration.daily_goal)
    labels = [
        f"{one.name[5:]} {one.first.day:>2} {due_dates.month_name(one.first)}" for one in periods
    ]
    return _periods(context, "week", found, periods, labels)


def month(context: Context, query: StatsQuery) -> View:
    """Show statistics by month."""
    window = collect.window(context, query, collect.last_months(MONTHS))
    found = collect.day_series(context, window)
    periods = stats_totals.months(found.totals, context.configuration.daily_goal)
    labels = [f"{due_dates.month_name(one.first)} {one.first.year}" for one in periods]
    return _periods(context, "month", found, periods, labels)


def _periods(
    context: Context,
    name: str,
    found: DaySeries,
    periods: Sequence[Period],
    labels: Sequence[str],
) -> View:
    numbers = ("sessions", "planned", "goal days", "focus")
    rows = [
        (
            *(one.name, one.first.isoformat(), one.last.isoformat()),
            *(str(one.sessions), str(one.planned or ""), str(one.goal_days)),
            *(short(one.work_seconds), "in progress" if one.open else ""),
        )
        for one in periods
    ]
    bars = [
        Bar(
            label,
            one.sessions,
            one.planned or None,
            (
                f"{one.sessions}/{one.planned}" if one.planned else str(one.sessions),
                short(one.work_seconds),
            ),
            "in progress" if one.open else "",
            "bar.today" if one.open else "bar",
        )
        for one, label in zip(periods, labels, strict=True)
    ]
    return View(
        (name, *_PERIOD_KEYS),
        lambda: [
            (one.name, one.first.isoformat(), one.last.isoformat(), *one[3:]) for one in periods
        ],
        screen(context, found, Bars(bars)),
        [table((name, "from", "to"), numbers, rows)],
    )


def tag(context: Context, query: StatsQuery) -> View:
    """Show work by tag: the tags of the session and those of its task."""
    window = collect.window(context, query, collect.last_days(DAYS))
    totals = collect.tag_totals(context, window)
    if query.anonymous:
        totals = anonymous_tags(totals)
    rows: list[Row] = [(one.tag or "no tag", (one.tag,), one, "") for one in totals]
    return _breakdown(window, ("tag",), rows, SEVERAL_TAGS if len(rows) > 1 else "")


def task(context: Context, query: StatsQuery) -> View:
    """Show work by task, next to its estimate."""
    window = collect.window(context, query, collect.last_days(DAYS))
    totals = collect.task_totals(context, window)
    if query.anonymous:
        totals = anonymous_tasks(totals)
    keys = ("task_id", "title", "estimate", "sessions_ever", "deleted")
    first = 1 if query.anonymous else 0
    rows: list[Row] = []
    for one in totals:
        marks = [] if one.estimate is None else [f"{one.done_ever} of {one.estimate} estimated"]
        marks += ["deleted"] if one.deleted else []
        label = one.title or "no task"
        if one.task_id is not None:
            label = f"{one.task_id} {one.title}"
        rows.append((label, one[first : len(keys)], one, ", ".join(marks)))
    days = collect.day_series(context, window).totals
    notes = (estimates(totals), beyond(days, totals, "a task"))
    return _breakdown(window, keys[first:], rows, *notes)


def hour(context: Context, query: StatsQuery) -> View:
    """Show work by hour of the local clock."""
    window = collect.window(context, query, collect.last_days(DAYS))
    totals = collect.hour_totals(context, window)
    rows: list[Row] = [(f"{one.hour:02}:00", (one.hour,), one, "") for one in totals]
    days = collect.day_series(context, window).totals
    view = _breakdown(window, ("hour",), rows, beyond(days, totals, "an hour"))
    worked = [one.hour for one in totals if one.work_seconds or one.sessions]
    # A screen is often 24 lines high, so it leaves out the idle hours at both ends.
    shown = slice(worked[0], worked[-1] + 1) if worked else slice(0)
    return view._replace(
        screen=[
            block._replace(rows=block.rows[shown]) if isinstance(block, Bars) else block
            for block in view.screen
        ]
    )


VIEWS: Mapping[str, Callable[[Context, StatsQuery], View]] = {
    "week": week,
    "month": month,
    "tag": tag,
    "task": task,
    "hour": hour,
}
"""The function for each `--by` except `day`."""


def _breakdown(window: Window, names: Sequence[str], rows: Sequence[Row], *notes: str) -> View:
    """Return a view of rows: label, values of the keys `names`, sums and mark."""
    empty = window.first > window.last
    if empty:
        rows = ()
    first, last = window.first.isoformat(), window.last.isoformat()
    bars = [
        Bar(label, one.work_seconds, None, (str(one.sessions), short(one.work_seconds)), mark)
        for label, _, one, mark in rows
    ]
    name = names[0] if len(names) == 1 else "task"
    cells = [
        (label, str(one.sessions), short(one.work_seconds), mark) for label, _, one, mark in rows
    ]
    shown: list[Block] = [nothing(window)]
    if not empty:
        chart = Bars(bars) if bars else line("no work on these days")
        below = [line(Cell(text, "dim")) for text in notes if text]
        shown = [heading(window, window.first, window.last), chart, *below]
    return View(
        (*names, *_BREAKDOWN_KEYS),
        lambda: [
            (*values, first, last, one.sessions, one.work_seconds) for _, values, one, _ in rows
        ],
        shown,
        [table((name,), ("sessions", "focus"), cells)],
    )


def estimates(totals: Sequence[TaskTotal]) -> str:
    """Return how the work on estimated tasks compares with the estimates; "" without any."""
    estimated = [one for one in totals if one.estimate is not None]
    if not estimated:
        return ""
    done = sum(one.done_ever or 0 for one in estimated)
    plan = sum(one.estimate or 0 for one in estimated)
    over = sum((one.done_ever or 0) > (one.estimate or 0) for one in estimated)
    text = f"Estimated tasks: {planned(done, plan, open_=False)}"
    return text + (f"; {plural(over, 'task')} over" if over else "")


def beyond(days: Sequence[DayTotal], parts: Sequence[HourTotal | TaskTotal], what: str) -> str:
    """Return the work of the days that no part contains, as it has no `what`; "" if none."""
    apart = sum(one.sessions for one in days) - sum(one.sessions for one in parts)
    seconds = sum(one.work_seconds for one in days) - sum(one.work_seconds for one in parts)
    if not apart and not seconds:
        return ""
    focus = f" and {short(seconds)}" if short(seconds) else ""
    noun = "session" if abs(apart) == 1 else "sessions"
    return f"Counted without {what} (set by hand or imported): {apart:+} {noun}{focus}."


def anonymous_tasks(totals: Sequence[TaskTotal]) -> list[TaskTotal]:
    """Return tasks with numbered names instead of their ids and titles."""
    return [
        one._replace(task_id=None, title=None if one.title is None else f"task {at}")
        for at, one in enumerate(totals, 1)
    ]


def anonymous_tags(totals: Sequence[TagTotal]) -> list[TagTotal]:
    """Return tags with numbered names."""
    return [
        one._replace(tag=None if one.tag is None else f"tag {at}")
        for at, one in enumerate(totals, 1)
    ]
