"""Records of notes and reminders, which belong to tasks.

See `records` for what all of them have in common.
"""

from __future__ import annotations

from collections import namedtuple


class Note(namedtuple("Note", "id uuid task_id user_id text created_at")):
    """A dated remark on a task."""

    __slots__ = ()
    id: int
    uuid: str
    task_id: int
    user_id: int
    text: str
    created_at: int


class Reminder(
    namedtuple(
        "Reminder",
        "id uuid task_id user_id scheduled_at reminder_type status retry_count job_id created_at "
        "sent_at claimed_at next_attempt_at origin offset_seconds",
    )
):
    """One notice that a task is due.

    `status` is `pending`, `sent`, `failed` or `cancelled`. `retry_count` counts failed tries;
    after one, `next_attempt_at` is when the next may be. `claimed_at` is when a checker took it
    to send it, None while nobody does. `job_id` names a job of another program, if there is one.
    `origin` is `task` for the one that the task's own offset makes, else `added`; where
    `offset_seconds` is set the reminder moves with the due date.
    """

    __slots__ = ()
    id: int
    uuid: str
    task_id: int
    user_id: int
    scheduled_at: int
    reminder_type: str
    status: str
    retry_count: int
    job_id: str | None
    created_at: int
    sent_at: int | None
    claimed_at: int | None
    next_attempt_at: int | None
    origin: str
    offset_seconds: int | None
