"""Use cases of the schedule: list, run, prune, and the machine's own scheduler."""

from __future__ import annotations

import os
import sys

from roma_cli.adapters.scheduling import scheduler
from roma_cli.adapters.scheduling.jobs import Job
from roma_cli.domain import day as days
from roma_cli.domain.clock import schedule as schedule_rules
from roma_cli.domain.clock.cron import validate
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import plural
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.adapters.scheduling.jobs import Report
    from roma_cli.context import Context, Invocation
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day_records import ScheduledTask

_EVERY_FIVE_MINUTES = "*/5 * * * *"
"""roma itself computes the boundary, so the machine only has to ask now and then."""


def list_rows(context: Context) -> Result:
    """List what is on the user's schedule."""
    zone = context.configuration.timezone
    found = day_queries.schedule(context.file, context.user_id)
    rows = [
        (
            Cell(one.task_type.replace("_", " ")),
            Cell(one.cron_expression),
            Cell(one.timezone),
            Cell(_moment(zone, one.next_execution_at) if one.is_active else "off"),
            Cell(_moment(zone, one.last_executed_at), "dim"),
        )
        for one in found
    ]
    columns = (
        Column("what"),
        Column("cron"),
        Column("zone"),
        Column("next", wraps=True),
        Column("last", wraps=True),
    )
    return Result(
        [Table(columns, rows)], lambda: [json_shapes.schedule(zone, one) for one in found]
    )


def run(context: Context) -> Result:
    """Do what is due on the schedule; the daily reset is done already."""
    message: list[str] = []
    with context.operation(actor="roma") as op:
        entries: list[Entry] = []
        for row in day_queries.schedule(context.file, context.user_id):
            if row.is_active and row.next_execution_at <= context.now:
                entries += _do(context, row, message)
        op.write("scheduled work", entries)
    return Result([line(text) for text in message], lambda: {"done": message})


def prune(context: Context) -> Result:
    """Remove the reset events that have outlived `event_retention_days`."""
    kept = context.configuration.event_retention_days
    if kept is None:
        raise UsageError(
            "all reset events are kept, since event_retention_days is not set",
            "roma config set event_retention_days 365",
        )
    with context.operation() as op:
        entries = _outlived(context)
        number = len(entries)
        op.write(f"{plural(number, 'reset event')} pruned", entries)
    return Result(
        [line(f"{plural(number, 'reset event')} older than {plural(kept, 'day')} removed")],
        lambda: {"pruned": number, "event_retention_days": kept},
    )


def show(invocation: Invocation, *, systemd: bool) -> Result:
    """Print what `install` would write; changes nothing."""
    text = scheduler.of(systemd=systemd).show(machine_jobs(invocation))
    return Result([line(row) for row in text.splitlines()], lambda: {"text": text})


def install(invocation: Invocation, *, systemd: bool) -> Result:
    """Have cron or systemd look for due resets and reminders every five minutes."""
    jobs, environ = machine_jobs(invocation), invocation.environ
    report = scheduler.of(systemd=systemd).install(jobs, environ)
    other = scheduler.installed_elsewhere(jobs, environ, systemd=systemd)
    messages = [*report.messages]
    if other:
        messages.append(f"the same is installed in {other} too; one of them is enough")
    return Result(
        [line(f"{_place(systemd=systemd)}: {report.change}")],
        lambda: _shape(report),
        messages=messages,
    )


def remove(invocation: Invocation, *, systemd: bool) -> Result:
    """Take out what `install` wrote, and nothing else."""
    report = scheduler.of(systemd=systemd).remove(invocation.environ)
    return Result(
        [line(f"{_place(systemd=systemd)}: {report.change}")],
        lambda: _shape(report),
        messages=report.messages,
    )


def _do(context: Context, row: ScheduledTask, message: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    if (
        row.task_type == schedule_rules.RETENTION
        and context.configuration.event_retention_days is not None
    ):
        entries = _outlived(context)
        if entries:
            message.append(f"{plural(len(entries), 'reset event')} pruned")
    return [*entries, schedule_rules.ran(row, now=context.now)]


def _outlived(context: Context) -> list[Entry]:
    kept = context.configuration.event_retention_days or 0
    since = schedule_rules.keep_from(kept, context.now)
    return schedule_rules.outlived(
        day_queries.reset_events_before(context.file, context.user_id, since)
    )


def machine_jobs(invocation: Invocation) -> list[Job]:
    """Return what the machine shall run: this very program and file, by absolute path."""
    program = [*_program(), "--db", invocation.path()]
    return [
        Job("reset", validate(_EVERY_FIVE_MINUTES), (*program, "reset", "check", "--all-users"))
    ]


def _program() -> list[str]:
    """Return how to start this roma: the command beside this Python, else the module in it."""
    command = os.path.join(os.path.dirname(sys.executable), "roma")
    if os.access(command, os.X_OK):
        return [command]
    return [sys.executable, "-m", "roma_cli"]


def _place(*, systemd: bool) -> str:
    return "systemd user timers" if systemd else "crontab"


def _shape(report: Report) -> dict[str, object]:
    return {"change": report.change, "talk": list(report.messages)}


def _moment(zone: str, moment: int | None) -> str:
    return "" if moment is None else days.iso_local(zone, moment)
