r"""roma's lines in the user's crontab: one block between two marks, everything else unchanged.

Works on bytes, because a crontab has no encoding, may have CRLF, and other lines must stay
unchanged. The block goes at the end, so that the user's own settings above it (especially MAILTO)
apply to roma's lines too.

Marks: a block is everything from a line that begins with `BEGIN` to the next one that begins with
`END`, both included. Several complete blocks (a crontab merged from two machines) are all roma's: a
write leaves one, at the first position; a removal deletes all. A mark without its partner is an
error and nothing is written, because the end of roma's lines would be a guess.

How a line reaches the program, in Debian's cron 3.0pl1 (crontab(5), and `do_command.c`): an
unescaped `%` ends the command; `\%` becomes `%` and `\\` becomes `\`, inside quotes as outside;
then sh reads the rest. Other crons leave `\\` alone, so an argument never puts two backslashes,
or a backslash and a percent sign, next to each other.
"""

from __future__ import annotations

import os
import shlex
from collections import namedtuple
from io import BytesIO

from roma_cli.adapters.scheduling import jobs as programs
from roma_cli.adapters.scheduling.jobs import Report
from roma_cli.domain.errors import CannotWrite, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.adapters.scheduling.jobs import Job

BEGIN = b"# >>> roma >>>"
END = b"# <<< roma <<<"
LONGEST = 998
"""Longest command in bytes: Debian's crontab refuses longer ones, older ones truncate silently."""

_FIRST = BEGIN + b" written by 'roma schedule install'; 'roma schedule remove' takes it out\n"
_LAST = END + b"\n"
# The crontab had no newline at its end and was given one; removing the block removes it again.
_JOINED = b"# (the line break above is part of this block)\n"

_HINT = "roma schedule show"


class Parts(namedtuple("Parts", "before after blocks joined")):
    """A parsed crontab: `before + after` is everything that is not roma's, byte for byte."""

    __slots__ = ()
    before: bytes
    after: bytes
    blocks: tuple[bytes, ...]
    joined: bool


def line(job: Job) -> bytes:
    """Return the job's crontab line with its newline. UsageError if it cannot be one."""
    programs.check(job)
    words = []
    for argument in job.argv:
        # A backslash is always inside single quotes here; closing and opening them again
        # after it keeps it away from whatever follows.
        quoted = shlex.quote(argument).replace("\\", "\\''")
        words.append(quoted.replace("%", "\\%"))
    command = os.fsencode(" ".join(words))
    if len(command) > LONGEST:
        raise UsageError(
            f"the command of job '{job.name}' has {len(command)} bytes; cron allows {LONGEST}",
            "roma schedule install --systemd",
        )
    return job.cron_expression.encode("ascii") + b" " + command + b"\n"


def block(jobs: Sequence[Job], *, joined: bool = False) -> bytes:
    """Return the block with one line per job. UsageError as `line`."""
    return _FIRST + (_JOINED if joined else b"") + b"".join(map(line, jobs)) + _LAST


def show(jobs: Sequence[Job]) -> str:
    """Return the block as text; bytes that are not UTF-8 become backslash escapes."""
    return block(jobs).decode("utf-8", "backslashreplace")


def split(crontab: bytes) -> Parts:
    """Parse a crontab. CannotWrite if a mark lacks its partner."""
    before, after = b"", b""
    blocks: list[bytes] = []
    ours: bytes | None = None
    number = 0
    # Only a newline ends a line here: a carriage return is part of what it says.
    for number, text in enumerate(BytesIO(crontab), 1):
        bare = text.strip()
        begins, ends = bare.startswith(BEGIN), bare.startswith(END)
        if (begins and ours is not None) or (ends and ours is None):
            raise _broken(number)
        if ours is not None or begins:
            ours = (ours or b"") + text
        elif blocks:
            after += text
        else:
            before += text
        if ends and ours is not None:
            blocks.append(ours)
            ours = None
    if ours is not None:
        raise _broken(number)
    return Parts(before, after, tuple(blocks), bool(blocks) and _JOINED.strip() in blocks[0])


