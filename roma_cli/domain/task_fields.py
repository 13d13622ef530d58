"""The fields of a task: plain text fields, each declared once, and the record of a task's row.

A `TextField` is all that roma needs to know of an optional text of a task: from it come the
column in every SELECT, `--option` of `task add` and `task edit`, the line in the editor, the row
of `task show`, the key in JSON, and the column in CSV and in roma's own archive. Only the column
itself has to be added, by a migration.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.text import storable

_NONE = "none"


class TextField(namedtuple("TextField", "column metavar help most mark", defaults=("",))):
    """An optional text of a task, called `column` in the file, in JSON and CSV, and as an option.

    It has at most `most` characters; `mark` may be typed before it and is not stored. `metavar`
    and `help` are what `--help` says of the option.
    """

    __slots__ = ()
    column: str
    metavar: str
    help: str
    most: int
    mark: str

    @property
    def label(self) -> str:
        """What the field is called where a task is shown."""
        return self.column.replace("_", " ")

    def parse(self, typed: str) -> str | None:
        """Return the text as it is stored, None for `none`. Raises UsageError past the limit."""
        if typed.strip().lower() == _NONE:
            return None
        text = typed.strip().removeprefix(self.mark)
        return storable(text, f"the {self.label}", least=1, most=self.most)


PROJECT = TextField("project", "NAME", "Project, or none.", 100, "+")

TEXT_FIELDS: tuple[TextField, ...] = (PROJECT,)
"""In the order in which they are shown. New ones go to the end."""

LATER_FIELDS = TEXT_FIELDS[1:]
"""Those that came after the first release: their columns, and their keys in JSON, come last."""

_Row = namedtuple(
    "_Row",
    "id uuid user_id title description due_date due_day recurrence priority tags tag_keys "
    "status created_at updated_at completed_at parent_task_id series_id series_index "
    "anchor_date anchor_day anchor_index repeat_from skipped subtask_of project wait_until "
    "estimate reminder_offset deleted_at",
)

TYPE_CHECKING = False
if not TYPE_CHECKING and LATER_FIELDS:
    _Row = namedtuple("_Row", (*_Row._fields, *(one.column for one in LATER_FIELDS)))


class Task(_Row):
    """One task.

    At most one of `due_date` (an instant) and `due_day` (a whole day, which does not shift when
    the user travels) is set. `tags` are stored with their `#`, separated by single spaces, as
    typed; `tag_keys` are the same, case-folded, for comparison.

    A recurring task is one occurrence of a series: `series_id` is the first task's id and
    `series_index` counts its occurrences. The schedule starts at the anchor, a moment or a whole
    day, which is the occurrence `anchor_index`. `skipped` is 1 for one passed over without being
    done, whose status is completed. `wait_until` is the moment until which it is hidden,
    `estimate` is in work sessions. The columns of `LATER_FIELDS` come after these.
    """

    __slots__ = ()
    id: int
    uuid: str
    user_id: int
    title: str
    description: str
    due_date: int | None
    due_day: str | None
    recurrence: str
    priority: str
    tags: str
    tag_keys: str
    status: str
    created_at: int
    updated_at: int
    completed_at: int | None
    parent_task_id: int | None
    series_id: int | None
    series_index: int | None
    anchor_date: int | None
    anchor_day: str | None
    anchor_index: int | None
    repeat_from: str
    skipped: int
    subtask_of: int | None
    project: str | None
    wait_until: int | None
    estimate: int | None
    reminder_offset: str | None
    deleted_at: int | None
