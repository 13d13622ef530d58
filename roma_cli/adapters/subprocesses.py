"""Runs of other programs: no shell, input on stdin, a time limit.

Each program gets its own session. So at the limit, or on Ctrl-C, it is killed with all its child
processes, and it can't take the terminal away from roma.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STDERR = 2
"""For `output`: where roma's messages go."""

_REAP_SECONDS = 1  # a process that survives SIGKILL hangs in the kernel; continue

_running: set[subprocess.Popen[bytes]] = set()


def run(
    argv: Sequence[str],
    stdin: bytes,
    environ: Mapping[str, str],
    *,
    limit: float,
    output: int = subprocess.DEVNULL,
) -> str:
    """Run a program to its end; return "" if its exit status is 0, else what went wrong.

    `argv[0]` is looked up along `environ`'s PATH. What it writes goes to the descriptor `output`
    and is never read. After `limit` seconds it is killed, and its whole process group. What it
    leaves running in the background before that is left alone. No exception but an interrupt.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - an argv list, never a shell
            argv,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError as error:
        return f"can't be started: {error.strerror or type(error).__name__}"
    except ValueError:
        return "can't be started: an argument contains a NUL character"
    _running.add(process)
    try:
        process.communicate(stdin, timeout=limit)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"took longer than {limit:g} seconds and was stopped"
    except OSError as error:
        _end(process)
        return f"can't write its input: {error.strerror or type(error).__name__}"
    except BaseException:
        _end(process)
        raise
    finally:
        _running.discard(process)
    code = process.returncode
    if code < 0:
        return f"killed by signal {-code}"
    return f"exit status {code}" if code else ""


def end_all() -> None:
    """Kill all programs started by `run`, in any thread."""
    for process in tuple(_running):
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:
        return  # its id may have been reused
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_REAP_SECONDS)
