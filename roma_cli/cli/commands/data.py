"""The words of `roma data`."""

from __future__ import annotations

import shlex
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roma_cli.cli.input import stdin
from roma_cli.cli.options import Stay, command, subject
from roma_cli.dispatch import Deed, Errand
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.files import backups as backup_commands
from roma_cli.usecases.files import path as file_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.adapters.formats.source import Source
    from roma_cli.cli.options import Wishes
    from roma_cli.context import Request, Visit
    from roma_cli.usecases.result import Answer

if TYPE_CHECKING:
    from roma_cli.context import Visit
    from roma_cli.usecases.result import Answer

app = subject("The file itself, and what goes in and out of it.")

Report = Annotated[bool, typer.Option("--report", help="List all that could not be carried.")]


@command(app, "path", "roma data path")
def path() -> Errand:
    """Print where the file is; opens nothing."""
    return Errand(file_path.path)


@command(app, "backup", "roma data backup")
def backup() -> Errand:
    """Copy the file, checked, into the folder of backups beside it."""
    return Errand(backup_commands.back_up)


@command(app, "restore", "roma data restore 1 --yes")
def restore(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A number or name of the list, or a path."),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Errand:
    """Put a backup back, keeping first what is there; without a name list them."""
    if name is None:
        return Errand(backup_commands.list_backups)
    confirm = partial(stdin.confirm, yes=yes, hint=f"roma data restore {shlex.quote(name)} --yes")
    return Errand(partial(backup_commands.restore, wanted=name, confirm=confirm))


@command(app, "export", "roma data export tasks.json")
def export(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="Where to; standard output without it, or for `-`."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="json, csv, ical, todotxt or taskwarrior."),
    ] = None,
    *,
    report: Report = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV: leave formulas as they are, unsafe in a sheet.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the place of FILE.")] = False,
) -> Deed:
    """Write everything in roma's own JSON, or the tasks in another format."""
    from roma_cli.adapters import atomic_files  # noqa: PLC0415
    from roma_cli.adapters.formats import registry  # noqa: PLC0415
    from roma_cli.cli.output import progress  # noqa: PLC0415
    from roma_cli.usecases.transfer import exporter  # noqa: PLC0415 - the other commands do without

    chosen = registry.to_write(form, file)
    if raw and chosen.name != "csv":
        raise UsageError("--raw is for CSV alone", "roma data export --format csv --raw")
    if file is not None and file != "-":
        atomic_files.refuse(file, yes=yes, again="roma data export tasks.json")
    watch = progress.bar("exporting")
    wanted = exporter.Wanted(
        chosen, None if file == "-" else file, yes=yes, report=report, raw=raw, watch=watch
    )
    return Deed(progress.closing(watch, partial(exporter.export, wanted=wanted)), makes_file=False)


@command(app, "import", "roma data import tasks.json --dry-run")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What to read; `-` is stdin.")],
    form: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help="The format, where its content misleads."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")
    ] = False,
    report: Report = False,
) -> Stay:
    """Bring in tasks and sessions from roma or another program, all or nothing."""
    from roma_cli.adapters.formats import registry  # noqa: PLC0415 - the other commands do without

    named = None if form is None else registry.named(form)

    def run(request: Request, wishes: Wishes) -> int:
        # What cannot be read must not make a roma file.
        from roma_cli.adapters.formats.source import opened  # noqa: PLC0415
        from roma_cli.cli import printer, runner  # noqa: PLC0415

        source = opened(file, None if sys.stdin is None else sys.stdin.buffer)
        with source.stream:
            act = _importing(source, named, dry_run=dry_run, report=report)
            asks = not (wishes.json or wishes.plain or wishes.quiet)
            with _Sealing(source):
                answer = runner.carry(
                    request, Deed(act), json=wishes.json, quiet=wishes.quiet, asks=asks
                )
            printer.show(answer, json=wishes.json, plain=wishes.plain)
            return int(answer.exit_code)

    return Stay(run)


class _Sealing:
    """Holds Ctrl-C back while an import is committed: its exit code says that nothing was done."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._before: Any = None

    def __enter__(self) -> None:
        self._source.seal = self.seal

    def seal(self) -> None:
        """Hold it back from now on."""
        self._before = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


def _importing(
    source: Source, named: Format | None, *, dry_run: bool, report: bool
) -> Callable[[Visit], Answer]:
    from roma_cli.adapters.formats import registry  # noqa: PLC0415
    from roma_cli.cli.output import progress  # noqa: PLC0415
    from roma_cli.usecases.transfer import importer  # noqa: PLC0415 - the other commands do without

    form = named or registry.recognised(source)
    source.watch = progress.bar("importing")
    act = partial(importer.bring_in, source=source, form=form, rehearse=dry_run, report=report)
    return progress.closing(source.watch, act)
