"""Gathers what statistics are made of: which days are asked for, and what they came to.

Whoever draws days - a screen, a page, a table for scripts - takes its values from here.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.day_closing import focus_seconds
from roma_cli.domain.errors import UsageError
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import stats as stats_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context
    from roma_cli.domain.day_records import DailyStats
    from roma_cli.domain.stats.breakdown import HourTotal, TagTotal, TaskTotal
    from roma_cli.domain.stats.totals import DayTotal, Streak

_ONE_DAY = timedelta(days=1)


class Asked(
    namedtuple(
        "Asked",
        "days first last by heatmap csv anonymous",
        defaults=(None, None, None, None, False, False, False),
    )
):
    """What was asked for, as typed: `--days`, `--from`, `--to`, `--by` and the flags."""

    __slots__ = ()
    days: int | None
    first: str | None
    last: str | None
    by: str | None
    heatmap: bool
    csv: bool
    anonymous: bool


class Window(namedtuple("Window", "first last today since")):
    """The days asked for, both included; none where `first` is later than `last`.

    `since` is the first day roma knows of: nobody missed anything before it.
    """

    __slots__ = ()
    first: date
    last: date
    today: date
    since: date

    @property
    def running(self) -> bool:
        """Whether the running day is among them."""
        return self.first <= self.today <= self.last


class Days(namedtuple("Days", "window totals rows")):
    """Days without a gap, oldest first; `rows` are the statistics kept of the closed ones."""

    __slots__ = ()
    window: Window
    totals: list[DayTotal]
    rows: dict[date, DailyStats]


def window(context: Context, asked: Asked, begin: Callable[[date], date]) -> Window:
    """Return the days asked for; `begin` gives the first to the last, where none was typed.

    Raises UsageError for days that were not understood, contradict each other, or are to come.
    """
    today = days.today(context.rule, context.now)
    last = today if asked.last is None else _typed(context, "--to", asked.last, today)
    if asked.first is not None:
        first = _typed(context, "--from", asked.first, today)
        if first > last:
            raise UsageError(
                f"--from {first} is later than --to {last}",
                f"roma stats --from {last} --to {first}",
            )
    elif asked.days is not None:
        first = _before(last, asked.days - 1)
    else:
        first = begin(last)
    since = _since(context, today)
    if asked.last is None and stats_queries.closed_days(
        context.file, context.user_id, *[(today + _ONE_DAY).isoformat()] * 2
    ):
        # Who flew west over the date line has closed the day that begins here tomorrow.
        last = today + _ONE_DAY
    return Window(max(first, since), last, today, since)


def last_days(number: int) -> Callable[[date], date]:
    """Return what begins a window of `number` days."""
    return lambda last: _before(last, number - 1)


def last_weeks(number: int) -> Callable[[date], date]:
    """Return what begins a window of `number` weeks, the last of them as far as it has come."""
    return lambda last: _before(stats_totals.monday(last), 7 * (number - 1))


def last_months(number: int) -> Callable[[date], date]:
    """Return what begins a window of `number` months, the last of them as far as it has come."""

    def begin(last: date) -> date:
        year, month = divmod(last.year * 12 + last.month - number, 12)
        return days.FIRST_DATE if year < days.FIRST_DATE.year else date(year, month + 1, 1)

    return begin


def gathered(context: Context, window: Window) -> Days:
    """Return every day of the window, the running one as it stands now."""
    own = context.configuration
    found: dict[date, DayTotal] = {}
    rows: dict[date, DailyStats] = {}
    for row in stats_queries.closed_days(context.file, context.user_id, *_texts(window)):
        day = date.fromisoformat(row.date)
        rows[day] = row
        found[day] = stats_totals.DayTotal(
            day,
            row.work_sessions_completed,
            row.total_work_seconds,
            row.total_break_seconds,
            row.manual_overrides,
            open=False,
            off=stats_totals.is_off(day, own.days_off),
        )
    if window.running:
        found[window.today] = _with_running(context, window.today, found.get(window.today))
    totals = stats_totals.series(
        window.first, window.last, found, days_off=own.days_off, exists=_exists(context)
    )
    return Days(window, totals, rows)


def streak(context: Context) -> Streak:
    """Return the streaks of all days, the running one included as it stands now."""
    own = context.configuration
    today = days.today(context.rule, context.now)
    worked = [
        date.fromisoformat(text)
        for text in stats_queries.worked_days(context.file, context.user_id)
    ]
    if own.today_session_count:
        worked = sorted({*worked, today})
    return stats_totals.streak(worked, today, days_off=own.days_off, exists=_exists(context))


def hour_totals(context: Context, window: Window) -> list[HourTotal]:
    """Return the work of the window in each of the 24 hours, by the clock it was done by."""
    from roma_cli.domain.stats import breakdown, clock_hours  # noqa: PLC0415 - only where hours are asked for

    chosen = (context.file, context.user_id, *_texts(window))
    seconds, sessions = [0] * clock_hours.HOURS, [0] * clock_hours.HOURS
    spans = stats_queries.spans(*chosen, running=window.running)
    states = {}
    if any(one.paused_seconds for one in spans):
        states = stats_queries.pause_states(*chosen, running=window.running)
    for one in spans:
        zone = one.timezone or context.configuration.timezone
        if one.outcome == "completed":
            sessions[clock_hours.hour_at(zone, one.started_at)] += 1
        pauses = clock_hours.pauses_told(states.get(one.id, ()))
        for start, end in clock_hours.pieces(
            one.started_at, one.ended_at, one.paused_seconds, pauses
        ):
            clock_hours.add_hours(seconds, zone, start, end)
    return [
        breakdown.HourTotal(hour, sessions[hour], seconds[hour])
        for hour in range(clock_hours.HOURS)
    ]


def tag_totals(context: Context, window: Window) -> list[TagTotal]:
    """Return the work of the window by tag: the session's own, and its task's."""
    from roma_cli.domain.stats import breakdown  # noqa: PLC0415 - only where tags are asked for

    return breakdown.by_tag(
        stats_queries.tag_sums(
            context.file, context.user_id, *_texts(window), running=window.running
        )
    )


def task_totals(context: Context, window: Window) -> list[TaskTotal]:
    """Return the work of the window by task."""
    from roma_cli.domain.stats import breakdown  # noqa: PLC0415 - only where tasks are asked for

    return breakdown.by_task(
        stats_queries.task_sums(
            context.file, context.user_id, *_texts(window), running=window.running
        )
    )


def _with_running(context: Context, today: date, closed: DayTotal | None) -> DayTotal:
    """Return the running day; part of it may have been closed by hand or by a change of zone."""
    own = context.configuration
    sessions = day_queries.open_sessions(context.file, context.user_id)
    adjustments = day_queries.open_adjustments(context.file, context.user_id)
    before = closed or stats_totals.DayTotal(today, 0, 0, 0, 0, open=True, off=False)
    return stats_totals.DayTotal(
        today,
        before.sessions + own.today_session_count,
        before.work_seconds + sum(focus_seconds(one) for one in sessions if one.kind == "work"),
        before.rest_seconds + sum(focus_seconds(one) for one in sessions if one.kind != "work"),
        before.overrides + sum(1 for one in adjustments if one.reason == "set"),
        open=True,
        off=stats_totals.is_off(today, own.days_off),
    )


def _typed(context: Context, option: str, text: str, today: date) -> date:
    from roma_cli.domain.dates.parse import parse_day  # noqa: PLC0415 - only when typed

    day = parse_day(text, context.rule, context.now, past=True)
    if day > today:
        raise UsageError(f"{option} {day} is still to come", f"roma stats {option} {today}")
    return day


def _since(context: Context, today: date) -> date:
    """Return the first day there can be anything of: the user's first, or the first filed."""
    made = min(context.configuration.created_at, context.now)
    since = min(days.today(context.rule, made), today)
    filed = stats_queries.first_day(context.file, context.user_id)
    return since if filed is None else min(since, date.fromisoformat(filed))


def _exists(context: Context) -> Callable[[date], bool]:
    def exists(day: date) -> bool:
        whole = days.day_of(context.rule, day)
        return whole.start < whole.end

    return exists


def _before(day: date, number: int) -> date:
    return date.fromordinal(max(days.FIRST_DATE.toordinal(), day.toordinal() - number))


def _texts(window: Window) -> tuple[str, str]:
    return window.first.isoformat(), window.last.isoformat()
