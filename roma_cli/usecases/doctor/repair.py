"""The repairs of `roma doctor --fix`: values that other rows determine, after a backup.

Only wrong index entries are removed. Changes of rows are one operation per user, by the actor roma.
"""

from __future__ import annotations

from roma_cli.adapters import file_status
from roma_cli.domain import counting, day_closing
from roma_cli.domain import day as days
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain.changes import entry, insert, is_empty
from roma_cli.domain.clock.cron import daily
from roma_cli.storage import reindex
from roma_cli.storage.backups import backup
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.doctor import location, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context, Invocation
    from roma_cli.domain.changes import Entry, Row
    from roma_cli.usecases.doctor.check import Case


def make_private(invocation: Invocation) -> list[str]:
    """Make the file and its logs private; return what was done."""
    done = []
    for path in location.readable_by_others(invocation):
        file_status.make_private(path)
        done.append(f"made {path} private")
    return done


def repair(case: Case) -> list[str]:
    """Repair the indexes and the values that other rows determine; return what was done.

    The backup comes first, and without it no row is changed. Raises what the backup raises.
    """
    file = case.file
    words, tags = (check_queries.problems(file, name) for name in ("words index", "tags index"))
    is_wrong = any(_entries(context) for context in case.contexts)
    done = []
    if words:
        # Before the backup: newer SQLite treats a file with a damaged word index as damaged,
        # and refuses to copy it. The index holds no data of its own.
        reindex.rebuild_words(file)
        done.append("rebuilt the word index")
    if tags or is_wrong:
        made = backup.back_up(file, case.invocation.now, "before-mending")
        done.append(f"made a backup: {made.path}")
    if tags:
        reindex.rebuild_tags(file)
        done.append("rebuilt the tag index")
    for context in case.contexts if is_wrong else ():
        with context.operation(actor="roma") as op:
            written = op.write("repaired computed values", _entries(context))
        if written.keys:
            name = context.configuration.user_name
            done.append(f"repaired rows of {name} (operation {written.operation_id})")
    return done


def _entries(context: Context) -> list[Entry]:
    return [one for found in _ROWS for one in found(context) if not is_empty(one.change)]


def _count(context: Context) -> list[Entry]:
    """Return the entry that sets the count to the sum of its rows, within its limits."""
    [one] = [one for one in check_queries.counts(context.file) if one.user_id == context.user_id]
    own = context.configuration
    new = own._replace(
        today_session_count=min(max(one.explained, 0), counting.LIMIT),
        manual_session_override=one.explained_override,
    )
    return [day_closing.configure(own, new, context.now, "config.mended")]


def _daily_reset(context: Context) -> list[Entry]:
    """Return the entries that move the daily reset to the day's end; none while one is due."""
    own = context.configuration
    if counting.due(own, context.now) is not None:
        return []
    row = day_queries.daily_reset_schedule(context.file, context.user_id)
    following = counting.next_reset(own, context.now)
    if row is None:
        new: Row = {
            "user_id": own.user_id,
            "task_type": "daily_reset",
            "cron_expression": daily(context.rule.reset_minute),
            "timezone": own.timezone,
            "next_execution_at": following,
            "created_at": context.now,
            "updated_at": context.now,
        }
        return [entry("schedule.created", insert("scheduled_tasks", new))]
    if not rows.is_misplaced(context):
        return []
    return day_closing.reschedule(row, context.rule, following, context.now, ran=False)


def _reminders(context: Context) -> list[Entry]:
    return [
        reminder_rules.move(one, moment)
        for one, moment in rows.misplaced_reminders(context)
        if moment >= days.EARLIEST_MOMENT
    ]


_ROWS = (_count, _daily_reset, _reminders)
"""The repairs of each user's rows."""
