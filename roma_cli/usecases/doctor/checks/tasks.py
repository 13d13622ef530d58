"""Tasks, their series and parts, and their reminders."""

from __future__ import annotations

from roma_cli.domain import task as task_rules
from roma_cli.domain.due import deadline
from roma_cli.domain.errors import RomaError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.doctor.checks.finding import WARNING, Finding, judged
from roma_cli.usecases.reminders.sync import moment_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.context import Context
    from roma_cli.domain.records import Task
    from roma_cli.domain.task_records import Reminder
    from roma_cli.usecases.doctor.checks.finding import Case

_DAY = 86_400


def series(case: Case) -> Finding:
    """Expect that no occurrence of a series is there twice."""
    wrong = check_queries.problems(case.file, "series")
    return judged("series", wrong, "each occurrence is there once", mend="roma task chain ID")


def chains(case: Case) -> Finding:
    """Expect that each occurrence follows an earlier one of the same series."""
    wrong = check_queries.problems(case.file, "chains")
    return judged("chains", wrong, "each link follows an earlier one", mend="roma task chain ID")


def forks(case: Case) -> Finding:
    """Expect that one occurrence is followed by one."""
    wrong = check_queries.problems(case.file, "forks")
    mend = "roma task delete ID"
    return judged("forks", wrong, "one occurrence is followed by one", mend=mend, state=WARNING)


def subtasks(case: Case) -> Finding:
    """Expect that subtasks go one level deep and belong to whoever has the task."""
    wrong = check_queries.problems(case.file, "subtasks")
    mend = "roma task edit ID --parent none"
    return judged("subtasks", wrong, "they go one level deep", mend=mend)


def repeats(case: Case) -> Finding:
    """Expect that how tasks repeat can be read."""
    wrong = [
        f"no task repeats {words!r}"
        for words in check_queries.recurrences(case.file)
        if not _is_repeat(words)
    ]
    return judged("repeats", wrong, "each can be read", mend='roma task edit ID --repeat "…"')


def tags(case: Case) -> Finding:
    """Expect tags that could be typed, and beside them the keys that they are compared by."""
    wrong = [
        f"the tags {words!r} are compared as {keys!r}"
        for words, keys in check_queries.tags(case.file)
        if not _are_tags(words, keys)
    ]
    return judged("tags", wrong, "each has its key", mend="roma task edit ID --tag TAG")


def days(case: Case) -> Finding:
    """Expect that every calendar day that is stored exists."""
    wrong = check_queries.problems(case.file, "days")
    return judged("days", wrong, "every stored day exists", mend="roma task edit ID --due fri")


def moments(case: Case) -> Finding:
    """Expect that every moment that is stored can be shown."""
    wrong = check_queries.problems(case.file, "moments")
    mend = "roma task edit ID --due fri"
    return judged("moments", wrong, "every stored moment can be shown", mend=mend)


def reminder_times(case: Case) -> Finding:
    """Expect that a pending reminder comes as long before its task's due date as it should."""
    wrong = [
        f"reminder {one.id} of task {one.task_id} comes at another time than it should"
        for context in case.contexts
        for one, _ in misplaced(context)
    ]
    return judged("reminders", wrong, "they come when they should", mend="roma doctor --fix")


def reminders_left(case: Case) -> Finding:
    """Expect that no reminder waits for a task that is done, deleted or another user's."""
    wrong = check_queries.problems(case.file, "reminders' owners")
    for context in case.contexts:
        found = reminder_queries.pending(case.file, context.user_id)
        open_tasks = _open_tasks(context, found)
        wrong += [
            f"reminder {one.id} waits for task {one.task_id}, which is not open"
            for one in found
            if one.task_id not in open_tasks
        ]
    mend = "roma remind cancel ID"
    return judged("idle reminders", wrong, "each has an open task", mend=mend, state=WARNING)


def reminders_sent(case: Case) -> Finding:
    """Expect that somebody sends reminders: none has waited for more than a day."""
    wrong = [
        f"reminder {one.id} has waited for {(context.now - one.scheduled_at) // _DAY} days"
        for context in case.contexts
        for one in reminder_queries.due(case.file, context.user_id, context.now - _DAY)
    ]
    mend = "roma remind check --all-users"
    return judged("waiting reminders", wrong, "none for over a day", mend=mend, state=WARNING)


def misplaced(context: Context) -> Iterator[tuple[Reminder, int]]:
    """Give the pending reminders that come at another time than they should, and when they should.

    Those put off by hand come when they were put off to.
    """
    found = reminder_queries.pending(context.file, context.user_id)
    tasks = _open_tasks(context, found)
    snoozed = check_queries.snoozed(context.file)
    for one in found:
        task = tasks.get(one.task_id)
        due = None if task is None else task_rules.due_of(task)
        if due is None or one.offset_seconds is None or one.id in snoozed:
            continue
        if not due.all_day and one.offset_seconds >= _DAY:
            # Counted on the clock of the zone it was made in, from which the user may have moved.
            wanted = deadline(due, context.rule) - one.offset_seconds
            if abs(one.scheduled_at - wanted) < _DAY:
                continue
        moment = moment_before(context.configuration, due, one.offset_seconds)
        if moment != one.scheduled_at:
            yield one, moment


def _open_tasks(context: Context, found: list[Reminder]) -> dict[int, Task]:
    ids = list(dict.fromkeys(one.task_id for one in found))
    tasks = task_queries.tasks(context.file, context.user_id, ids)
    return {key: task for key, task in tasks.items() if task.status == "pending"}


def _is_repeat(words: str) -> bool:
    try:
        parse_repeat(words)
    except RomaError:
        return False
    return True


def _are_tags(words: str, keys: str) -> bool:
    try:
        columns = task_rules.tag_columns(task_rules.clean_tags(words.split(" ")))
    except RomaError:
        return False
    return columns == {"tags": words, "tag_keys": keys}


CHECKS = (
    series,
    chains,
    forks,
    subtasks,
    repeats,
    tags,
    days,
    moments,
    reminder_times,
    reminders_left,
    reminders_sent,
)
