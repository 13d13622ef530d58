"""The entry point: reads the clock once, picks a path, and prints every error as one line.

Nothing else reads the clock or ends the process.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from roma_cli import context
from roma_cli.adapters import zone_data
from roma_cli.cli import fast_path, printer, runner
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import BadValue, CannotWrite, RomaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
_GARBAGE = 50_000
"""Objects created before Python's garbage collector runs: roma creates few reference cycles, and
the default threshold costs a tenth of the start-up time, and of an import."""


def start() -> None:
    """Run the command line of this process and end it.

    Skips Python's own cleanup, which takes a tenth of a quick command's time: the file is already
    closed, and both streams are flushed here.
    """
    gc.set_threshold(_GARBAGE)
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # Nobody reads it any more; what was to be said about that has been said.
            code = code or CannotWrite.exit_code
    os._exit(code)


def main() -> int:
    """Run one command line and return its exit code; no exception leaves this function."""
    arguments = [_readable(argument) for argument in sys.argv[1:]]
    try:
        _accept_any_text()
        return _run(arguments)
    except RomaError as error:
        problem = error
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except OSError as error:
        _abandon_stdout()
        problem = CannotWrite(f"can't write to standard output: {error.strerror}")
    except Exception as error:
        if os.environ.get("ROMA_DEBUG"):
            raise
        message = f"a bug in roma: {type(error).__name__}: {error}"
        problem = RomaError(message, "ROMA_DEBUG=1 roma …")
    printer.complain(problem, json="--json" in arguments)
    return problem.exit_code


def _run(arguments: Sequence[str]) -> int:
    now = _clock()
    zone_data.choose_newest(os.environ)
    line = None if printer.on_terminal(sys.stdout) else fast_path.parse(arguments)
    if line is None:
        from roma_cli.cli import app  # noqa: PLC0415 - Typer, 60 ms

        parsed = app.parse(arguments)
        if isinstance(parsed, int):
            return parsed
        line = parsed
    chosen = line.global_options
    invocation = context.Invocation(now, os.environ, chosen.db, chosen.user, _clock)
    try:
        return runner.run_and_print(invocation, line.wanted(), chosen)
    except BadValue as problem:
        if not problem.hint:
            from roma_cli.cli.input import hints  # noqa: PLC0415 - re, only for an error

            problem.hint = hints.from_command_line(problem, arguments, line.command.path)
        raise


def _clock() -> int:
    """Return now in epoch seconds; ROMA_NOW, an ISO 8601 instant, replaces it.

    Raises UsageError for an invalid ROMA_NOW.
    """
    frozen = os.environ.get("ROMA_NOW")
    if frozen:
        return parse_instant(frozen)
    return int(time.time())  # noqa: TID251 - the one place


def _readable(argument: str) -> str:
    """Return an argument decoded as UTF-8, even if the C locale made Python use ASCII."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _accept_any_text() -> None:
    """Escape characters that the terminal's encoding lacks, instead of raising an error."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a real file


def _abandon_stdout() -> None:
    """Keep the interpreter from flushing once more, and complaining, at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    start()
