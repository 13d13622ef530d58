"""Writing what is in the file in another format: into a file, or to standard output.

Tasks are read by number, some at a time, in one snapshot of the file, and go through the format's
writer into a temporary file. So nobody sees half an export, a reader of standard output cannot
keep the file open, and a hundred thousand tasks need little memory.

roma's own JSON has more than tasks. It is written by

    archive/export.py: chunks(context: Context, lost: Callable[[Loss], None]) -> Iterator[str]

which is run inside the snapshot.
"""

from __future__ import annotations

import json
import tempfile
from collections import namedtuple
from datetime import date

from roma_cli.adapters import atomic_files
from roma_cli.adapters.formats import registry
from roma_cli.domain import task as task_rules
from roma_cli.domain.due import Due
from roma_cli.domain.text import plural
from roma_cli.domain.transfer import limits
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder, ExternalTask, Place
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.result import Cell, Raw, Result, line
from roma_cli.usecases.transfer.importer import losses_line, losses_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.context import Context
    from roma_cli.domain.transfer.interchange import Loss
    from roma_cli.storage.queries.transfer import Whole
    from roma_cli.usecases.result import Block, Line, Table

_PIECE = 1 << 16


class Wanted(
    namedtuple(
        "Wanted", "format path yes report raw watch", defaults=(None, False, False, False, None)
    )
):
    """What is to be written: in which format, and where to (None for standard output).

    With `yes` it takes the place of what is there. `raw` leaves values as they are where a format
    would neutralise them; `watch` is called with how many tasks are done, and of how many.
    """

    __slots__ = ()
    format: Format
    path: str | None
    yes: bool
    report: bool
    raw: bool
    watch: Callable[[int, int], None] | None


def export(context: Context, wanted: Wanted) -> Result:
    """Write everything there is in one format.

    Raises CannotWrite, and leaves nothing behind, where the target cannot be written.
    """
    losses: list[Loss] = []
    done = _Count()
    pieces = _pieces(context, wanted, losses.append, done)
    blocks: list[Block]
    if wanted.path is None:
        # Read through before anything is printed: who reads it may be slow, or never end.
        copy = tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: SIM115 - printed later
        with context.file.snapshot():
            copy.writelines(pieces)
        copy.seek(0)
        blocks = [Raw(_read(copy))]
        messages = _losses_talk(losses, report=wanted.report)
        return Result(blocks, lambda: _printed(copy), messages=messages)
    with context.file.snapshot():
        size = atomic_files.write(wanted.path, pieces, yes=wanted.yes, own=context.file.path)
    what = plural(done.number, "task") if done.number or not wanted.format.archive else "everything"
    said: list[Line | Table] = [
        line("exported ", Cell(what, "count"), f" to {wanted.path} ({wanted.format.name})")
    ]
    if losses:
        said.append(losses_line(losses, report=wanted.report))
        if wanted.report:
            said.append(losses_table(losses))
    return Result(
        said,
        lambda: {
            "file": wanted.path,
            "format": wanted.format.name,
            "tasks": done.number,
            "bytes": size,
            "losses": [loss._asdict() for loss in losses],
        },
        theme=context.configuration.theme,
    )


class _Count:
    """How many tasks were written so far."""

    def __init__(self) -> None:
        self.number = 0


def _pieces(
    context: Context, wanted: Wanted, lost: Callable[[Loss], None], done: _Count
) -> Iterator[str]:
    """Return the text of the export in pieces. Run inside a snapshot."""
    if wanted.format.name == "json":
        from roma_cli.usecases.transfer.archive import export as archive_export  # noqa: PLC0415 - for this format alone

        yield from archive_export.chunks(context, lost)
        return
    module = registry.module(wanted.format)
    place = Place(context.rule, context.now)
    deleted = bool(getattr(module, "WRITES_DELETED", False))
    total = transfer_queries.count(context.file, context.user_id, deleted=deleted)

    def tasks() -> Iterator[ExternalTask]:
        for one in transfer_queries.everything(
            context.file, context.user_id, wanted.format.name, deleted=deleted
        ):
            yield carried(one)
            done.number += 1
            if wanted.watch is not None:
                wanted.watch(done.number, total)

    options = {"raw": wanted.raw} if getattr(module, "TAKES_RAW", False) else {}
    yield from module.write(tasks(), place, lost, **options)


def carried(one: Whole) -> ExternalTask:
    """Return a task of the file as it is carried."""
    task = one.task
    title, description = limits.whole_title(task.title, task.description)
    status = task.status if task.deleted_at is None else "deleted"
    repeats = task.recurrence != "none"
    return ExternalTask(
        uuid=task.uuid,
        title=title,
        description=description,
        due=task_rules.due_of(task),
        recurrence=task.recurrence,
        repeat_from=task.repeat_from,
        priority=task.priority,
        tags=tuple(tag.removeprefix("#") for tag in task.tags.split()),
        project=task.project,
        wait_until=task.wait_until,
        estimate=task.estimate,
        status=status,
        created_at=task.created_at,
        updated_at=task.updated_at,
        completed_at=task.completed_at,
        deleted_at=task.deleted_at,
        part_of=one.part_of,
        follows=one.follows,
        series=one.series,
        series_index=task.series_index,
        skipped=bool(task.skipped),
        notes=tuple(ExternalNote(text, moment, uuid) for uuid, text, moment in one.notes),
        reminders=tuple(
            ExternalReminder(moment if offset is None else None, offset)
            for moment, offset in one.reminders
        ),
        extras={} if one.extras is None else json.loads(one.extras),
        anchor=_anchor(task.anchor_date, task.anchor_day) if repeats else None,
        anchor_index=task.anchor_index if repeats else None,
    )


def _anchor(moment: int | None, day: str | None) -> Due | None:
    if day is not None:
        return Due(None, date.fromisoformat(day))
    return None if moment is None else Due(moment, None)


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


def _losses_talk(losses: list[Loss], *, report: bool) -> list[str]:
    if not losses:
        return []
    lines = (
        [f"{one.record}: {one.field or 'all'}: {one.reason}" for one in losses] if report else []
    )
    [summary] = [losses_line(losses, report=report)]
    return [*lines, "".join(cell.text for cell in summary.cells)]
