"""Importing: one transaction, one operation, with a backup before it; or a rehearsal of that."""

from __future__ import annotations

from itertools import groupby

from roma_cli.adapters.formats import registry
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.interchange import ExternalSession, Place
from roma_cli.storage.operations import Written
from roma_cli.usecases.result import Cell, Column, Result, Table, line
from roma_cli.usecases.transfer.import_job import Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.adapters.formats.source import Source
    from roma_cli.context import Context
    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.transfer.interchange import Loss
    from roma_cli.usecases.result import Line

_CHANGING = ("added", "updated", "deleted")


def bring_in(
    context: Context, source: Source, form: Format, *, rehearse: bool = False, report: bool = False
) -> Result:
    """Import what is in `source`; with `rehearse` do the very same and take it all back.

    Raises UsageError for what cannot be read, and then nothing is changed. Where each record is
    lost, as with `--from` a format that it is not in, they are named, and the exit code is that.
    """
    losses: list[Loss] = []
    job = _job(context, source, form, losses)
    written = None
    if _changes_anything(job):
        if not rehearse:
            from roma_cli.storage.backups import backup  # noqa: PLC0415 - only before much is written

            backup.back_up(context.file, context.now, "before-import")
        losses.clear()
        job = _job(context, source, form, losses)
        written = _written(job, rehearse=rehearse)
    elif not job.counts and not losses:
        raise UsageError(f"there is nothing to import in {source.name}", "roma data import --help")
    return Result(
        _told(job, losses, changed=written is not None, rehearse=rehearse, report=report),
        lambda: {
            "file": source.name,
            "format": form.name,
            "dry_run": rehearse,
            "operation": None if written is None or rehearse else written.operation_id or None,
            "counts": _counts(job),
            "losses": [loss._asdict() for loss in losses],
        },
        exit_code=0 if job.counts else UsageError.exit_code,
        theme=context.configuration.theme,
    )


def _written(job: Job, *, rehearse: bool) -> Written | None:
    """Write the import; a whole file may be put back as it was, which is no operation."""
    if job.format == "json":
        from roma_cli.usecases.transfer.archive import importer as archive_importer  # noqa: PLC0415 - one importer a run

        if archive_importer.puts_back(job):
            return archive_importer.put_back(job, rehearse=rehearse)
        archive_importer.settle_others(job.context)
    with job.context.operation(dry_run=rehearse) as op:
        job.keys = op.keys
        job.context.file.expect_much()
        op.stream("import", _entries(job))
        if job.source.seal is not None and not rehearse:
            job.source.seal()
        op.describe(_summary(job))
    return Written(op.id, op.keys) if op.id else None


def losses_table(losses: Sequence[Loss]) -> Table:
    """Return what could not be carried, as a table."""
    columns = (
        Column("record", wraps=True),
        Column("field"),
        Column("what became of it", wraps=True),
    )
    rows = [
        (Cell(one.record), Cell(one.field or "all", "label"), Cell(one.reason)) for one in losses
    ]
    return Table(columns, rows)


def _job(context: Context, source: Source, form: Format, losses: list[Loss]) -> Job:
    return Job(context, source, form.name, Place(context.rule, context.now), losses.append)


def _changes_anything(job: Job) -> bool:
    """Tell whether an import would write anything; it is begun for that, and left off."""
    entries = _entries(job)
    try:
        return next(entries, None) is not None
    finally:
        entries.close()


def _entries(job: Job) -> Generator[Entry | Rows, None, None]:
    job.source.rewind()
    if job.format == "json":
        from roma_cli.usecases.transfer.archive import importer as archive_importer  # noqa: PLC0415 - one importer a run

        yield from archive_importer.entries(job)
        return
    if job.format == "romatimer":
        from roma_cli.usecases.transfer.romatimer import importer as romatimer_importer  # noqa: PLC0415

        yield from romatimer_importer.entries(job)
        return
    reader = registry.module(registry.FORMATS[job.format])
    found = reader.read(job.source, job.place, job.lost)
    for are_sessions, some in groupby(found, key=lambda one: isinstance(one, ExternalSession)):
        if are_sessions:
            from roma_cli.usecases.transfer import sessions as transfer_sessions  # noqa: PLC0415

            yield from transfer_sessions.entries(job, some)
        else:
            from roma_cli.usecases.transfer import tasks as transfer_tasks  # noqa: PLC0415

            yield from transfer_tasks.entries(job, some)


def _summary(job: Job) -> str:
    """Return the name of the operation: `import from tasks.json (taskwarrior): 59 tasks`."""
    numbers: dict[str, int] = {}
    for (what, how), number in job.counts.items():
        if how in _CHANGING:
            numbers[what] = numbers.get(what, 0) + number
    counted = ", ".join(plural(number, what) for what, number in numbers.items())
    return f"import from {job.source.name} ({job.format}): {counted or 'changes'}"


def _told(
    job: Job, losses: Sequence[Loss], *, changed: bool, rehearse: bool, report: bool
) -> list[Line | Table]:
    verb = "would import from" if rehearse else "imported from"
    first = verb if changed else "nothing new in" if job.counts else "nothing could be read from"
    said: list[Line | Table] = [line(f"{first} {job.source.name} ({job.format})")]
    rows = [
        (Cell(str(number), "count"), Cell(what if number == 1 else what + "s"), Cell(how))
        for (what, how), number in job.counts.items()
    ]
    if rows:
        columns = (Column("number", right=True), Column("what"), Column("how"))
        said.append(Table(columns, rows, heading=False))
    if losses:
        said.append(losses_line(losses, report=report))
        if report:
            said.append(losses_table(losses))
    return said


def losses_line(losses: Sequence[Loss], *, report: bool) -> Line:
    """Return in one line how much could not be carried as it was."""
    number = Cell(plural(len(losses), "field"), "count")
    verb = "was" if len(losses) == 1 else "were"
    where = "" if report else " (--report names each)"
    return line(number, f" {verb} left out, changed or kept aside{where}")


def _counts(job: Job) -> dict[str, dict[str, int]]:
    shape: dict[str, dict[str, int]] = {}
    for (what, how), number in job.counts.items():
        shape.setdefault(what, {})[how] = number
    return shape
