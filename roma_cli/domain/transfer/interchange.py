"""Records exchanged with other programs: tasks, sessions, and what could not be kept of them.

A format's reader makes these values, whatever shape the other program gives them; the import
decides from them what to write. A format's writer gets them back. Instants are UTC epoch seconds,
days are roma days. Limits of roma's own fields are not the readers' affair: the import fits what
is too long or too many, and names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due

_NO_EXTRAS: Mapping[str, object] = {}
_NO_TEXTS: Mapping[str, str | None] = {}


class Place(NamedTuple):
    """Where and when something is exchanged: the user's day rule with its zone, and the moment.

    Local times without a zone are read, and written, in the rule's zone.
    """

    rule: DayRule
    now: int


class ExternalNote(NamedTuple):
    """A remark on a task, and whether the other side has the moment when it was made."""

    text: str
    created_at: int
    uuid: str | None = None
    is_dated: bool = True


class ExternalReminder(NamedTuple):
    """A reminder: at a moment, or so many seconds before the task is due; one of the two."""

    scheduled_at: int | None = None
    offset_seconds: int | None = None


class ExternalTask(NamedTuple):
    """One task of another program, or on its way to it.

    `uuid` is what the other program calls it for good, so that a second import finds it again; a
    format without such ids gives a UUID made from what identifies the record there (see
    `name_uuid`). `recurrence` is in the words `--repeat` takes, or `none`. `tags` come without
    `#`. `status` is `pending`, `completed` or `deleted`; the stamps may be None where the other
    side has none. `part_of` is the uuid of the task it is a subtask of, `follows` that of the
    occurrence before it in its series, `series` that of the series' first task, and `series_index`
    its place there. `extras` is all that roma has no field for, in JSON's types: it is kept under
    the format's name, and handed back to that format's writer.

    The schedule of a task that repeats starts at `anchor`, which is the occurrence
    `anchor_index`; where a format cannot tell, both are None and it starts with this one. `texts`
    are the fields that came after the first release, by their columns.
    """

    uuid: str
    title: str
    description: str = ""
    due: Due | None = None
    recurrence: str = "none"
    repeat_from: str = "due"
    priority: str = "medium"
    tags: tuple[str, ...] = ()
    project: str | None = None
    wait_until: int | None = None
    estimate: int | None = None
    status: str = "pending"
    created_at: int | None = None
    updated_at: int | None = None
    completed_at: int | None = None
    deleted_at: int | None = None
    part_of: str | None = None
    follows: str | None = None
    series: str | None = None
    series_index: int | None = None
    skipped: bool = False
    notes: tuple[ExternalNote, ...] = ()
    reminders: tuple[ExternalReminder, ...] = ()
    extras: Mapping[str, object] = _NO_EXTRAS
    anchor: Due | None = None
    anchor_index: int | None = None
    texts: Mapping[str, str | None] = _NO_TEXTS


class ExternalSession(NamedTuple):
    """One stretch of work or rest of another program.

    `id` is a UUID, made as a task's is. `kind` is `work`, `short_break` or `long_break`,
    `outcome` is `completed`, `skipped` or `stopped`. `planned_seconds` is its whole length where
    None. `task` is the uuid of a task that is imported with it or known already, else None.
    """

    id: str
    kind: str
    started_at: int
    ended_at: int
    outcome: str = "completed"
    planned_seconds: int | None = None
    paused_seconds: int = 0
    task: str | None = None
    note: str = ""
    tags: tuple[str, ...] = ()


class Loss(NamedTuple):
    """What could not be kept: of which record, which of its fields (or "" for all), and why.

    `record` is what a person finds it by: a title, a line number, an id.
    """

    record: str
    field: str
    reason: str


def name_uuid(form: str, *parts: object) -> str:
    """Return the UUID (version 5) of a record that `form`, a format's name, gives no id of its own.

    The same parts give the same UUID for ever, so that importing twice changes nothing.
    """
    from hashlib import sha1  # noqa: PLC0415 - only on import; `uuid` itself reaches for the machine

    name = "\x1f".join((form, *map(str, parts)))
    digits = bytearray(sha1(_SPACE + name.encode("utf-8", "surrogatepass")).digest()[:16])  # noqa: S324 - RFC 9562 says SHA-1
    digits[6] = digits[6] & 0x0F | 0x50
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_SPACE = bytes.fromhex("6f1a2c0e5d0b4f5f9a6d2c3e7b1d8a40")
"""The name space of these UUIDs, drawn by chance once."""
