"""Importing: one transaction, one operation, with a backup before it; or a dry run of that."""

from __future__ import annotations

from itertools import groupby

from roma_cli.adapters.formats import registry
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.interchange import ExternalSession
from roma_cli.usecases.result import Cell, Column, Result, Table, line
from roma_cli.usecases.transfer.import_job import Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.adapters.formats.source import Source
    from roma_cli.context import Context
    from roma_cli.domain.transfer.interchange import Loss
    from roma_cli.usecases.result import Line

_CHANGING = ("added", "updated", "deleted")


def import_data(
    context: Context, source: Source, form: Format, *, dry_run: bool = False, report: bool = False
) -> Result:
    """Import what is in `source`; a `dry_run` does the very same and rolls it back.

    Raises UsageError for what cannot be read, and then nothing is changed. Where each record is
    lost, as with `--from` a format that it is not in, they are named, and the exit code is that.
    """
    archive = None
    if form.name == "json":
        from roma_cli.usecases.transfer.archive.importer import Archive  # noqa: PLC0415 - one importer a run

        archive = Archive(context, source)
    operation = context.operation(dry_run=dry_run)
    # Only where there is something to write: see `Job.prepare`.
    operation.makes_backup = False
    job = Job(context, source, form.name, operation, dry_run=dry_run)
    if archive is not None and archive.is_restored:
        archive.restore(job)
    else:
        with operation:
            if archive is not None:
                archive.merge(job)
            else:
                _run(job)
            if not job.changed and not job.counts and not job.losses:
                what = f"there is nothing to import in {source.name}"
                raise UsageError(what, "roma data import --help")
            operation.describe(_summary(job))
            job.seal()
    if job.changed:
        context.refresh()
    number = None if dry_run else operation.id or None
    return Result(
        _blocks(job, report=report),
        lambda: {
            "file": source.name,
            "format": form.name,
            "dry_run": dry_run,
            "operation": number,
            "counts": _counts(job),
            "losses": [loss._asdict() for loss in job.losses],
        },
        exit_code=0 if job.counts else UsageError.exit_code,
    )


def _run(job: Job) -> None:
    """Import tasks and sessions, as they come."""
    if job.format == "romatimer":
        from roma_cli.usecases.transfer.romatimer import importer as romatimer_importer  # noqa: PLC0415

        romatimer_importer.run(job)
        return
    job.source.rewind()
    reader = registry.module(registry.FORMATS[job.format])
    records = reader.read(job.source, job.place, job.lost)
    for are_sessions, some in groupby(records, key=lambda one: isinstance(one, ExternalSession)):
        if are_sessions:
            from roma_cli.usecases.transfer import sessions as transfer_sessions  # noqa: PLC0415

            transfer_sessions.run(job, some)
        else:
            from roma_cli.usecases.transfer import tasks as transfer_tasks  # noqa: PLC0415

            transfer_tasks.run(job, some)


def _summary(job: Job) -> str:
    """Return the name of the operation: `import from tasks.json (taskwarrior): 59 tasks`."""
    numbers: dict[str, int] = {}
    for (what, how), number in job.counts.items():
        if how in _CHANGING:
            numbers[what] = numbers.get(what, 0) + number
    counted = ", ".join(plural(number, what) for what, number in numbers.items())
    return f"import from {job.source.name} ({job.format}): {counted or 'changes'}"


def _blocks(job: Job, *, report: bool) -> list[Line | Table]:
    verb = "would import from" if job.dry_run else "imported from"
    first = (
        verb if job.changed else "nothing new in" if job.counts else "nothing could be read from"
    )
    blocks: list[Line | Table] = [line(f"{first} {job.source.name} ({job.format})")]
    rows = [
        (Cell(str(number), "count"), Cell(what if number == 1 else what + "s"), Cell(how))
        for (what, how), number in job.counts.items()
    ]
    if rows:
        columns = (Column("number", right=True), Column("what"), Column("how"))
        blocks.append(Table(columns, rows, heading=False))
    return [*blocks, *losses_blocks(job.losses, report=report)]


def losses_blocks(losses: Sequence[Loss], *, report: bool) -> list[Line | Table]:
    """Return how much could not be kept as it was, and with `report` a table that names each."""
    if not losses:
        return []
    blocks: list[Line | Table] = [losses_line(losses, report=report)]
    if report:
        columns = (
            Column("record", wraps=True),
            Column("field"),
            Column("what became of it", wraps=True),
        )
        rows = [
            (Cell(one.record), Cell(one.field or "all", "label"), Cell(one.reason))
            for one in losses
        ]
        blocks.append(Table(columns, rows))
    return blocks


def losses_line(losses: Sequence[Loss], *, report: bool) -> Line:
    """Return in one line how much could not be kept as it was."""
    number = Cell(plural(len(losses), "field"), "count")
    verb = "was" if len(losses) == 1 else "were"
    where = "" if report else " (--report names each)"
    return line(number, f" {verb} left out, changed or kept aside{where}")


def _counts(job: Job) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for (what, how), number in job.counts.items():
        counts.setdefault(what, {})[how] = number
    return counts
