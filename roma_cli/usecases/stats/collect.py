"""Statistics of the days that a query selects, as values.

Every output (screen, page, table for scripts) takes its values from here.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain import day_closing
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


class StatsQuery(
    namedtuple(
        "StatsQuery",
        "days first last by heatmap csv anonymous",
        defaults=(None, None, None, None, False, False, False),
    )
):
    """The options of `roma stats`, dates as typed: `--days`, `--from`, `--to`, `--by`, flags."""

    __slots__ = ()
    days: int | None
    first: str | None
    last: str | None
    by: str | None
    heatmap: bool
    csv: bool
    anonymous: bool


class Window(namedtuple("Window", "first last today since")):
    """The first and the last day of a query; it is empty if `first` is later than `last`.

    `since` is the first day with data: no work was missed before it.
    """

    __slots__ = ()
    first: date
    last: date
    today: date
    since: date

    @property
    def running(self) -> bool:
        """Whether the day in progress is one of the days."""
        return self.first <= self.today <= self.last


class DaySeries(namedtuple("DaySeries", "window totals rows")):
    """Days without a gap, oldest first; `rows` are the stored statistics of the closed ones."""

    __slots__ = ()
    window: Window
    totals: list[DayTotal]
    rows: dict[date, DailyStats]


def window(context: Context, query: StatsQuery, begin: Callable[[date], date]) -> Window:
    """Return the days of a query; `begin` computes the first from the last if none was typed.

    Raises UsageError for dates that can't be parsed, contradict each other or are in the future.
    """
    today = days.today(context.rule, context.now)
    last = today if query.last is None else _parsed(context, "--to", query.last, today)
    if query.first is not None:
        first = _parsed(context, "--from", query.first, today)
        if first > last:
            raise UsageError(
                f"--from {first} is after --to {last}",
                f"roma stats --from {last} --to {first}",
            )
    elif query.days is not None:
        first = last_days(query.days)(last)
    else:
        first = begin(last)
    since = _since(context, today)
    tomorrow = today + _ONE_DAY
    if query.last is None and stats_queries.closed_days(
        context.file, _selection(context, Window(tomorrow, tomorrow, today, since))
    ):
        # A user who flew west over the date line has already closed the day that starts
        # here tomorrow.
        last = tomorrow
    return Window(max(first, since), last, today, since)


def last_days(number: int) -> Callable[[date], date]:
    """Return the function from the last day of `number` days to the first."""
    return lambda last: _before(last, number - 1)


def last_weeks(number: int) -> Callable[[date], date]:
    """Return the function from a day of the last of `number` weeks to the first day."""
    return lambda last: _before(stats_totals.monday(last), 7 * (number - 1))


def last_months(number: int) -> Callable[[date], date]:
    """Return the function from a day of the last of `number` months to the first day."""

    def begin(last: date) -> date:
        year, month = divmod(last.year * 12 + last.month - number, 12)
        return days.FIRST_DATE if year < days.FIRST_DATE.year else date(year, month + 1, 1)

    return begin


def day_series(context: Context, window: Window) -> DaySeries:
    """Return every day of the window, the one in progress as of now."""
    own = context.configuration
    rows = {
        date.fromisoformat(row.date): row
        for row in stats_queries.closed_days(context.file, _selection(context, window))
    }
    found = {
        day: stats_totals.DayTotal(
            day,
            row.work_sessions_completed,
            row.total_work_seconds,
            row.total_break_seconds,
            row.manual_overrides,
            open=False,
            off=stats_totals.is_off(day, own.days_off),
        )
        for day, row in rows.items()
    }
    if window.running:
        found[window.today] = _with_running(context, window.today, found.get(window.today))
    totals = stats_totals.series(
        window.first, window.last, found, days_off=own.days_off, exists=_exists(context)
    )
    return DaySeries(window, totals, rows)


def streak(context: Context) -> Streak:
    """Return the streaks of all days, the one in progress as of now included."""
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
    """Return the work of the window by hour of the clock in the zone where it was done."""
    from roma_cli.domain.stats import breakdown, clock_hours  # noqa: PLC0415 - only for --by hour

    selection = _selection(context, window)
    seconds, sessions = [0] * clock_hours.HOURS, [0] * clock_hours.HOURS
    spans = stats_queries.spans(context.file, selection)
    states = {}
    if any(one.paused_seconds for one in spans):
        states = stats_queries.pause_states(context.file, selection)
    for one in spans:
        zone = one.timezone or context.configuration.timezone
        if one.outcome == "completed":
            sessions[clock_hours.hour_at(zone, one.started_at)] += 1
        pauses = clock_hours.pauses_of(states.get(one.id, ()))
        for start, end in clock_hours.work_intervals(
            one.started_at, one.ended_at, one.paused_seconds, pauses
        ):
            clock_hours.add_hours(seconds, zone, start, end)
    return list(map(breakdown.HourTotal, range(clock_hours.HOURS), sessions, seconds))


def tag_totals(context: Context, window: Window) -> list[TagTotal]:
    """Return the work of the window by tag, of the session or of its task."""
    from roma_cli.domain.stats import breakdown  # noqa: PLC0415 - only for --by tag

    return breakdown.by_tag(stats_queries.tag_sums(context.file, _selection(context, window)))


def task_totals(context: Context, window: Window) -> list[TaskTotal]:
    """Return the work of the window by task."""
    from roma_cli.domain.stats import breakdown  # noqa: PLC0415 - only for --by task

    return breakdown.by_task(stats_queries.task_sums(context.file, _selection(context, window)))


def _with_running(context: Context, today: date, closed: DayTotal | None) -> DayTotal:
    """Return the day in progress; a manual reset or a change of zone may have closed part of it."""
    own = context.configuration
    work, rest, overrides = day_closing.sums(
        day_queries.open_sessions(context.file, context.user_id),
        day_queries.open_adjustments(context.file, context.user_id),
    )
    before = closed or stats_totals.DayTotal(today, 0, 0, 0, 0, open=True, off=False)
    return stats_totals.DayTotal(
        today,
        before.sessions + own.today_session_count,
        before.work_seconds + work,
        before.rest_seconds + rest,
        before.overrides + overrides,
        open=True,
        off=stats_totals.is_off(today, own.days_off),
    )


def _parsed(context: Context, option: str, text: str, today: date) -> date:
    from roma_cli.domain.dates.parse import parse_day  # noqa: PLC0415 - only when typed

    day = parse_day(text, context.rule, context.now, past=True)
    if day > today:
        raise UsageError(f"{option} {day} is in the future", f"roma stats {option} {today}")
    return day


def _since(context: Context, today: date) -> date:
    """Return the first day that can have data: the user's first, or the first closed day."""
    made = min(context.configuration.created_at, context.now)
    since = min(days.today(context.rule, made), today)
    closed = stats_queries.first_day(context.file, context.user_id)
    return since if closed is None else min(since, date.fromisoformat(closed))


def _exists(context: Context) -> Callable[[date], bool]:
    def exists(day: date) -> bool:
        found = days.day_of(context.rule, day)
        return found.start < found.end

    return exists


def _before(day: date, number: int) -> date:
    return date.fromordinal(max(days.FIRST_DATE.toordinal(), day.toordinal() - number))


def _selection(context: Context, window: Window) -> stats_queries.Days:
    first, last = window.first.isoformat(), window.last.isoformat()
    return stats_queries.Days(context.user_id, first, last, window.running)
