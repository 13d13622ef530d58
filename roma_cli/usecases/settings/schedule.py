"""The schedule: what is on it, doing what is due, and having the machine do it by itself."""

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
from roma_cli.usecases.result import Answer, Cell, Column, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.adapters.scheduling.jobs import Report
    from roma_cli.context import Request, Visit
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day_records import ScheduledTask

_EVERY_FIVE_MINUTES = "*/5 * * * *"
"""roma itself computes the boundary, so the machine only has to ask now and then."""


def list_rows(visit: Visit) -> Answer:
    """List what is on the user's schedule."""
    zone = visit.configuration.timezone
    found = day_queries.schedule(visit.file, visit.user_id)
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
    return Answer(
        [Table(columns, rows)],
        lambda: [json_shapes.schedule(zone, one) for one in found],
        theme=visit.configuration.theme,
    )


def run(visit: Visit) -> Answer:
    """Do what is due on the schedule; the visit has done the daily reset already."""
    said: list[str] = []

    def decide() -> tuple[str, list[Entry]]:
        entries: list[Entry] = []
        for row in day_queries.schedule(visit.file, visit.user_id):
            if row.is_active and row.next_execution_at <= visit.now:
                entries += _do(visit, row, said)
        return "scheduled work", entries

    visit.change(decide, actor="roma")
    return Answer(
        [line(text) for text in said],
        lambda: {"done": said},
        theme=visit.configuration.theme,
    )


def prune(visit: Visit) -> Answer:
    """Remove the reset events that have outlived `event_retention_days`."""
    kept = visit.configuration.event_retention_days
    if kept is None:
        raise UsageError(
            "all reset events are kept, since event_retention_days is not set",
            "roma config set event_retention_days 365",
        )
    number = 0

    def decide() -> tuple[str, list[Entry]]:
        nonlocal number
        entries = _outlived(visit)
        number = len(entries)
        return f"{plural(number, 'reset event')} pruned", entries

    visit.change(decide)
    return Answer(
        [line(f"{plural(number, 'reset event')} older than {plural(kept, 'day')} removed")],
        lambda: {"pruned": number, "event_retention_days": kept},
        theme=visit.configuration.theme,
    )


def show(request: Request, *, systemd: bool) -> Answer:
    """Print what `install` would write; changes nothing."""
    text = scheduler.show(machine_jobs(request), systemd=systemd)
    return Answer([line(row) for row in text.splitlines()], lambda: {"text": text})


def install(request: Request, *, systemd: bool) -> Answer:
    """Have cron or systemd look for due resets and reminders every five minutes."""
    report = scheduler.install(machine_jobs(request), request.environ, systemd=systemd)
    other = scheduler.installed_elsewhere(machine_jobs(request), request.environ, systemd=systemd)
    talk = [*report.talk]
    if other:
        talk.append(f"the same is installed in {other} too; one of them is enough")
    return Answer(
        [line(f"{_place(systemd=systemd)}: {report.change}")], lambda: _shape(report), talk=talk
    )


def remove(request: Request, *, systemd: bool) -> Answer:
    """Take out what `install` wrote, and nothing else."""
    report = scheduler.remove(request.environ, systemd=systemd)
    return Answer(
        [line(f"{_place(systemd=systemd)}: {report.change}")],
        lambda: _shape(report),
        talk=report.talk,
    )


def _do(visit: Visit, row: ScheduledTask, said: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    if (
        row.task_type == schedule_rules.RETENTION
        and visit.configuration.event_retention_days is not None
    ):
        entries = _outlived(visit)
        if entries:
            said.append(f"{plural(len(entries), 'reset event')} pruned")
    return [*entries, schedule_rules.ran(row, now=visit.now)]


def _outlived(visit: Visit) -> list[Entry]:
    kept = visit.configuration.event_retention_days or 0
    since = schedule_rules.keep_from(kept, visit.now)
    return schedule_rules.outlived(
        day_queries.reset_events_before(visit.file, visit.user_id, since)
    )


def machine_jobs(request: Request) -> list[Job]:
    """Return what the machine shall run: this very program and file, by absolute path."""
    program = [*_program(), "--db", request.path()]
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
    return {"change": report.change, "talk": list(report.talk)}


def _moment(zone: str, moment: int | None) -> str:
    return "" if moment is None else days.iso_local(zone, moment)
