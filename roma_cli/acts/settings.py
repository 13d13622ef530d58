"""What the configuration commands do, and what a change of zone or reset time does to the count."""

from __future__ import annotations

from roma_cli.acts import shapes
from roma_cli.acts.answer import Answer, Cell, Column, Table, line
from roma_cli.acts.sessions import next_reset
from roma_cli.core import day as days
from roma_cli.core import sessions as rules
from roma_cli.core.changes import entry, is_empty, update
from roma_cli.core.settings import SETTINGS, find
from roma_cli.core.text import plural
from roma_cli.outside import machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.core.changes import Entry, Scalar, Value
    from roma_cli.core.records import Configuration
    from roma_cli.core.settings import Setting
    from roma_cli.visit import Visit

_DAY_RULE = ("timezone", "daily_reset_time")


def show(visit: Visit) -> Answer:
    """List every setting with its value and what it is for."""
    own = visit.configuration
    rows = [
        (Cell(name, "label"), Cell(_shown(own, setting)), Cell(setting.about, "dim"))
        for name, setting in SETTINGS.items()
    ]
    columns = (Column("setting"), Column("value", wraps=True), Column("meaning", wraps=True))
    return Answer([Table(columns, rows)], lambda: shapes.configuration(own), theme=own.theme)


def get(visit: Visit, name: str) -> Answer:
    """Print one setting's value and nothing else."""
    setting = find(name)
    own = visit.configuration
    return Answer(
        [line(_shown(own, setting))],
        lambda: {setting.name: shapes.configuration(own)[setting.name]},
        theme=own.theme,
    )


def set_value(visit: Visit, name: str, typed: str, *, keep_count: bool = False) -> Answer:
    """Set one setting from what was typed."""
    setting = find(name)
    return _assign(visit, setting, setting.read(typed), chosen=True, keep_count=keep_count)


def unset(visit: Visit, name: str, *, keep_count: bool = False) -> Answer:
    """Set one setting back to what a new file starts with; the zone to this machine's own."""
    setting = find(name)
    value = setting.default
    if setting.name == "timezone":
        value = machine.machine_zone(visit.request.environ) or value
    return _assign(visit, setting, value, chosen=False, keep_count=keep_count)


def _assign(
    visit: Visit, setting: Setting, value: Scalar, *, chosen: bool, keep_count: bool
) -> Answer:
    closed: list[str] = []

    def decide() -> tuple[str, list[Entry]]:
        own = visit.configuration
        new = own._replace(**{setting.name: value})
        if setting.name in _DAY_RULE:
            new = new._replace(setup_state=_state(own, setting.name, chosen=chosen))
        summary = f"{setting.name} set to {setting.show(value) or 'nothing'}"
        if setting.name in _DAY_RULE and value != getattr(own, setting.name):
            date = days.today(visit.rule, visit.now).isoformat()
            entries = rules.rule_change(
                own,
                new,
                visit.books(date),
                keep_count=keep_count,
                now=visit.now,
                device=machine.device_id(),
            )
            if any(one.event_type.startswith("stats.") for one in entries):
                closed.append(f"{plural(own.today_session_count, 'session')} closed into {date}")
            return summary, entries
        columns: dict[str, Value] = {
            setting.name: value,
            "setup_state": new.setup_state,
            "updated_at": visit.now,
        }
        change = update("user_configurations", own.id, own, columns)
        return summary, [] if is_empty(change) else [entry("config.changed", change)]

    visit.change(decide)
    own = visit.configuration
    blocks = [line(f"{setting.name} = ", Cell(_shown(own, setting), "count"))]
    if setting.name in _DAY_RULE:
        blocks.append(line(f"next reset {next_reset(visit)}"))
    for what in closed:
        blocks.append(line(f"a new day has begun under this setting: {what}"))
        blocks.append(line(Cell("roma undo takes this back, count and all", "dim")))
    return Answer(
        blocks,
        lambda: {setting.name: shapes.configuration(own)[setting.name]},
        theme=own.theme,
    )


def _state(own: Configuration, name: str, *, chosen: bool) -> str:
    """Return the state of the set-up after one of the two settings of the day was chosen.

    initial -> timezone_configured -> active, as in the data model; taking a choice back goes
    back to where that choice had not been made.
    """
    if name == "daily_reset_time":
        if chosen:
            return "active"
        return "timezone_configured" if own.setup_state == "active" else own.setup_state
    if not chosen:
        return "initial"
    return own.setup_state if own.setup_state == "active" else "timezone_configured"


def _shown(own: Configuration, setting: Setting) -> str:
    return setting.show(getattr(own, setting.name))
