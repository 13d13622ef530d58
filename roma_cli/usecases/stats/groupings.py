"""Days taken together: by week, month, tag, task and hour of the day."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, Column, Table, line
from roma_cli.usecases.result_charts import Bar, Bars
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.view import View, heading, nothing, planned, short, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.breakdown import HourTotal, TaskTotal
    from roma_cli.domain.stats.totals import DayTotal, Period
    from roma_cli.usecases.result import Block
    from roma_cli.usecases.stats.collect import Asked, Window

    _Row = tuple[str, tuple[object, ...], int, int, str]

WEEKS = MONTHS = 12
DAYS = 30
"""How many are shown where nothing else was asked for."""

_PERIOD_KEYS = (
    *("from", "to", "days", "sessions", "work_seconds", "break_seconds", "manual_overrides"),
    *("planned_sessions", "goal_days", "open"),
)
_SHARE_KEYS = ("from", "to", "sessions", "work_seconds")


def week(context: Context, asked: Asked) -> View:
    """Show the days by ISO week."""
    window = collect.window(context, asked, collect.last_weeks(WEEKS))
    found = collect.gathered(context, window)
    periods = stats_totals.weeks(found.totals, context.configuration.daily_goal)
    labels = [
        f"{one.name[5:]} {one.first.day:>2} {due_dates.month_name(one.first)}" for one in periods
    ]
    return _periods(context, "week", collect.Days(window, found.totals, {}), periods, labels)


def month(context: Context, asked: Asked) -> View:
    """Show the days by month."""
    window = collect.window(context, asked, collect.last_months(MONTHS))
    found = collect.gathered(context, window)
    periods = stats_totals.months(found.totals, context.configuration.daily_goal)
    labels = [f"{due_dates.month_name(one.first)} {one.first.year}" for one in periods]
    return _periods(context, "month", collect.Days(window, found.totals, {}), periods, labels)


def _periods(
    context: Context,
    name: str,
    found: collect.Days,
    periods: Sequence[Period],
    labels: Sequence[str],
) -> View:
    def records() -> list[dict[str, object]]:
        return [
            {
                name: one.name,
                "from": one.first.isoformat(),
                "to": one.last.isoformat(),
                "days": one.days,
                "sessions": one.sessions,
                "work_seconds": one.work_seconds,
                "break_seconds": one.rest_seconds,
                "manual_overrides": one.overrides,
                "planned_sessions": one.planned,
                "goal_days": one.goal_days,
                "open": one.open,
            }
            for one in periods
        ]

    keys = (name, *_PERIOD_KEYS)
    table = Table(
        (
            Column(name),
            Column("from"),
            Column("to"),
            Column("sessions", right=True),
            Column("planned", right=True),
            Column("goal days", right=True),
            Column("focus", right=True),
            Column(""),
        ),
        [
            (
                Cell(one.name),
                Cell(one.first.isoformat()),
                Cell(one.last.isoformat()),
                Cell(str(one.sessions), "count"),
                Cell(str(one.planned or "")),
                Cell(str(one.goal_days)),
                Cell(short(one.work_seconds)),
                Cell("open" if one.open else "", "dim"),
            )
            for one in periods
        ],
    )
    if not found.totals:
        return View(keys, records, [nothing(found.window)], [table])
    own = context.configuration
    bars = [
        Bar(
            label,
            one.sessions,
            one.planned or None,
            (
                f"{one.sessions}/{one.planned}" if one.planned else str(one.sessions),
                short(one.work_seconds),
            ),
            "open" if one.open else "",
            "bar.today" if one.open else "bar",
        )
        for one, label in zip(periods, labels, strict=True)
    ]
    screen: list[Block] = [
        heading(found.window, periods[0].first, periods[-1].last),
        Bars(bars),
        summary(found.totals, collect.streak(context), own.daily_goal, own.days_off),
    ]
    return View(keys, records, screen, [table])


def tag(context: Context, asked: Asked) -> View:
    """Show the work by tag, the session's own and its task's."""
    window = collect.window(context, asked, collect.last_days(DAYS))
    totals = collect.tag_totals(context, window)
    names = [one.tag for one in totals]
    if asked.anonymous:
        names = numbered("tag", names)
    rows: list[_Row] = [
        (name or "no tag", (name,), one.sessions, one.work_seconds, "")
        for name, one in zip(names, totals, strict=True)
    ]
    several = [line(Cell("What has several tags is in the row of each.", "dim"))]
    return _shares(window, ("tag",), rows, several if len(rows) > 1 else [])


def task(context: Context, asked: Asked) -> View:
    """Show the work by task, beside what was estimated."""
    window = collect.window(context, asked, collect.last_days(DAYS))
    totals = collect.task_totals(context, window)
    names = [one.title for one in totals]
    if asked.anonymous:
        names = numbered("task", names)
    keys: tuple[str, ...] = ("task_id", "title", "estimate", "sessions_ever", "deleted")
    if asked.anonymous:
        keys = keys[1:]
    rows: list[_Row] = []
    for name, one in zip(names, totals, strict=True):
        told = [] if one.estimate is None else [f"{one.done_ever} of {one.estimate} estimated"]
        told += ["deleted"] if one.deleted else []
        fields = (one.task_id, name, one.estimate, one.done_ever, one.deleted)[-len(keys) :]
        label = name or "no task"
        if one.task_id is not None and not asked.anonymous:
            label = f"{one.task_id} {name}"
        rows.append((label, fields, one.sessions, one.work_seconds, ", ".join(told)))
    days = collect.gathered(context, window).totals
    notes = _notes(estimates(totals), beyond(days, totals, "a task"))
    return _shares(window, keys, rows, notes)


def hour(context: Context, asked: Asked) -> View:
    """Show the work by the hour of the day that the clock showed."""
    window = collect.window(context, asked, collect.last_days(DAYS))
    totals = collect.hour_totals(context, window)
    rows: list[_Row] = [
        (f"{one.hour:02}:00", (one.hour,), one.sessions, one.work_seconds, "") for one in totals
    ]
    days = collect.gathered(context, window).totals
    view = _shares(window, ("hour",), rows, _notes(beyond(days, totals, "an hour")))
    worked = [one.hour for one in totals if one.work_seconds or one.sessions]
    # A screen is 24 lines high; the night before and after is left out there.
    return view._replace(
        screen=[
            block._replace(rows=block.rows[worked[0] : worked[-1] + 1] if worked else ())
            if isinstance(block, Bars)
            else block
            for block in view.screen
        ]
    )


def _shares(
    window: Window,
    names: Sequence[str],
    rows: Sequence[_Row],
    notes: Sequence[Block],
) -> View:
    """Return rows of label, own fields, sessions, seconds and a mark as a view."""
    if window.first > window.last:
        rows, notes = (), ()
    first, last = window.first.isoformat(), window.last.isoformat()
    keys = (*names, *_SHARE_KEYS)

    def records() -> list[dict[str, object]]:
        return [
            dict(zip(keys, (*fields, first, last, sessions, seconds), strict=True))
            for _, fields, sessions, seconds, _ in rows
        ]

    table = Table(
        (
            Column(names[0] if len(names) == 1 else "task"),
            Column("sessions", right=True),
            Column("focus", right=True),
            Column(""),
        ),
        [
            (Cell(label), Cell(str(sessions), "count"), Cell(short(seconds)), Cell(mark, "dim"))
            for label, _, sessions, seconds, mark in rows
        ],
    )
    if window.first > window.last:
        return View(keys, records, [nothing(window)], [table])
    bars = [
        Bar(label, seconds, None, (str(sessions), short(seconds)), mark)
        for label, _, sessions, seconds, mark in rows
    ]
    screen: list[Block] = [heading(window, window.first, window.last)]
    screen += [Bars(bars)] if bars else [line("no work in these days")]
    screen += notes
    return View(keys, records, screen, [table])


def estimates(totals: Sequence[TaskTotal]) -> str:
    """Return in words how what was estimated compares with what was done, "" if nothing was."""
    estimated = [one for one in totals if one.estimate is not None]
    if not estimated:
        return ""
    done = sum(one.done_ever or 0 for one in estimated)
    plan = sum(one.estimate or 0 for one in estimated)
    over = sum((one.done_ever or 0) > (one.estimate or 0) for one in estimated)
    text = f"Estimated tasks: {planned(done, plan, open_=False)}"
    return text + (f"; {plural(over, 'task')} over" if over else "")


def beyond(days: Sequence[DayTotal], parts: Sequence[HourTotal | TaskTotal], what: str) -> str:
    """Return in words what the days hold beyond the parts, which has no `what`; "" if nothing."""
    apart = sum(one.sessions for one in days) - sum(one.sessions for one in parts)
    seconds = sum(one.work_seconds for one in days) - sum(one.work_seconds for one in parts)
    if not apart and not seconds:
        return ""
    focus = f" and {short(seconds)}" if short(seconds) else ""
    return f"Without {what}, set by hand or imported: {apart:+} sessions{focus}."


def numbered(what: str, names: Sequence[str | None]) -> list[str | None]:
    """Return names that tell nothing; what has none keeps none."""
    return [None if name is None else f"{what} {at}" for at, name in enumerate(names, 1)]


def _notes(*texts: str) -> list[Block]:
    return [line(Cell(text, "dim")) for text in texts if text]
