"""Tables of the archive, roma's own JSON: their columns, and how a merge treats their rows.

One JSON object: `roma` says which format and schema, and what numbers come next; then one array
for each table, in the order of `TABLES`, each row an object of all its columns. Numbers of rows
are those of the file; where another row is meant, its number stands. Moments are ISO 8601 in UTC,
days `YYYY-MM-DD`, tags an array, yes and no `true` and `false`, and what a column holds as JSON is
JSON. What can be made from the rest, indexes and the keys of tags, is left out.
"""

from __future__ import annotations

from functools import lru_cache
from json import JSONDecoder, JSONEncoder
from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain.task_fields import LATER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = 1
"""The version of this form; a change that an older roma would misread makes it one more."""

ID, KEY, TEXT, NUMBER, MOMENT, DAY, FLAG, TAGS, JSON = (
    *("id", "key", "text", "number", "moment", "day", "flag", "tags", "json"),
)
"""Kinds of columns. Any other kind is the name of the table that the column refers to."""


class Field(NamedTuple):
    """One column: its name and kind, which for a reference is the table it refers to."""

    name: str
    kind: str


class Table:
    """One table: its columns, and how its rows are merged with those of another file.

    `names` are the columns that stand in the JSON, `columns` those and the `derived` ones.
    A row is recognised by its column `name` ("" where there is none), else by the columns
    `alike`, where the column `only[0]` holds `only[1]`; of several rows it is the one with the
    greatest `prefer`. `content` are the columns in which two versions of a row can differ: all
    but what names it, what it refers to, and those `beside`.

    A row that is added is audited as `event`, in which braces name a column, and counted as a
    `noun`; where `is_listed` also when a whole file is put back. Of tables that are written
    `singly` each row is an entry of its own. `by_roma` marks tables that roma fills by itself,
    before anybody has done anything.
    """

    def __init__(
        self,
        columns: str,
        *,
        derived: str = "",
        alike: str = "",
        only: tuple[str, str] | None = None,
        prefer: str = "",
        beside: str = "",
        event: str = "",
        noun: str = "",
        is_listed: bool = True,
        singly: bool = False,
        by_roma: bool = False,
    ) -> None:
        pairs = (word.partition(":") for word in columns.split())
        self.fields = tuple(Field(name, kind or TEXT) for name, _, kind in pairs)
        self.names = tuple(one.name for one in self.fields)
        self.columns = (*self.names, *derived.split())
        self.key = self.names[0]
        self.is_numbered = self.fields[0].kind == ID
        self.name = "uuid" if "uuid" in self.names else "" if self.is_numbered else self.key
        self.alike = tuple(alike.split())
        self.only = only
        self.prefer = prefer
        self.references = {one.name: one.kind for one in self.fields if one.kind not in _PLAIN}
        excluded = {self.key, self.name, *self.references, *beside.split()}
        self.content = tuple(one for one in self.names if one not in excluded)
        self.event = event
        self.noun = noun
        self.is_listed = is_listed
        self.singly = singly or not self.is_numbered
        self.by_roma = by_roma


_PLAIN = frozenset({ID, KEY, TEXT, NUMBER, MOMENT, DAY, FLAG, TAGS, JSON})