def with_block(crontab: bytes, jobs: Sequence[Job]) -> bytes:
    """Return the crontab with one block for `jobs`. CannotWrite as `split`, UsageError as `line`.

    A second call changes nothing; `without_block` restores the original.
    """
    parts = split(crontab)
    joined = parts.joined
    before = parts.before
    if not parts.blocks and before and not before.endswith(b"\n"):
        before, joined = before + b"\n", True
    return before + block(jobs, joined=joined) + parts.after


def without_block(crontab: bytes) -> bytes:
    """Return the crontab without our block or blocks. CannotWrite as `split`."""
    parts = split(crontab)
    # With something after the block, the line break is needed.
    if parts.joined and not parts.after:
        return parts.before.removesuffix(b"\n")
    return parts.before + parts.after


def read(environ: Mapping[str, str]) -> bytes:
    """Return the user's crontab, empty if there is none. CannotWrite if it cannot be read."""
    done = programs.run([_program(environ), "-l"], environ)
    if done.returncode == 0:
        return done.stdout
    # Debian, cronie, FreeBSD and macOS all print this, and all exit with 1.
    if done.returncode == 1 and b"no crontab for" in done.stderr:
        return b""
    raise CannotWrite(f"can't read your crontab: {programs.failure(done)}", _HINT)


def install(jobs: Sequence[Job], environ: Mapping[str, str]) -> Report:
    """Add the block for `jobs` to the user's crontab; `installed` or `unchanged`.

    UsageError as `line`, CannotWrite if the crontab cannot be read, written or read back.
    """
    old = read(environ)
    new = with_block(old, jobs)
    if new == old:
        return Report("unchanged", ("the crontab already contains these lines",))
    _write(new, environ)
    return Report("installed", (f"{_lines(len(jobs))} added to the crontab",))


def remove(environ: Mapping[str, str]) -> Report:
    """Remove roma's block from the user's crontab; `removed` or `nothing to remove`.

    CannotWrite as `install`. The rest is unchanged, except that a crontab that had no newline at
    its end keeps the added one where the program requires it (Debian's does), and an empty one is
    deleted.
    """
    old = read(environ)
    if not (blocks := split(old).blocks):
        return Report("nothing to remove", ("the crontab contains no lines from roma",))
    _write(without_block(old), environ)
    jobs = sum(not text.lstrip().startswith(b"#") for text in BytesIO(b"".join(blocks)))
    return Report("removed", (f"{_lines(jobs)} removed from the crontab",))


def status(jobs: Sequence[Job], environ: Mapping[str, str]) -> Report:
    """Compare the user's crontab with `jobs`: `installed`, `outdated` or `not installed`."""
    old = read(environ)
    if not split(old).blocks:
        return Report("not installed", ())
    return Report("installed" if with_block(old, jobs) == old else "outdated", ())


def _write(new: bytes, environ: Mapping[str, str]) -> None:
    """Replace the user's crontab and read it back."""
    program = _program(environ)
    if not new:
        done = programs.run([program, "-r"], environ)
    else:
        done = programs.run([program, "-"], environ, new)
        if done.returncode != 0 and not new.endswith(b"\n"):
            new += b"\n"
            done = programs.run([program, "-"], environ, new)
    if done.returncode != 0:
        raise CannotWrite(f"your crontab was not changed: {programs.failure(done)}", _HINT)
    if read(environ) != new:
        raise CannotWrite("your crontab differs from what was written", _HINT)


def _program(environ: Mapping[str, str]) -> str:
    if (path := programs.find("crontab", environ)) is None:
        raise CannotWrite("no crontab program found", "roma schedule install --systemd")
    return path


def _broken(number: int) -> CannotWrite:
    return CannotWrite(
        f"line {number} of your crontab: a mark of roma's block without its counterpart; "
        f"nothing was changed",
        "crontab -e",
    )


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"
