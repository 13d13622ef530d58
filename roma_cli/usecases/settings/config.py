"""Use cases of the settings, and the effect of a new zone or reset time on the count."""

from __future__ import annotations

from roma_cli.adapters import machine
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain.settings import SETTINGS
from roma_cli.domain.text import plural
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.day.session_count import next_reset
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry, Scalar
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.settings import Setting

_DAY_RULE = ("timezone", "daily_reset_time")


def show(context: Context) -> Result:
    """List every setting with its value and what it is for."""
    own = context.configuration
    rows = [
        (Cell(name, "label"), Cell(_shown(own, setting)), Cell(setting.about, "dim"))
        for name, setting in SETTINGS.items()
    ]
    columns = (Column("setting"), Column("value", wraps=True), Column("meaning", wraps=True))
    return Result([Table(columns, rows)], lambda: json_shapes.configuration(own))


def get(context: Context, setting: Setting) -> Result:
    """Print one setting's value and nothing else."""
    own = context.configuration
    return Result(
        [line(_shown(own, setting))],
        lambda: {setting.name: json_shapes.configuration(own)[setting.name]},
    )


def set_values(
    context: Context, values: Mapping[str, Scalar], *, keep_count: bool = False
) -> Result:
    """Set settings, in one operation."""
    return _assign(context, values, chosen=True, keep_count=keep_count)


def unset(context: Context, setting: Setting, *, keep_count: bool = False) -> Result:
    """Set one setting back to what a new file starts with; the zone to this machine's own."""
    value = setting.default
    if setting.name == "timezone":
        value = machine.machine_zone(context.invocation.environ) or value
    return _assign(context, {setting.name: value}, chosen=False, keep_count=keep_count)


def _assign(
    context: Context, values: Mapping[str, Scalar], *, chosen: bool, keep_count: bool
) -> Result:
    summary = ", ".join(
        f"{name} set to {SETTINGS[name].show(value) or 'nothing'}" for name, value in values.items()
    )
    with context.operation() as op:
        before = context.configuration
        date = days.today(context.rule, context.now).isoformat()
        entries = assigned(context, values, chosen=chosen, keep_count=keep_count)
        op.write(summary, entries)
    own = context.configuration
    blocks = [line(f"{name} = ", Cell(_shown(own, SETTINGS[name]), "count")) for name in values]
    if any(name in values for name in _DAY_RULE):
        blocks.append(line(f"next reset {next_reset(context)}"))
    if any(one.event_type.startswith("stats.") for one in entries):
        closed = f"{plural(before.today_session_count, 'session')} closed into {date}"
        blocks.append(line(f"a new day has begun under this setting: {closed}"))
        blocks.append(line(Cell("roma undo takes this back, count and all", "dim")))
    return Result(blocks, lambda: {name: json_shapes.configuration(own)[name] for name in values})


def assigned(
    context: Context, values: Mapping[str, Scalar], *, chosen: bool, keep_count: bool = False
) -> list[Entry]:
    """Return the entries that give the user these settings, and all that follows them its place."""
    own = context.configuration
    state = own.setup_state
    for name in _DAY_RULE:
        if name in values:
            state = _state(state, name, chosen=chosen)
    new = own._replace(**values, setup_state=state)
    if counting.rule_of(own) == counting.rule_of(new):
        return [*counting.configured(own, new, now=context.now), *_rescheduled(context, new)]
    date = days.today(context.rule, context.now).isoformat()
    entries = counting.rule_change(
        own,
        new,
        day_queries.day_to_close(context.file, context.user_id, date),
        keep_count=keep_count,
        now=context.now,
        device=machine.device_id(),
    )
    return [*entries, *_rescheduled(context, new)]


def _rescheduled(context: Context, new: Configuration) -> list[Entry]:
    """Return the entries by which the rest of the schedule follows the new settings."""
    own = context.configuration
    zone_changed = own.timezone != new.timezone
    retention_changed = own.event_retention_days != new.event_retention_days
    times_changed = own.all_day_reminder_time != new.all_day_reminder_time
    day_changed = counting.rule_of(own) != counting.rule_of(new)
    entries: list[Entry] = []
    if times_changed or day_changed:
        from roma_cli.usecases.reminders.sync import rescheduled  # noqa: PLC0415 - only when they move

        entries = rescheduled(context, new)
    if not (zone_changed or retention_changed):
        return entries
    from roma_cli.domain.clock import schedule as schedule_rules  # noqa: PLC0415 - only when it moves

    rows = day_queries.schedule(context.file, context.user_id)
    if retention_changed:
        wanted = new.event_retention_days is not None
        entries += schedule_rules.retention(new, rows, wanted=wanted, now=context.now)
        rows = [row for row in rows if row.task_type != schedule_rules.RETENTION]
    if zone_changed:
        entries += schedule_rules.moved(rows, new.timezone, now=context.now)
    return entries


def _state(state: str, name: str, *, chosen: bool) -> str:
    """Return the state of the set-up after one of the two settings of the day was chosen.

    initial -> timezone_configured -> active, as in the data model; taking a choice back goes
    back to where that choice had not been made.
    """
    if name == "daily_reset_time":
        if chosen:
            return "active"
        return "timezone_configured" if state == "active" else state
    if not chosen:
        return "initial"
    return state if state == "active" else "timezone_configured"


def _shown(own: Configuration, setting: Setting) -> str:
    return setting.show(getattr(own, setting.name))