TABLES = {
    "users": Table("id:id name created_at:moment", noun="user", by_roma=True),
    "user_configurations": Table(
        "id:key user_id:users theme work_duration:number short_break_duration:number "
        "long_break_duration:number long_break_interval:number auto_start_work:flag "
        "auto_start_break:flag sound_enabled:flag notification_enabled:flag created_at:moment "
        "updated_at:moment timezone daily_reset_time last_daily_reset:moment "
        "today_session_count:number manual_session_override:number setup_state daily_goal:number "
        "all_day_reminder_time quiet_hours days_off event_retention_days:number "
        "notification_channels notify_command webhook_url webhook_secret_file "
        "webhook_allow_private:flag device_id",
        by_roma=True,
    ),
    "tasks": Table(
        "id:id uuid user_id:users title description due_date:moment due_day:day recurrence "
        "priority tags:tags status created_at:moment updated_at:moment completed_at:moment "
        "parent_task_id:tasks series_id:tasks series_index:number anchor_date:moment "
        "anchor_day:day anchor_index:number repeat_from skipped:flag subtask_of:tasks project "
        "wait_until:moment estimate:number reminder_offset deleted_at:moment "
        + " ".join(one.column for one in LATER_FIELDS),
        derived="tag_keys",
        beside="updated_at",
        event="task.created",
        noun="task",
    ),
    "task_notes": Table(
        "id:id uuid task_id:tasks user_id:users text created_at:moment",
        event="task.noted",
        noun="note",
    ),
    "task_extras": Table(
        "id:id task_id:tasks format data:json",
        alike="task_id format",
        event="task.kept_aside",
    ),
    "reminders": Table(
        "id:id uuid task_id:tasks user_id:users scheduled_at:moment reminder_type status "
        "retry_count:number job_id created_at:moment sent_at:moment claimed_at:moment "
        "next_attempt_at:moment origin offset_seconds:number",
        beside="created_at",
        event="reminder.created",
        noun="reminder",
    ),
    "timer_sessions": Table(
        "id:key user_id:users kind planned_seconds:number started_at:moment paused_at:moment "
        "paused_seconds:number ended_at:moment outcome task_id:tasks source note tags:tags "
        "day:day created_at:moment updated_at:moment",
        beside="day created_at updated_at",
        event="session.imported",
        noun="session",
    ),
    "session_interruptions": Table(
        "id:id uuid session_id:timer_sessions user_id:users reason created_at:moment",
        event="session.interrupted",
        noun="interruption",
        is_listed=False,
    ),
    "session_adjustments": Table(
        "id:id uuid user_id:users delta:number count_after:number reason created_at:moment day:day "
        "work_seconds:number break_seconds:number",
        event="session.adjusted",
        noun="correction",
        is_listed=False,
        singly=True,
    ),
    "daily_session_stats": Table(
        "id:key user_id:users date:day timezone work_sessions_completed:number "
        "total_work_seconds:number total_break_seconds:number manual_overrides:number "
        "created_at:moment updated_at:moment",
        noun="closed day",
        by_roma=True,
    ),
    "scheduled_tasks": Table(
        "id:key user_id:users task_type cron_expression timezone last_executed_at:moment "
        "next_execution_at:moment is_active:flag created_at:moment updated_at:moment",
        alike="user_id task_type",
        prefer="is_active",
        event="schedule.created",
        by_roma=True,
    ),
    "session_reset_events": Table(
        "id:key user_id:users reset_type previous_count:number new_count:number "
        "reset_timestamp:moment user_timezone local_reset_time device_id context:json "
        "created_at:moment",
        alike="user_id reset_timestamp reset_type",
        only=("reset_type", "scheduled_daily"),
        event="event.{reset_type}",
        noun="reset",
        is_listed=False,
        by_roma=True,
    ),
    "operations": Table(
        "id:id user_id:users actor kind target:operations summary created_at:moment",
        noun="past operation",
        by_roma=True,
    ),
    "audit_log_entries": Table(
        "id:id event_id event_type task_id:number parent_task_id:number user_id:users "
        "event_data:json created_at:moment operation_id:operations row_table row_key",
        by_roma=True,
    ),
    "conversation_states": Table(
        "key:key user_id:users state:json updated_at:moment", noun="conversation"
    ),
}
"""Every table, in the order in which rows build on each other.

The tasks that an audit entry is about may be gone, so there a number is no reference.
"""

HISTORY = ("operations", "audit_log_entries")

PLAIN = "event_data"
"""The column whose JSON is written as all of the export is."""

_STYLES: dict[str, dict[str, object]] = {
    PLAIN: {"separators": (",", ":"), "ensure_ascii": False},
    "data": {"separators": (",", ":")},
}
"""How each column's JSON is written in the file; others as `json.dumps` writes by itself."""

_DEEPEST = 80
"""Levels of a column's JSON that are shown as JSON; readers stop at a hundred or so."""


def json_object(text: str) -> dict[str, object] | None:
    """Return the JSON object that a text is, None if it is none or one that nobody could keep."""
    try:
        value = _decoder(_small).decode(text)
    except (ValueError, RecursionError):
        return None
    if text.count("{") + text.count("[") > _DEEPEST and _depth(value, 1) > _DEEPEST:
        return None
    return value if isinstance(value, dict) else None


def is_object(text: str) -> bool:
    """Tell whether a text is a JSON object, whatever is in it."""
    try:
        return isinstance(_decoder(len).decode(text), dict)
    except (ValueError, RecursionError):
        return False


def json_text(column: str, value: object) -> str:
    """Return the text under which a column keeps a JSON value."""
    return _encoder(column).encode(value)


@lru_cache
def _decoder(number: Callable[[str], int]) -> JSONDecoder:
    return JSONDecoder(parse_constant=_refuse, parse_int=number)


@lru_cache
def _encoder(column: str) -> JSONEncoder:
    return JSONEncoder(**_STYLES.get(column, {}))  # type: ignore[arg-type]  # as it has them


def _depth(value: object, level: int) -> int:
    if level > _DEEPEST or not isinstance(value, dict | list):
        return level
    inside = value.values() if isinstance(value, dict) else value
    return max((_depth(one, level + 1) for one in inside), default=level)


def _refuse(name: str) -> float:
    raise ValueError(name)


_LONGEST = 18
"""Digits that 64 bits surely hold."""


def _small(digits: str) -> int:
    if len(digits) > _LONGEST:
        raise ValueError(digits)
    return int(digits)
