"""Days as scripts read them: the data model's statistics of each, and what is ours beside them."""

from __future__ import annotations

from roma_cli.domain import day as days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context
    from roma_cli.usecases import json_types
    from roma_cli.usecases.stats.collect import Asked, Days

_KEYS = (
    *("id", "user_id", "date", "timezone", "work_sessions_completed", "total_work_seconds"),
    *("total_break_seconds", "manual_overrides", "created_at", "updated_at", "open", "day_off"),
)
_NOT_ANONYMOUS = ("id", "user_id", "timezone", "created_at", "updated_at")


def day_records(
    context: Context, found: Days, asked: Asked
) -> tuple[tuple[str, ...], Callable[[], list[dict[str, object]]]]:
    """Return the names, and what makes the rows, of days for scripts: the data model's and ours."""
    own = context.configuration
    keys: tuple[str, ...] = _KEYS
    if asked.anonymous:
        keys = tuple(key for key in _KEYS if key not in _NOT_ANONYMOUS)

    def records() -> list[dict[str, object]]:
        made = []
        for one in found.totals:
            row = found.rows.get(one.date)
            zone = own.timezone
            values: json_types.Day = {
                "id": None if row is None else row.id,
                "user_id": own.user_id,
                "date": one.date.isoformat(),
                "timezone": zone if one.open or row is None else row.timezone,
                "work_sessions_completed": one.sessions,
                "total_work_seconds": one.work_seconds,
                "total_break_seconds": one.rest_seconds,
                "manual_overrides": one.overrides,
                "created_at": None if row is None else days.iso_local(zone, row.created_at),
                "updated_at": None
                if one.open or row is None
                else days.iso_local(zone, row.updated_at),
                "open": one.open,
                "day_off": one.off,
            }
            made.append({key: value for key, value in values.items() if key in keys})
        return made

    return keys, records
