"""The whole of a file as roma's own JSON: which tables, their columns, and how each is written.

One JSON object: `roma` says which format and schema, and what numbers come next; then one array
for each table, in the order of `TABLES`, each row an object of all its columns. Numbers of rows
are those of the file; where another row is meant, its number stands. Moments are ISO 8601 in UTC,
days `YYYY-MM-DD`, tags an array, yes and no `true` and `false`, and what a column holds as JSON is
JSON. What can be made from the rest, indexes and the keys of tags, is left out.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from json import JSONDecoder, JSONEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = 1
"""The version of this form; a change that an older roma would misread makes it one more."""

ID, KEY, TEXT, NUMBER, MOMENT, DAY, FLAG, TAGS, JSON = (
    *("id", "key", "text", "number", "moment", "day", "flag", "tags", "json"),
)
"""Kinds of columns. Any other kind is the name of the table that the column refers to."""


class Field(namedtuple("Field", "name kind")):
    """One column: its name and kind, which for a reference is the table it refers to."""

    __slots__ = ()
    name: str
    kind: str


def _fields(words: str) -> tuple[Field, ...]:
    pairs = (word.partition(":") for word in words.split())
    return tuple(Field(name, kind or TEXT) for name, _, kind in pairs)


TABLES: dict[str, tuple[Field, ...]] = {
    "users": _fields("id:id name created_at:moment"),
    "user_configurations": _fields(
        "id:key user_id:users theme work_duration:number short_break_duration:number "
        "long_break_duration:number long_break_interval:number auto_start_work:flag "
        "auto_start_break:flag sound_enabled:flag notification_enabled:flag created_at:moment "
        "updated_at:moment timezone daily_reset_time last_daily_reset:moment "
        "today_session_count:number manual_session_override:number setup_state daily_goal:number "
        "all_day_reminder_time quiet_hours days_off event_retention_days:number "
        "notification_channels notify_command webhook_url webhook_secret_file "
        "webhook_allow_private:flag device_id"
    ),
    "tasks": _fields(
        "id:id uuid user_id:users title description due_date:moment due_day:day recurrence "
        "priority tags:tags status created_at:moment updated_at:moment completed_at:moment "
        "parent_task_id:tasks series_id:tasks series_index:number anchor_date:moment "
        "anchor_day:day anchor_index:number repeat_from skipped:flag subtask_of:tasks project "
        "wait_until:moment estimate:number reminder_offset deleted_at:moment"
    ),
    "task_notes": _fields("id:id uuid task_id:tasks user_id:users text created_at:moment"),
    "task_extras": _fields("id:id task_id:tasks format data:json"),
    "reminders": _fields(
        "id:id uuid task_id:tasks user_id:users scheduled_at:moment reminder_type status "
        "retry_count:number job_id created_at:moment sent_at:moment claimed_at:moment "
        "next_attempt_at:moment origin offset_seconds:number"
    ),
    "timer_sessions": _fields(
        "id:key user_id:users kind planned_seconds:number started_at:moment paused_at:moment "
        "paused_seconds:number ended_at:moment outcome task_id:tasks source note tags:tags "
        "day:day created_at:moment updated_at:moment"
    ),
    "session_interruptions": _fields(
        "id:id uuid session_id:timer_sessions user_id:users reason created_at:moment"
    ),
    "session_adjustments": _fields(
        "id:id uuid user_id:users delta:number count_after:number reason created_at:moment day:day "
        "work_seconds:number break_seconds:number"
    ),
    "daily_session_stats": _fields(
        "id:key user_id:users date:day timezone work_sessions_completed:number "
        "total_work_seconds:number total_break_seconds:number manual_overrides:number "
        "created_at:moment updated_at:moment"
    ),
    "scheduled_tasks": _fields(
        "id:key user_id:users task_type cron_expression timezone last_executed_at:moment "
        "next_execution_at:moment is_active:flag created_at:moment updated_at:moment"
    ),
    "session_reset_events": _fields(
        "id:key user_id:users reset_type previous_count:number new_count:number "
        "reset_timestamp:moment user_timezone local_reset_time device_id context:json "
        "created_at:moment"
    ),
    "operations": _fields(
        "id:id user_id:users actor kind target:operations summary created_at:moment"
    ),
    "audit_log_entries": _fields(
        "id:id event_id event_type task_id:number parent_task_id:number user_id:users "
        "event_data:json created_at:moment operation_id:operations row_table row_key"
    ),
    "conversation_states": _fields("key:key user_id:users state:json updated_at:moment"),
}
"""Every table, and its columns in their order.

The tasks that an audit entry speaks of may be gone, so there a number is no reference.
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


@lru_cache
def references(table: str) -> dict[str, str]:
    """Return which columns of a table refer to which table."""
    return {one.name: one.kind for one in TABLES[table] if one.kind in TABLES}


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
