"""Days as scripts read them: the data model's statistics of each, and what is ours beside them."""

from __future__ import annotations

from roma_cli.usecases import json_shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context
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
            kept = {} if row is None else json_shapes.stats(own.timezone, row)
            values: dict[str, object] = {
                "id": kept.get("id"),
                "user_id": own.user_id,
                "date": one.date.isoformat(),
                "timezone": own.timezone if one.open else kept.get("timezone", own.timezone),
                "work_sessions_completed": one.sessions,
                "total_work_seconds": one.work_seconds,
                "total_break_seconds": one.rest_seconds,
                "manual_overrides": one.overrides,
                "created_at": kept.get("created_at"),
                "updated_at": None if one.open else kept.get("updated_at"),
                "open": one.open,
                "day_off": one.off,
            }
            made.append({key: values[key] for key in keys})
        return made

    return keys, records
