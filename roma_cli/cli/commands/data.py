"""The commands of `roma data`."""

from __future__ import annotations

import shlex
import signal
import sys
from functools import partial

from roma_cli.cli.declaration import LongRunning, argument, command, flag, option
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.files import backups as backup_commands
from roma_cli.usecases.files import path as file_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from roma_cli.adapters.formats.registry import Format
    from roma_cli.adapters.formats.source import Source
    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.result import Result

REPORT = flag("--report", "List everything that could not be transferred.")
TARGET = "Output file; - or nothing for standard output."


@command("data path", "roma data path")
def path() -> StandaloneCommand:
    """Print the path of the data file."""
    return StandaloneCommand(file_path.path)


@command("data backup", "roma data backup")
def backup() -> StandaloneCommand:
    """Make a verified backup next to the data file."""
    return StandaloneCommand(backup_commands.back_up)


@command(
    "data restore",
    "roma data restore 1 --yes",
    argument("name", "[NAME]", "Number or name from the list, or a path.", default=None),
    flag("--yes -y", "Don't ask for confirmation."),
)
def restore(name: str | None, *, yes: bool) -> StandaloneCommand:
    """Restore a backup; without a name, list backups."""
    if name is None:
        return StandaloneCommand(backup_commands.list_backups)
    from roma_cli.cli.input import stdin

    confirm = partial(stdin.confirm, yes=yes, hint=f"roma data restore {shlex.quote(name)} --yes")
    return StandaloneCommand(partial(backup_commands.restore, wanted=name, confirm=confirm))


@command(
    "data export",
    "roma data export tasks.json",
    argument("file", "[FILE]", TARGET, default=None),
    option("--format", "FORMAT", "json, csv, ical, todotxt or taskwarrior.", name="form"),
    REPORT,
    flag("--raw", "CSV: don't escape formulas (unsafe in spreadsheets)."),
    flag("--yes -y", "Overwrite FILE."),
)
def export(file: str | None, form: str | None, *, report: bool, raw: bool, yes: bool) -> Command:
    """Export everything as roma JSON, or tasks in another format."""
    from roma_cli.adapters import atomic_files
    from roma_cli.adapters.formats import registry
    from roma_cli.cli.output import progress
    from roma_cli.usecases.transfer import exporter

    chosen = registry.to_write(form, file)
    if raw and chosen.name != "csv":
        raise UsageError("--raw works only with CSV", "roma data export --format csv --raw")
    if file is not None and file != "-":
        atomic_files.refuse(file, yes=yes, again="roma data export tasks.json")
    watch = progress.bar("exporting")
    wanted = exporter.Wanted(
        chosen, None if file == "-" else file, yes=yes, report=report, raw=raw, watch=watch
    )
    return Command(
        progress.closing(watch, partial(exporter.export, wanted=wanted)), makes_file=False
    )


@command(
    "data import",
    "roma data import tasks.json --dry-run",
    argument("file", "FILE", "File to read; - for stdin."),
    option("--from", "FORMAT", "Input format, if it isn't detected correctly.", name="form"),
    flag("--dry-run", "Show what would change without changing it."),
    REPORT,
)
def import_(file: str, form: str | None, *, dry_run: bool, report: bool) -> LongRunning:
    """Import tasks and sessions from roma or another program, all or nothing."""
    from roma_cli.adapters.formats import registry

    named = None if form is None else registry.named(form)

    def run(invocation: Invocation, global_options: GlobalOptions) -> int:
        # What cannot be read must not make a roma file.
        from roma_cli.adapters.formats.source import opened
        from roma_cli.cli import printer, runner

        source = opened(file, None if sys.stdin is None else sys.stdin.buffer)
        with source.stream:
            act = _importing(source, named, dry_run=dry_run, report=report)
            with _Sealing(source):
                result = runner.run(invocation, Command(act), global_options)
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
    from roma_cli.adapters.formats import registry
    from roma_cli.cli.output import progress
    from roma_cli.usecases.transfer import importer

    form = named or registry.recognised(source)
    source.watch = progress.bar("importing")
    act = partial(importer.import_data, source=source, form=form, dry_run=dry_run, report=report)
    return progress.closing(source.watch, act)
