"""Which tasks a list shows, and in what order."""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import UsageError
from roma_cli.storage.queries import tasks as task_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due
    from roma_cli.domain.task_fields import Task

STATUSES = ("pending", "completed", "waiting", "all")
DUES = ("today", "week", "overdue", "none")
SORTS = ("due", "priority", "created", "title", "id")
_WEIGHTS = {"low": 1, "medium": 2, "high": 3}
_SUNDAY = 6


class Chosen(
    namedtuple(
        "Chosen",
        "status priority tag project due before after sort limit",
        defaults=("pending", None, None, None, None, None, None, "due", None),
    )
):
    """What a list is to show; None where it does not matter.

    An empty `project` is for tasks that have none; `due` is one of `DUES`.
    """

    __slots__ = ()
    status: str
    priority: str | None
    tag: str | None
    project: str | None
    due: str | None
    before: Due | None
    after: Due | None
    sort: str
    limit: int | None


PENDING = Chosen()


class _Span(
    namedtuple("_Span", "start end first last undated", defaults=(None, None, None, None, True))
):
    """Moments from `start` to before `end`, whole days from `first` to `last`, and the undated.

    An end that is None is open.
    """

    __slots__ = ()
    start: int | None
    end: int | None
    first: str | None
    last: str | None
    undated: bool


def parse(
    rule: DayRule,
    now: int,
    *,
    status: str = "pending",
    priority: str | None = None,
    tag: str | None = None,
    project: str | None = None,
    due: str | None = None,
    before: str | None = None,
    after: str | None = None,
    sort: str = "due",
    limit: int | None = None,
) -> Chosen:
    """Return what was typed for a list. Raises UsageError for what is not understood."""
    _one_of("--status", status, STATUSES)
    _one_of("--sort", sort, SORTS)
    if due is not None:
        _one_of("--due", due, DUES)
    return Chosen(
        status,
        None if priority is None else task_rules.clean_priority(priority),
        None if tag is None else task_rules.clean_tags([tag])[0],
        None if project is None else task_rules.clean_project(project) or "",
        due,
        _date(before, rule, now),
        _date(after, rule, now),
        sort,
        limit,
    )


def _date(typed: str | None, rule: DayRule, now: int) -> Due | None:
    if typed is None:
        return None
    from roma_cli.domain.dates.parse import parse_due  # noqa: PLC0415 - only when a date is typed

    return parse_due(typed, rule, now)


def select(context: Context, words: Sequence[str], chosen: Chosen) -> list[Task]:
    """Return the tasks that match: pending ones by deadline, priority and id, then completed.

    Tasks hidden until later are left out, unless they are asked for.
    """
    span = _span(context, chosen)
    # What is sorted or matched here must be seen whole; else SQL stops at the limit.
    whole = bool(words) or chosen.sort != "due"
    wanted = task_queries.Filter(
        priority=chosen.priority,
        tag_key=None if chosen.tag is None else task_rules.tag_key(chosen.tag),
        project=chosen.project,
        now=context.now,
        limit=None if whole else chosen.limit,
    )
    file, user = context.file, context.user_id
    found: list[Task] = []
    if chosen.status in ("pending", "all"):
        found += _pending(context, wanted, span)
    wanted = wanted._replace(now=None, span=None if span == _Span() else tuple(span))
    if chosen.status in ("waiting", "all"):
        found += task_queries.waiting(file, user, context.now, wanted)
    # What is done is not overdue, whenever it was due.
    if chosen.status in ("completed", "all") and chosen.due != "overdue":
        found += task_queries.completed(file, user, wanted)
    if words:
        sought = [word.casefold() for word in words]
        found = [one for one in found if all(word in _text(one) for word in sought)]
    if chosen.sort != "due":
        found.sort(key=_sort_key(chosen.sort))
    return found if chosen.limit is None else found[: chosen.limit]


def due_by_today(context: Context) -> list[Task]:
    """Return the pending tasks whose deadline lies before the end of today, in their order."""
    today = days.day_at(context.rule, context.now)
    span = _Span(end=today.end, last=today.date.isoformat(), undated=False)
    return _pending(context, task_queries.Filter(now=context.now), span)


def _pending(context: Context, wanted: task_queries.Filter, span: _Span) -> list[Task]:
    file, user = context.file, context.user_id
    dated: list[Task] = []
    if span.end != 0:
        dated += task_queries.pending_moments(file, user, wanted, start=span.start, end=span.end)
        dated += task_queries.pending_days(file, user, wanted, first=span.first, last=span.last)
    found = _by_deadline(context, dated)
    if span.undated:
        found += task_queries.pending_undated(file, user, wanted)
    return found


_UNDATED = _Span(start=0, end=0, first="", last="", undated=True)
"""Nothing but what has no due date."""


def _by_deadline(context: Context, found: Sequence[Task]) -> list[Task]:
    """Return dated tasks in the order of their deadlines, then priority, then id."""
    rule = context.rule
    ends: dict[str, int] = {}

    def key(one: Task) -> tuple[int, int, int]:
        deadline = one.due_date
        if deadline is None:
            name = str(one.due_day)
            if name not in ends:
                due = task_rules.due_of(one)
                ends[name] = 0 if due is None else due_dates.deadline(due, rule)
            deadline = ends[name]
        return deadline, -_WEIGHTS[one.priority], one.id

    return sorted(found, key=key)


def _span(context: Context, chosen: Chosen) -> _Span:
    span = _named_span(context, chosen.due)
    if chosen.before is None and chosen.after is None:
        return span
    span = span._replace(undated=False)
    if chosen.after is not None:
        due = chosen.after
        day = due_dates.due_day(due, context.rule)
        # After a whole day is from the next one on; after a moment is later than it.
        start = due_dates.deadline(due, context.rule) + (0 if due.all_day else 1)
        first = day + timedelta(days=1 if due.all_day else 0)
        span = span._replace(
            start=max(start, span.start or start),
            first=max(first.isoformat(), span.first or ""),
        )
    if chosen.before is not None:
        due = chosen.before
        day = due_dates.due_day(due, context.rule)
        end = due.moment if due.moment is not None else days.day_of(context.rule, day).start
        last = (day - timedelta(days=1)).isoformat()
        span = span._replace(
            end=min(end, span.end if span.end is not None else end),
            last=min(last, span.last if span.last is not None else last),
        )
    return span


def _named_span(context: Context, due: str | None) -> _Span:
    if due is None:
        return _Span()
    if due == "none":
        return _UNDATED
    today = days.day_at(context.rule, context.now)
    if due == "overdue":
        yesterday = (today.date - timedelta(days=1)).isoformat()
        return _Span(end=context.now, last=yesterday, undated=False)
    last = today.date
    if due == "week":
        # Weeks end on Sunday (ISO 8601).
        last += timedelta(days=_SUNDAY - today.date.weekday())
    return _Span(
        start=today.start,
        end=days.day_of(context.rule, last).end,
        first=today.date.isoformat(),
        last=last.isoformat(),
        undated=False,
    )


def _sort_key(sort: str) -> Callable[[Task], tuple[object, ...]]:
    if sort == "priority":
        return lambda one: (-_WEIGHTS[one.priority], one.id)
    if sort == "title":
        return lambda one: (one.title.casefold(), one.id)
    if sort == "created":
        return lambda one: (-one.created_at, -one.id)
    return lambda one: (one.id,)


def _text(one: Task) -> str:
    return f"{one.title}\n{one.description}\n{one.tags}".casefold()


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(
            f"{option} is one of {', '.join(allowed)}, not '{value}'",
            f"roma task list {option} {allowed[0]}",
        )
