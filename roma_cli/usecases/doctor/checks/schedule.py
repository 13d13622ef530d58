"""Settings, and what is on the schedule."""

from __future__ import annotations

from roma_cli.domain import counting, settings
from roma_cli.domain import day as days
from roma_cli.domain.clock.cron import daily, validate
from roma_cli.domain.errors import RomaError
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.doctor.checks.finding import WARNING, Finding, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.day_records import ScheduledTask
    from roma_cli.usecases.doctor.checks.finding import Case

_DAY = 86_400
_FIX = "roma doctor --fix"
_RESET = "daily_reset"


def users(case: Case) -> Finding:
    """Expect that every user has settings."""
    wrong = check_queries.problems(case.file, "settings")
    return judged("users", wrong, "each has settings", mend="roma data restore")


def zones(case: Case) -> Finding:
    """Expect that every user's zone is one that this machine knows."""
    wrong, mend = [], ""
    for own in user_queries.configurations(case.file):
        try:
            days.zone(own.timezone)
        except RomaError as problem:
            wrong.append(f"{own.user_name}: {problem.message}")
            mend = "pip install --upgrade tzdata"
    return judged("zones", wrong, "this machine knows each", mend=mend)


def typed(case: Case) -> Finding:
    """Expect that every setting is one that could be typed."""
    wrong, mend = [], ""
    for own in user_queries.configurations(case.file):
        for name in (
            *("daily_reset_time", "quiet_hours", "notification_channels", "daily_goal"),
            "days_off",
        ):
            value = getattr(own, name)
            try:
                kept = value is None or settings.find(name).read(str(value)) == value
            except RomaError:
                kept = False
            if not kept:
                wrong.append(f"{own.user_name}'s {name} is {value!r}")
                mend = f"roma --user {own.user_name} config unset {name}"
    return judged("settings", wrong, "each could be typed", mend=mend)


def one_reset(case: Case) -> Finding:
    """Expect that every user has one active row for the daily reset."""
    wrong = []
    for context in case.contexts:
        rows = [row for row in _active(context) if row.task_type == _RESET]
        if len(rows) != 1:
            name = context.configuration.user_name
            wrong.append(f"{name} has {len(rows) or 'no'} daily reset on the schedule")
    return judged("schedule", wrong, "one daily reset for each user", mend=_FIX)


def boundary(case: Case) -> Finding:
    """Expect that the daily reset stands at the boundary that comes next, in the user's zone."""
    wrong = [
        f"the daily reset of {context.configuration.user_name} stands at another moment than "
        "the day's end"
        for context in case.contexts
        if is_misplaced(context)
    ]
    return judged("boundary", wrong, "the daily reset stands at the day's end", mend=_FIX)


def cron_lines(case: Case) -> Finding:
    """Expect that every row's cron expression fires, in a zone that is known."""
    wrong = []
    for context in case.contexts:
        for row in _active(context):
            try:
                validate(row.cron_expression)
                days.zone(row.timezone)
            except RomaError as problem:
                wrong.append(f"{row.task_type}: {problem.message}")
    return judged("cron lines", wrong, "each fires", mend=_FIX)


def overdue(case: Case) -> Finding:
    """Expect that nothing else on the schedule has waited for more than a day."""
    wrong = [
        f"{row.task_type.replace('_', ' ')} has waited since "
        f"{days.iso_local(context.configuration.timezone, row.next_execution_at)}"
        for context in case.contexts
        for row in _active(context)
        if row.task_type != _RESET and row.next_execution_at < context.now - _DAY
    ]
    return judged(
        "scheduled work", wrong, "none has waited", mend="roma schedule run", state=WARNING
    )


def is_misplaced(context: Context) -> bool:
    """Tell whether the row of the daily reset is not what the settings want it to be.

    While a reset is due the row still stands at the boundary that it closes.
    """
    row = day_queries.daily_reset_schedule(context.file, context.user_id)
    if row is None:
        return False
    own = context.configuration
    is_due = counting.due(own, context.now) is not None
    rule = context.rule
    if (row.timezone, row.cron_expression) != (own.timezone, daily(rule.reset_minute)):
        return True
    if is_due:
        return bool(row.next_execution_at > context.now)
    return bool(row.next_execution_at != counting.next_reset(own, context.now))


def _active(context: Context) -> list[ScheduledTask]:
    return [row for row in day_queries.schedule(context.file, context.user_id) if row.is_active]


CHECKS = (users, zones, typed, one_reset, boundary, cron_lines, overdue)
