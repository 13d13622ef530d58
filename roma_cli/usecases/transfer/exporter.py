"""Writing what is in the file in another format: into a file, or to standard output.

Tasks are read by number, some at a time, in one snapshot of the file, and go through the format's
writer into a temporary file. So nobody sees half an export, a reader of standard output cannot
keep the file open, and a hundred thousand tasks need little memory.

roma's own JSON has more than tasks, and is written by `archive/export.py`.
"""

from __future__ import annotations

import json
import tempfile
from typing import TYPE_CHECKING, Any, NamedTuple

from roma_cli.adapters import atomic_files
from roma_cli.adapters.formats import registry
from roma_cli.domain import task as task_rules
from roma_cli.domain.task_fields import LATER_FIELDS
from roma_cli.domain.text import plural
from roma_cli.domain.transfer import limits
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder, ExternalTask, Place
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.result import Cell, Raw, Result, line
from roma_cli.usecases.transfer.importer import losses_blocks, losses_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.context import Context
    from roma_cli.domain.transfer.interchange import Loss
    from roma_cli.storage.queries.transfer import FullTask
    from roma_cli.usecases.result import Block

_PIECE = 1 << 16
_ALIKE = (
    *("uuid", "recurrence", "repeat_from", "priority", "project", "wait_until", "estimate"),
    *("created_at", "updated_at", "completed_at", "deleted_at", "series_index"),
)
"""Fields that a task has in the file and outside of it alike."""


class Wanted(NamedTuple):
    """What is to be written: in which format, and where to (None for standard output).

    With `yes` it takes the place of what is there. `raw` leaves values as they are where a format
    would neutralise them; `watch` is called with how many tasks are done, and of how many.
    """

    format: Format
    path: str | None = None
    yes: bool = False
    report: bool = False
    raw: bool = False
    watch: Callable[[int, int], None] | None = None


def export(context: Context, wanted: Wanted) -> Result:
    """Write everything there is in one format.

    Raises CannotWrite, and leaves nothing behind, where the target cannot be written.
    """
    losses: list[Loss] = []
    pieces = _Pieces(context, wanted, losses.append)
    if wanted.path is None:
        # Read through before anything is printed: who reads it may be slow, or never end.
        copy = tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: SIM115 - printed later
        with context.file.snapshot():
            copy.writelines(pieces.read())
        copy.seek(0)
        blocks: list[Block] = [Raw(_read(copy))]
        messages = _losses_messages(losses, report=wanted.report)
        return Result(blocks, lambda: _printed(copy), messages=messages)
    with context.file.snapshot():
        size = atomic_files.write(wanted.path, pieces.read(), yes=wanted.yes, own=context.file.path)
    number = pieces.number
    what = plural(number, "task") if number or not wanted.format.archive else "everything"
    return Result(
        [
            line("exported ", Cell(what, "count"), f" to {wanted.path} ({wanted.format.name})"),
            *losses_blocks(losses, report=wanted.report),
        ],
        lambda: {
            "file": wanted.path,
            "format": wanted.format.name,
            "tasks": number,
            "bytes": size,
            "losses": [loss._asdict() for loss in losses],
        },
    )


class _Pieces:
    """The text of an export in pieces; `number` tasks were written so far."""

    def __init__(self, context: Context, wanted: Wanted, lost: Callable[[Loss], None]) -> None:
        self._context = context
        self._wanted = wanted
        self._lost = lost
        self.number = 0

    def read(self) -> Iterator[str]:
        """Return the pieces. Run inside a snapshot."""
        if self._wanted.format.name == "json":
            from roma_cli.usecases.transfer.archive import export as archive_export  # noqa: PLC0415 - for this format alone

            yield from archive_export.chunks(self._context.file)
            return
        module = registry.module(self._wanted.format)
        place = Place(self._context.rule, self._context.now)
        tasks = self._tasks(deleted=bool(getattr(module, "WRITES_DELETED", False)))
        options = {"raw": self._wanted.raw} if getattr(module, "TAKES_RAW", False) else {}
        yield from module.write(tasks, place, self._lost, **options)

    def _tasks(self, *, deleted: bool) -> Iterator[ExternalTask]:
        file, user_id = self._context.file, self._context.user_id
        total = transfer_queries.count(file, user_id, deleted=deleted)
        for one in transfer_queries.every_task(
            file, user_id, self._wanted.format.name, deleted=deleted
        ):
            yield external(one)
            self.number += 1
            if self._wanted.watch is not None:
                self._wanted.watch(self.number, total)


def external(one: FullTask) -> ExternalTask:
    """Return a task of the file as other programs get it."""
    task = one.task
    title, description = limits.full_title(task.title, task.description)
    status = task.status if task.deleted_at is None else "deleted"
    repeats = task.recurrence != "none"
    alike: dict[str, Any] = {name: getattr(task, name) for name in _ALIKE}
    return ExternalTask(
        **alike,
        title=title,
        description=description,
        due=task_rules.due_of(task),
        tags=tuple(tag.removeprefix("#") for tag in task.tags.split()),
        status=status,
        part_of=one.part_of,
        follows=one.follows,
        series=one.series,
        skipped=bool(task.skipped),
        notes=tuple(ExternalNote(text, moment, uuid) for uuid, text, moment in one.notes),
        reminders=tuple(
            ExternalReminder(moment if offset is None else None, offset)
            for moment, offset in one.reminders
        ),
        extras={} if one.extras is None else json.loads(one.extras),
        anchor=limits.due_of(task.anchor_date, task.anchor_day) if repeats else None,
        anchor_index=task.anchor_index if repeats else None,
        texts={one.column: getattr(task, one.column) for one in LATER_FIELDS},
    )


def _read(copy: TextIO) -> Iterator[str]:
    with copy:
        while piece := copy.read(_PIECE):
            yield piece


def _printed(copy: TextIO) -> object:
    """Return what is printed with `--json`: JSON is so already, of another format its text."""
    with copy:
        text = copy.read()
    try:
        return json.loads(text)
    except ValueError:
        return {"text": text}


def _losses_messages(losses: list[Loss], *, report: bool) -> list[str]:
    if not losses:
        return []
    lines = (
        [f"{one.record}: {one.field or 'all'}: {one.reason}" for one in losses] if report else []
    )
    return [*lines, "".join(cell.text for cell in losses_line(losses, report=report).cells)]
