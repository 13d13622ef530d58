"""The jobs of a scheduler, the report of its changes, and the calls of its programs.

Shared by crontab and systemd. Nothing is passed to a shell, and no text is written to a crontab or
a unit before `check` has checked it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import namedtuple

from roma_cli.domain.clock.cron import validate
from roma_cli.domain.errors import CannotWrite, UsageError
from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMEOUT = 10
"""Seconds a scheduler's program may take; both normally answer in milliseconds."""


class Job(namedtuple("Job", "name cron_expression argv")):
    """One command with its schedule.

    `name` is lower-case letters, digits and `-`, starting with a letter; it names the systemd
    units. `cron_expression` is one that `cron.validate` returned. `argv` is the program, by
    absolute path, and its arguments, unescaped.
    """

    __slots__ = ()
    name: str
    cron_expression: str
    argv: tuple[str, ...]


class Report(namedtuple("Report", "change messages")):
    """The result: `change` in one or two words, `messages` as lines for stderr.

    `change` is `installed`, `unchanged`, `removed` or `nothing to remove`; from a status it is
    `installed`, `outdated` or `not installed`.
    """

    __slots__ = ()
    change: str
    messages: tuple[str, ...]


def check(job: Job) -> None:
    """Raise UsageError for a job that can't be written without loss.

    All control characters are refused, not only the line ends and NUL that would end a line or a
    string, because `roma schedule show` prints these lines on a terminal.
    """
    name = job.name
    plain = name.isascii() and name.replace("-", "").isalnum() and name == name.lower()
    if not plain or not name[0].isalpha():
        raise UsageError(f"{name!a} is not a valid job name")
    if not job.argv or not os.path.isabs(job.argv[0]):
        raise UsageError(f"job '{name}' needs a program with an absolute path")
    if validate(job.cron_expression) != job.cron_expression:
        raise UsageError(
            f"job '{name}': {job.cron_expression!a} is not a normalized cron expression"
        )
    for text in job.argv:
        # C0, DEL and C1; Unicode's line separators end no line in a crontab or a unit.
        odd = [char for char in text if char < " " or "\x7f" <= char < "\xa0"]
        if odd:
            raise UsageError(f"job '{name}' can't be scheduled: {text!a} contains {odd[0]!a}")
        try:
            os.fsencode(text)
        except UnicodeEncodeError as error:
            raise UsageError(f"job '{name}' can't be scheduled: {text!a} is not text") from error


def find(program: str, environ: Mapping[str, str]) -> str | None:
    """Return the path of `program` along `environ`'s PATH, or None."""
    return shutil.which(program, path=environ.get("PATH", os.defpath))


def run(
    argv: Sequence[str], environ: Mapping[str, str], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, in the C locale so that its messages can be recognised.

    CannotWrite if it can't be started or takes longer than `TIMEOUT`; the caller checks the exit
    status.
    """
    try:
        return subprocess.run(  # noqa: S603 - an argv list, the program found along PATH
            argv,
            input=stdin,
            capture_output=True,
            env={**environ, "LC_ALL": "C"},
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotWrite(f"{argv[0]} did not answer within {TIMEOUT} seconds") from error
    except (OSError, ValueError) as error:
        raise CannotWrite(f"can't run {argv[0]}: {error}") from error


def failure(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return why a program failed, in its own words and one printable line."""
    text = (done.stderr or done.stdout).decode("utf-8", "backslashreplace")
    line = "; ".join(part.strip() for part in text.splitlines() if part.strip())
    return visible(line) or f"exit status {done.returncode}"
