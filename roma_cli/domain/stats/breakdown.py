"""Breakdown of work: totals by hour of the day, by tag and by task."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class HourTotal(namedtuple("HourTotal", "hour sessions work_seconds")):
    """Work in one hour of the local clock, 0 to 23.

    `sessions` counts the completed sessions that started in it; `work_seconds` lie within it.
    """

    __slots__ = ()
    hour: int
    sessions: int
    work_seconds: int


class TagTotal(namedtuple("TagTotal", "tag sessions work_seconds")):
    """Work with one tag, such as `#home`, or (None) without a tag."""

    __slots__ = ()
    tag: str | None
    sessions: int
    work_seconds: int


class TaskTotal(
    namedtuple("TaskTotal", "task_id title estimate done_ever deleted sessions work_seconds")
):
    """Work on one task, or without a task (then all but the sums are None).

    `estimate` is in sessions; if there is one, `done_ever` counts the completed sessions on the
    task on all days. `deleted` tasks keep their work.
    """

    __slots__ = ()
    task_id: int | None
    title: str | None
    estimate: int | None
    done_ever: int | None
    deleted: bool
    sessions: int
    work_seconds: int


def by_tag(sums: Iterable[tuple[str, str, int, int]]) -> list[TagTotal]:
    """Return the totals of each tag, most work first, and of work without a tag last.

    `sums` are the tags of a session, those of its task, its sessions and its seconds. Tags are
    compared without case. A session with several tags is in the total of each.
    """
    totals: dict[str, TagTotal] = {}
    # The spelling with the most work comes first and is the one shown.
    for own, task, sessions, seconds in sorted(sums, key=lambda one: (-one[3], *one)):
        spelled = {tag.casefold(): tag for tag in (*task.split(), *own.split())}
        for key, tag in spelled.items() or (("", None),):
            before = totals.get(key, TagTotal(tag, 0, 0))
            totals[key] = TagTotal(
                before.tag, before.sessions + sessions, before.work_seconds + seconds
            )
    return sorted(
        totals.values(),
        key=lambda one: (one.tag is None, -one.work_seconds, -one.sessions, one.tag or ""),
    )


def by_task(rows: Iterable[TaskTotal]) -> list[TaskTotal]:
    """Return the total of each task, most work first, and of work without a task last."""
    totals: dict[int | None, TaskTotal] = {}
    for one in rows:
        before = totals.get(one.task_id)
        if before is not None:
            one = one._replace(  # noqa: PLW2901 - the same task, its sums added
                sessions=before.sessions + one.sessions,
                work_seconds=before.work_seconds + one.work_seconds,
            )
        totals[one.task_id] = one._replace(deleted=bool(one.deleted))
    return sorted(
        totals.values(),
        key=lambda one: (
            one.task_id is None,
            -one.work_seconds,
            -one.sessions,
            one.task_id or 0,
        ),
    )
