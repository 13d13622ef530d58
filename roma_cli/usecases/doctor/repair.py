"""What `roma doctor --fix` does: makes anew what other rows tell, after a backup.

Nothing is removed but wrong lines of the two indexes. What changes in rows goes through the
ledger, as one operation for each user, of the actor roma.
"""

from __future__ import annotations

from functools import partial

from roma_cli.adapters import file_status
from roma_cli.domain import counting, day_closing
from roma_cli.domain import day as days
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain.changes import entry, insert, is_empty
from roma_cli.domain.clock.cron import daily
from roma_cli.storage import reindex
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.doctor.checks import location as location_checks
from roma_cli.usecases.doctor.checks import schedule as schedule_checks
from roma_cli.usecases.doctor.checks.tasks import misplaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry, Row
    from roma_cli.usecases.doctor.checks.finding import Case


def modes(path: str) -> list[str]:
    """Make the file and its logs private; return what was done. Needs no open file."""
    done = []
    for one in location_checks.readable_by_others(path):
        file_status.make_private(one)
        done.append(f"{one} is private now")
    return done


def mend(case: Case) -> list[str]:
    """Mend what can be worked out anew; return what was done.

    The backup comes first, and without one no row is changed. Raises what backing up raises.
    """
    words, tags = check_queries.words_index(case.file), check_queries.tags_index(case.file)
    rows = any(_entries(context) for context in case.contexts)
    if not (words or tags or rows):
        return []
    done = []
    if words:
        # No data are in it, and newer SQLite calls a file damaged, to be backed up no more, whose
        # index of words is.
        reindex.rebuild_words(case.file)
        done.append("the index of words made anew")
    if tags or rows:
        done.append(_back_up(case))
    if tags:
        reindex.rebuild_tags(case.file)
        done.append("the index of tags made anew")
    for context in case.contexts:
        written = context.change(partial(_decided, context), actor="roma")
        if written is not None:
            name = context.configuration.user_name
            done.append(f"rows of {name} mended (operation {written.operation_id})")
    return done


def _back_up(case: Case) -> str:
    from roma_cli.storage.backups import backup  # noqa: PLC0415 - only where something is mended

    made = backup.back_up(case.file, case.invocation.now, "before-mending")
    return f"backed up to {made.path}"


def _decided(context: Context) -> tuple[str, list[Entry]]:
    return "what can be worked out mended", _entries(context)


def _entries(context: Context) -> list[Entry]:
    return [*_count(context), *_schedule(context), *_reminders(context)]


def _count(context: Context) -> list[Entry]:
    """Return the entry that gives the count what its rows say, within its limits."""
    [one] = [one for one in check_queries.counts(context.file) if one.user_id == context.user_id]
    own = context.configuration
    new = own._replace(
        today_session_count=min(max(one.explained, 0), counting.LIMIT),
        manual_session_override=one.explained_override,
    )
    if new == own:
        return []
    return [day_closing.configure(own, new, context.now, "config.mended")]


def _schedule(context: Context) -> list[Entry]:
    """Return the entries that put the daily reset where the day ends; none while one is due."""
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
    if not schedule_checks.is_misplaced(context):
        return []
    moved = day_closing.reschedule(row, context.rule, following, context.now, ran=False)
    return [one for one in moved if not is_empty(one.change)]


def _reminders(context: Context) -> list[Entry]:
    return [
        reminder_rules.move(one, moment)
        for one, moment in misplaced(context)
        if moment >= days.EARLIEST_MOMENT
    ]
