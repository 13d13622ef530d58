"""Checks of the rows: settings, schedule, tasks, reminders, and the audit log."""

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
    """Expect a write-ahead log, so that readers never wait for a writer."""
    [(mode,)] = check_queries.rows(case.file, "journal mode")
    fine = f"journal mode {mode}"
    if mode == "wal" or not case.file.writable:
        return Report([], fine)
    mend = f"sqlite3 {shlex.quote(case.invocation.path())} {shlex.quote(check_queries.USE_WAL)}"
    return Report([f"{fine}: readers wait for writers"], fine, mend)


def changes(case: Case) -> list[str]:
    """Expect that rows are as the newest entry of the audit log left them."""
    tables: dict[str, dict[str, dict[str, object]]] = {}
    problems = []
    for table, key, data in check_queries.rows(case.file, "newest entries"):
        if table not in tables:
            tables[table] = check_queries.table_rows(case.file, table)
        row = tables[table].get(key)
        try:
            after = json.loads(data)["after"]
        except (ValueError, KeyError, TypeError):
            # The check `history` reports those that can't be read.
            continue
        if (row is None) != (after is None):
            problems.append(f"{table} {key} {'is gone' if row is None else 'exists again'}")
        elif row is not None:
            names = [name for name, value in after.items() if row.get(name) != value]
            if names:
                problems.append(f"{table} {key} has a different {', '.join(names)}")
    return problems


def zones(case: Case) -> list[str]:
    """Expect that this machine knows every user's zone."""
    return [
        f"{own.user_name}: {problem.message}"
        for own in user_queries.configurations(case.file)
        if (problem := _refusal(days.zone, own.timezone))
    ]


def typed_settings(case: Case) -> Report:
    """Expect that every setting is valid."""
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
    """Expect that the daily reset is at the next day boundary, in the user's zone."""
    return [
        f"the daily reset of {context.configuration.user_name} is not scheduled for the day's end"
        for context in case.contexts
        if is_misplaced(context)
    ]


def cron_lines(case: Case) -> list[str]:
    """Expect that every row's cron expression can fire, in a known zone."""
    return [
        f"{row.task_type}: {problem.message}"
        for _, row in _scheduled(case)
        if (problem := _refusal(validate, row.cron_expression) or _refusal(days.zone, row.timezone))
    ]


def overdue(case: Case) -> list[str]:
    """Expect that no other scheduled job has waited for more than a day."""
    return [
        f"{row.task_type.replace('_', ' ')} has waited since "
        f"{days.iso_local(context.configuration.timezone, row.next_execution_at)}"
        for context, row in _scheduled(case)
        if row.task_type != "daily_reset" and row.next_execution_at < context.now - _DAY
    ]


def reset_due(case: Case) -> list[str]:
    """Expect that no daily reset is due; checking changes nothing, so it does not do the reset."""
    return [
        f"the daily reset of {context.configuration.user_name} is due"
        for context in case.contexts
        if counting.due(context.configuration, context.now) is not None
    ]


def repeats(case: Case) -> list[str]:
    """Expect that every repeat can be parsed."""
    found = check_queries.rows(case.file, "repeats")
    return [
        f"can't read the repeat {words!r}" for (words,) in found if _refusal(parse_repeat, words)
    ]


def tags(case: Case) -> list[str]:
    """Expect valid tags, with the matching keys for comparison."""
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
    """Expect that a pending reminder is scheduled at the right time before its task's due date."""
    return [
        f"reminder {one.id} of task {one.task_id} is scheduled for the wrong time"
        for context in case.contexts
        for one, _ in misplaced_reminders(context)
    ]


def waiting_reminders(case: Case) -> list[str]:
    """Expect that reminders are sent: none has waited for more than a day."""
    return [
        f"reminder {one.id} has waited for {(context.now - one.scheduled_at) // _DAY} days"
        for context in case.contexts
        for one in reminder_queries.due(case.file, context.user_id, context.now - _DAY)
    ]


def is_misplaced(context: Context) -> bool:
    """Tell whether the row of the daily reset does not match the settings.

    While a reset is due the row still has the boundary of the day to close.
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
    """Yield the pending reminders with a wrong time, and the right time.

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
            # Computed in the zone in which it was created, which the user may have changed since.
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
    """Return the error that parsing `text` raises, or None."""
    try:
        read(text)
    except RomaError as problem:
        return problem
    return None
