"""The command `roma doctor`: runs the checks, and repairs what other rows determine.

It opens the file itself, and checking changes no row, not even by a reset that is due. If the file
can't be opened, only the checks that need no open file are run.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.context import Context
from roma_cli.domain import day as days
from roma_cli.domain.errors import CannotWrite, Damaged, Locked, RomaError
from roma_cli.domain.text import plural
from roma_cli.storage import database
from roma_cli.storage.backups.restore import hint_for
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.doctor import repair, table
from roma_cli.usecases.doctor.check import FAULT, OK, WARNING, Case, Finding
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Invocation
    from roma_cli.storage.database import File
    from roma_cli.usecases.result import Line

FAULTS = 6
"""The exit code if a fault was found, the same as for a damaged file."""

_STYLES = {OK: "dim", WARNING: "due", FAULT: "overdue"}


class Repaired(namedtuple("Repaired", "done before after")):
    """The repairs of `--fix`, and the number of rows in each table before and after."""

    __slots__ = ()
    done: list[str]
    before: dict[str, int]
    after: dict[str, int]


def doctor(invocation: Invocation, *, fix: bool = False) -> Result:
    """Run all checks, with `fix` after repairing; exit code 6 if a fault is left."""
    repaired = _repair(invocation) if fix else None
    found, skipped = _findings(invocation)
    states = [one.state for one in found]
    number = {state: states.count(state) for state in (OK, WARNING, FAULT)}
    blocks: list[Line | Table] = [_table(found), line(_total(number, skipped))]
    if repaired is not None:
        blocks += [line(one) for one in repaired.done or ["nothing to repair"]]
        blocks += [_row_counts(repaired)]
    return Result(
        blocks,
        lambda: {
            "path": invocation.path(),
            "checks": [one._asdict() for one in found],
            **number,
            "skipped": skipped,
            "mended": None if repaired is None else repaired._asdict(),
        },
        exit_code=FAULTS if number[FAULT] else 0,
    )


def _findings(invocation: Invocation) -> tuple[list[Finding], int]:
    """Return the findings of all checks, and the number of checks that could not run."""
    # Before the file's header is read, because opening the file removes the access of others.
    outside = [check.run(invocation) for check in table.OUTSIDE]
    found = [table.FILE.run(invocation), *outside]
    if found[0].state != OK:
        return found, 1 + len(table.INSIDE)
    try:
        with _open(invocation) as file:
            wrong = check_queries.problems(file, table.INTEGRITY.name)
            found.append(table.INTEGRITY.judge(wrong))
            if found[-1].state != OK:
                return found, len(table.INSIDE)
            case = Case(invocation, file, _contexts(invocation, file))
            return [*found, *(check.run(case) for check in table.INSIDE)], 0
    except Locked:
        raise
    except RomaError as problem:
        failed = Finding(table.INTEGRITY.name, FAULT, problem.message, hint_for(problem))
        return [*found, failed], len(table.INSIDE)


def _open(invocation: Invocation) -> File:
    file = database.open_existing(invocation.path())
    if file is None:
        raise CannotWrite(f"no data file at {invocation.path()}", "roma today")
    return file


def _contexts(invocation: Invocation, file: File) -> list[Context]:
    """Return a context for each user with a valid zone and reset time; resets nothing."""
    found = []
    for own in user_queries.configurations(file):
        context = Context(invocation, file, own, [])
        try:
            days.day_at(context.rule, context.now)
        except (RomaError, ValueError):
            # The checks of zones and settings will report it.
            continue
        found.append(context)
    return found


def _repair(invocation: Invocation) -> Repaired:
    """Repair what can be repaired. Raises Damaged if only a backup can help."""
    done = repair.make_private(invocation)
    with _open(invocation) as file:
        case = Case(invocation, file, _contexts(invocation, file))
        if check_queries.problems(file, table.INTEGRITY.name):
            raise Damaged(
                f"{invocation.path()} is damaged, so nothing was repaired", "roma data restore"
            )
        before = check_queries.row_counts(file)
        done += repair.repair(case)
        return Repaired(done, before, check_queries.row_counts(file))


def _total(number: dict[str, int], skipped: int) -> str:
    parts = [f"{number[OK]} ok", plural(number[WARNING], WARNING), plural(number[FAULT], FAULT)]
    if skipped:
        parts.append(f"{skipped} skipped because the file can't be read")
    return ", ".join(parts)


def _table(found: Sequence[Finding]) -> Table:
    rows = [
        (
            Cell(one.state, _STYLES[one.state]),
            Cell(one.name, "label"),
            Cell(one.said + (f" → {one.mend}" if one.mend else "")),
        )
        for one in found
    ]
    columns = (Column("state"), Column("check"), Column("found", wraps=True))
    return Table(columns, rows, heading=False)


def _row_counts(repaired: Repaired) -> Table:
    rows = [
        (Cell(name.replace("_", " ")), Cell(str(number)), Cell(str(repaired.after[name])))
        for name, number in repaired.before.items()
    ]
    return Table((Column("rows"), Column("before", right=True), Column("after", right=True)), rows)
