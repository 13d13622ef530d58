"""The words of `roma data`."""

from __future__ import annotations

import shlex
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roma_cli.cli.input import stdin
from roma_cli.cli.options import LongRunning, command, subject
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.files import backups as backup_commands
from roma_cli.usecases.files import path as file_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.adapters.formats.source import Source
    from roma_cli.cli.options import GlobalOptions
    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.result import Result

if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

app = subject("The file itself, and what goes in and out of it.")

Report = Annotated[bool, typer.Option("--report", help="List all that could not be carried.")]


@command(app, "path", "roma data path")
def path() -> StandaloneCommand:
    """Print where the file is; opens nothing."""
    return StandaloneCommand(file_path.path)


@command(app, "backup", "roma data backup")
def backup() -> StandaloneCommand:
    """Copy the file, checked, into the folder of backups beside it."""
    return StandaloneCommand(backup_commands.back_up)


@command(app, "restore", "roma data restore 1 --yes")
def restore(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A number or name of the list, or a path."),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> StandaloneCommand:
    """Put a backup back, keeping first what is there; without a name list them."""
    if name is None:
        return StandaloneCommand(backup_commands.list_backups)
    confirm = partial(stdin.confirm, yes=yes, hint=f"roma data restore {shlex.quote(name)} --yes")
    return StandaloneCommand(partial(backup_commands.restore, wanted=name, confirm=confirm))


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
) -> Command:
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
    return Command(
        progress.closing(watch, partial(exporter.export, wanted=wanted)), makes_file=False
    )


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
) -> LongRunning:
    """Bring in tasks and sessions from roma or another program, all or nothing."""
    from roma_cli.adapters.formats import registry  # noqa: PLC0415 - the other commands do without

    named = None if form is None else registry.named(form)

    def run(invocation: Invocation, global_options: GlobalOptions) -> int:
        # What cannot be read must not make a roma file.
        from roma_cli.adapters.formats.source import opened  # noqa: PLC0415
        from roma_cli.cli import printer, runner  # noqa: PLC0415

        source = opened(file, None if sys.stdin is None else sys.stdin.buffer)
        with source.stream:
            act = _importing(source, named, dry_run=dry_run, report=report)
            asks = not (global_options.json or global_options.plain or global_options.quiet)
            with _Sealing(source):
                result = runner.carry(
                    invocation,
                    Command(act),
                    json=global_options.json,
                    quiet=global_options.quiet,
                    asks=asks,
                )
            printer.show(result, json=global_options.json, plain=global_options.plain)
            return int(result.exit_code)

    return LongRunning(run)


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
) -> Callable[[Context], Result]:
    from roma_cli.adapters.formats import registry  # noqa: PLC0415
    from roma_cli.cli.output import progress  # noqa: PLC0415
    from roma_cli.usecases.transfer import importer  # noqa: PLC0415 - the other commands do without

    form = named or registry.recognised(source)
    source.watch = progress.bar("importing")
    act = partial(importer.bring_in, source=source, form=form, rehearse=dry_run, report=report)
    return progress.closing(source.watch, act)
