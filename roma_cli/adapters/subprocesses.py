"""Runs of other programs: no shell, their input on stdin, a limit on their time.

Each leads a session of its own. So at the limit, or on Ctrl-C, it is ended with all that it
has started, and it cannot take the terminal away from roma.
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

_REAP_SECONDS = 1  # one that even SIGKILL does not end hangs in the kernel; we go on

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
        return f"cannot be started: {error.strerror or type(error).__name__}"
    except ValueError:
        return "cannot be started: an argument holds a NUL character"
    _running.add(process)
    try:
        process.communicate(stdin, timeout=limit)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"took longer than {limit:g} seconds and was stopped"
    except OSError as error:
        _end(process)
        return f"could not be given its input: {error.strerror or type(error).__name__}"
    except BaseException:
        _end(process)
        raise
    finally:
        _running.discard(process)
    code = process.returncode
    if code < 0:
        return f"was ended by signal {-code}"
    return f"exit status {code}" if code else ""


def end_all() -> None:
    """Kill all that `run` has running, in any thread."""
    for process in tuple(_running):
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:
        return  # its id may be another's by now
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        with contextlib.suppress(OSError, ValueError):
            process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_REAP_SECONDS)
