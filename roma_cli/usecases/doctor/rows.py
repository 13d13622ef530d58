"""Checks of what the rows hold: settings, schedule, tasks, reminders, and the audit log."""

from __future__ import annotations

import json
import shlex

from roma_cli.domain import counting, settings
from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.clock.cron import daily, validate
from roma_cli.domain.due import deadline
from roma_cli.domain.errors import RomaError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.doctor.check import Report
from roma_cli.usecases.reminders.sync import moment_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.context import Context
    from roma_cli.domain.day_records import ScheduledTask
    from roma_cli.domain.task_records import Reminder
    from roma_cli.usecases.doctor.check import Case

_DAY = 86_400
_TYPED = ("daily_reset_time", "quiet_hours", "notification_channels", "daily_goal", "days_off")


def journal(case: Case) -> Report:
    """Expect a log beside the file, so that readers never wait for a writer."""
    [(mode,)] = check_queries.rows(case.file, "journal mode")
    fine = f"kept as {mode}"
    if mode == "wal" or not case.file.writable:
        return Report([], fine)
    mend = f"sqlite3 {shlex.quote(case.invocation.path())} {shlex.quote(check_queries.USE_WAL)}"
    return Report([f"{fine}: readers wait for writers"], fine, mend)


def changes(case: Case) -> list[str]:
    """Expect that rows hold what the newest entry of the audit log left there."""
    tables: dict[str, dict[str, dict[str, object]]] = {}
    problems = []
    for table, key, data in check_queries.rows(case.file, "newest entries"):
        if table not in tables:
            tables[table] = check_queries.table_rows(case.file, table)
        row = tables[table].get(key)
        try:
            after = json.loads(data)["after"]
        except (ValueError, KeyError, TypeError):
            # `history` names those that cannot be read.
            continue
        if (row is None) != (after is None):
            problems.append(f"{table} {key} {'is gone' if row is None else 'is there again'}")
        elif row is not None:
            names = [name for name, value in after.items() if row.get(name) != value]
            if names:
                problems.append(f"{table} {key} has another {', '.join(names)}")
    return problems


def zones(case: Case) -> list[str]:
    """Expect that every user's zone is one that this machine knows."""
    return [
        f"{own.user_name}: {problem.message}"
        for own in user_queries.configurations(case.file)
        if (problem := _refusal(days.zone, own.timezone))
    ]


def typed_settings(case: Case) -> Report:
    """Expect that every setting is one that could be typed."""
    problems, mend = [], ""
    for own in user_queries.configurations(case.file):
        for name in _TYPED:
            value = getattr(own, name)
            setting = settings.find(name)
            if value is not None and (
                _refusal(setting.read, str(value)) or setting.read(str(value)) != value
            ):
                problems.append(f"{own.user_name}'s {name} is {value!r}")
                mend = f"roma --user {own.user_name} config unset {name}"
    return Report(problems, mend=mend)


def boundary(case: Case) -> list[str]:
    """Expect that the daily reset stands at the boundary that comes next, in the user's zone."""
    return [
        f"the daily reset of {context.configuration.user_name} stands at another moment than "
        "the day's end"
        for context in case.contexts
        if is_misplaced(context)
    ]


def cron_lines(case: Case) -> list[str]:
    """Expect that every row's cron expression fires, in a zone that is known."""
    return [
        f"{row.task_type}: {problem.message}"
        for _, row in _scheduled(case)
        if (problem := _refusal(validate, row.cron_expression) or _refusal(days.zone, row.timezone))
    ]


def overdue(case: Case) -> list[str]:
    """Expect that nothing else on the schedule has waited for more than a day."""
    return [
        f"{row.task_type.replace('_', ' ')} has waited since "
        f"{days.iso_local(context.configuration.timezone, row.next_execution_at)}"
        for context, row in _scheduled(case)
        if row.task_type != "daily_reset" and row.next_execution_at < context.now - _DAY
    ]


def reset_due(case: Case) -> list[str]:
    """Expect that no daily reset waits; the doctor changes nothing, so it does none."""
    return [
        f"the daily reset of {context.configuration.user_name} is due"
        for context in case.contexts
        if counting.due(context.configuration, context.now) is not None
    ]


def repeats(case: Case) -> list[str]:
    """Expect that how tasks repeat can be read."""
    found = check_queries.rows(case.file, "repeats")
    return [f"no task repeats {words!r}" for (words,) in found if _refusal(parse_repeat, words)]


def tags(case: Case) -> list[str]:
    """Expect tags that could be typed, and beside them the keys that they are compared by."""
    problems = []
    for words, keys in check_queries.rows(case.file, "tags"):
        try:
            wanted = task_rules.tag_columns(task_rules.clean_tags(words.split(" ")))
        except RomaError:
            wanted = {}
        if wanted != {"tags": words, "tag_keys": keys}:
            problems.append(f"the tags {words!r} are compared as {keys!r}")
    return problems


def reminder_times(case: Case) -> list[str]:
    """Expect that a pending reminder comes as long before its task's due date as it should."""
    return [
        f"reminder {one.id} of task {one.task_id} comes at another time than it should"
        for context in case.contexts
        for one, _ in misplaced_reminders(context)
    ]


def waiting_reminders(case: Case) -> list[str]:
    """Expect that somebody sends reminders: none has waited for more than a day."""
    return [
        f"reminder {one.id} has waited for {(context.now - one.scheduled_at) // _DAY} days"
        for context in case.contexts
        for one in reminder_queries.due(case.file, context.user_id, context.now - _DAY)
    ]


def is_misplaced(context: Context) -> bool:
    """Tell whether the row of the daily reset is not what the settings want it to be.

    While a reset is due the row still stands at the boundary that it closes.
    """
    row = day_queries.daily_reset_schedule(context.file, context.user_id)
    if row is None:
        return False
    own = context.configuration
    if (row.timezone, row.cron_expression) != (own.timezone, daily(context.rule.reset_minute)):
        return True
    if counting.due(own, context.now) is not None:
        return bool(row.next_execution_at > context.now)
    return bool(row.next_execution_at != counting.next_reset(own, context.now))


def misplaced_reminders(context: Context) -> Iterator[tuple[Reminder, int]]:
    """Give the pending reminders that come at another time than they should, and when they should.

    The moments are epoch seconds. Reminders snoozed by hand are left out.
    """
    snoozed = check_queries.snoozed(context.file)
    found = reminder_queries.pending(context.file, context.user_id)
    ids = list(dict.fromkeys(one.task_id for one in found))
    tasks = task_queries.tasks(context.file, context.user_id, ids)
    for one in found:
        task = tasks.get(one.task_id)
        due = task_rules.due_of(task) if task is not None and task.status == "pending" else None
        if due is None or one.offset_seconds is None or one.id in snoozed:
            continue
        if not due.all_day and one.offset_seconds >= _DAY:
            # Counted on the clock of the zone it was made in, from which the user may have moved.
            wanted = deadline(due, context.rule) - one.offset_seconds
            if abs(one.scheduled_at - wanted) < _DAY:
                continue
        moment = moment_before(context.configuration, due, one.offset_seconds)
        if moment != one.scheduled_at:
            yield one, moment


def _scheduled(case: Case) -> Iterator[tuple[Context, ScheduledTask]]:
    for context in case.contexts:
        for row in day_queries.schedule(context.file, context.user_id):
            if row.is_active:
                yield context, row


def _refusal(read: Callable[[str], object], text: str) -> RomaError | None:
    """Return the error that reading `text` raises, or None."""
    try:
        read(text)
    except RomaError as problem:
        return problem
    return None
