"""Runs command lines in forked children of one warm Python, to be killed where one asks for it.

`python -m tests.faults.forks` reads jobs, one JSON object a line, and answers each with a line.
Starting Python takes a tenth of a second and forking it a thousandth, so that thousands of points
of death can be tried; and a process of its own has no threads, which forking would not survive.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from roma_cli import __main__
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

_NONE = 9_999
"""A descriptor that is not open."""

CALLS: Mapping[str, Callable[[], object]] = {
    "write": lambda: os.write(_NONE, b""),
    "pwrite64": lambda: os.pwrite(_NONE, b"", 0),
    "fsync": lambda: os.fsync(_NONE),
    "fdatasync": lambda: os.fdatasync(_NONE),
    "ftruncate": lambda: os.ftruncate(_NONE, 0),
    "unlink": lambda: os.unlink(""),
    "rename": lambda: os.rename("", ""),
    "link": lambda: os.link("", ""),
}
"""The system calls that change a disk, each with one that is refused but counted."""

STEPS = 50
"""So many steps of SQLite's machine are counted as one."""

FATAL = 300
"""strace kills at this call of its kind; who wants to die at the n-th wastes as many before."""

_KINDS = ",".join(f"?{call}" for call in CALLS)
_STRACE = (
    *("strace", "-f", "-qq", "-e", f"trace={_KINDS}"),
    *("-e", f"inject={_KINDS}:signal=KILL:when={FATAL}", "-o"),
)


class Ended(NamedTuple):
    """How a child ended: killed, or by itself with an exit code; and what it had said by then."""

    killed: bool
    code: int
    out: str
    err: str


class Forks:
    """A warm Python that forks for every job. Use as a context manager."""

    def __init__(self, folder: Path, *, strace: bool = False) -> None:
        self._out, self._err, self._log = (folder / name for name in ("stdout", "stderr", "log"))
        self._log.touch()
        self._read = 0
        self._process = subprocess.Popen(
            [
                *((*_STRACE, str(self._log)) if strace else ()),
                sys.executable,
                "-m",
                "tests.faults.forks",
            ],
            # What is cut short by a kill must not be bytecode.
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def run(
        self,
        environ: Mapping[str, str],
        arguments: Sequence[str],
        *,
        at: str = "",
        number: int = 0,
        largest: int = -1,
    ) -> Ended:
        """Run one command line; killed at its n-th `statement`, `step`, or system call of a kind.

        A step is what SQLite's machine does, a few dozen or thousand of them a statement. No file
        may grow beyond `largest` bytes, if that is not negative.
        """
        job = {
            "environ": dict(environ),
            "arguments": list(arguments),
            "at": at,
            "number": number,
            "largest": largest,
            "out": str(self._out),
            "err": str(self._err),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        result = self._process.stdout.readline()
        assert result, "the warm process died"
        code = int(result)
        return Ended(
            code == -signal.SIGKILL, code, self._out.read_text("utf-8"), self._err.read_text()
        )

    def counted(self) -> Counter[str]:
        """Return how many system calls of each kind there were since one asked last."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            lines = log.read().decode().splitlines()
            self._read = log.tell()
        # `1234  pwrite64(3, "…", …`
        words = [line.split(maxsplit=1)[1].partition("(")[0] for line in lines]
        return Counter(word for word in words if word in CALLS)


def left_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder; backups have one of their own within."""
    return sorted(one.name for one in folder.iterdir() if not one.is_dir())


def have_strace() -> bool:
    """Tell whether strace is here and may trace (in some containers it may not)."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run([*_STRACE, os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


def become(environ: Mapping[str, str], out: str, err: str) -> None:
    """Turn this process into one that was started with `environ` and its output in files."""
    os.environ.clear()
    os.environ.update(environ)
    for path, descriptor in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _die_at(at: str, number: int) -> None:
    """Arrange that this process is killed as its n-th SQL statement begins, or at a step."""
    seen = 0
    connect = sqlite3.connect

    def count(_: str = "") -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect_and_count(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        if at == "step":
            connection.set_progress_handler(count, STEPS)
        else:
            connection.set_trace_callback(count)
        return connection

    sqlite3.connect = connect_and_count  # type: ignore[assignment]  # fewer overloads


def _waste(call: str, number: int) -> None:
    for _ in range(number):
        try:
            CALLS[call]()
        except OSError:
            continue


def _child(job: dict[str, Any]) -> None:
    become(job["environ"], job["out"], job["err"])
    sys.argv = ["roma", *job["arguments"]]
    if job["largest"] >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["largest"], job["largest"]))
    if job["at"] in ("statement", "step"):
        _die_at(job["at"], job["number"])
    elif job["at"]:
        _waste(job["at"], FATAL - job["number"])
    elif job["largest"] < 0:
        _tell_what_was_loaded(__main__.main(), job["out"])
    __main__.start()


def _tell_what_was_loaded(code: int, out: str) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    Path(f"{out}.modules").write_text("\n".join(sys.modules), "utf-8")
    os._exit(code)


def _load_the_same(out: str) -> None:
    """Load what a command has just loaded that ran to its end: the next ones need not."""
    told = Path(f"{out}.modules")
    if told.exists():
        for name in set(told.read_text("utf-8").splitlines()) - set(sys.modules):
            import_module(name)
        told.unlink()


def _serve() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                _child(job)
            finally:
                os._exit(99)
        _, status = os.waitpid(child, 0)
        _load_the_same(job["out"])
        # Not by `write`: those are counted, and this process is not the one to be killed.
        os.writev(1, [f"{os.waitstatus_to_exitcode(status)}\n".encode()])


if __name__ == "__main__":
    _serve()
