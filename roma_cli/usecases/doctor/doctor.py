"""Looks for what is wrong with the file, and mends what can be worked out anew.

The doctor opens the file itself and changes no row by looking, not even by the reset that is due.
It also runs where the file cannot be opened: then it tells what it sees from outside.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.context import Context
from roma_cli.domain import day as days
from roma_cli.domain.errors import CannotWrite, Damaged, Locked, RomaError
from roma_cli.domain.text import plural
from roma_cli.storage import database as files
from roma_cli.storage.backups.restore import hint_for
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.doctor import repair
from roma_cli.usecases.doctor.checks import counts as count_checks
from roma_cli.usecases.doctor.checks import database as database_checks
from roma_cli.usecases.doctor.checks import location as location_checks
from roma_cli.usecases.doctor.checks import machine as machine_checks
from roma_cli.usecases.doctor.checks import schedule as schedule_checks
from roma_cli.usecases.doctor.checks import tasks as task_checks
from roma_cli.usecases.doctor.checks.finding import FAULT, OK, WARNING, Case, Finding
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.context import Invocation
    from roma_cli.storage.database import File
    from roma_cli.usecases.result import Line

FAULTS = 6
"""The exit code where a fault was found, as for a file that is damaged."""

INSIDE = (
    *database_checks.CHECKS,
    *schedule_checks.CHECKS,
    *count_checks.CHECKS,
    *task_checks.CHECKS,
    *machine_checks.CHECKS,
)
"""The checks of an open file whose pages hold."""

_STYLES = {OK: "dim", WARNING: "due", FAULT: "overdue"}


class Mended(namedtuple("Mended", "done before after")):
    """What `--fix` did, and how many rows each table held before and after."""

    __slots__ = ()
    done: list[str]
    before: dict[str, int]
    after: dict[str, int]


def doctor(invocation: Invocation, *, fix: bool = False) -> Result:
    """Run all checks, with `fix` after mending what can be; exit code 6 if a fault is left."""
    path = invocation.path()
    mended = _mend(invocation, path) if fix else None
    found, skipped = _findings(invocation, path)
    states = [one.state for one in found]
    number = {state: states.count(state) for state in (OK, WARNING, FAULT)}
    blocks: list[Line | Table] = [_table(found), line(_sum(number, skipped))]
    if mended is not None:
        blocks += [line(one) for one in mended.done or ["nothing was there to mend"]]
        blocks += [_rows(mended)] if mended.before else []
    return Result(
        blocks,
        lambda: {
            "path": path,
            "checks": [one._asdict() for one in found],
            **number,
            "skipped": skipped,
            "mended": None if mended is None else mended._asdict(),
        },
        exit_code=FAULTS if number[FAULT] else 0,
    )


def _findings(invocation: Invocation, path: str) -> tuple[list[Finding], int]:
    """Return what every check found, and how many could not be done."""
    # The modes come first: opening the file takes the access of others away.
    around = [_told(check, path) for check in location_checks.CHECKS]
    found = [_told(location_checks.identified, path), *around]
    found += [_told(check, invocation) for check in machine_checks.OUTSIDE]
    if found[0].state != OK:
        return found, 1 + len(INSIDE)
    try:
        file = files.open_existing(path)
        if file is None:
            raise CannotWrite(f"{path} vanished while it was opened", "roma today")
        with file:
            case = Case(invocation, path, file, ())
            whole = database_checks.integrity(case)
            if whole.state != OK:
                return [*found, whole], len(INSIDE)
            case = case._replace(contexts=_visits(invocation, file))
            return [*found, whole, *(_told(check, case) for check in INSIDE)], 0
    except Locked:
        raise
    except RomaError as problem:
        fault = Finding("integrity", FAULT, problem.message, hint_for(problem))
        return [*found, fault], len(INSIDE)


def _told(check: Callable[..., Finding], subject: object) -> Finding:
    """Return what a check found; one that cannot be done is a fault itself."""
    try:
        return check(subject)
    except Locked:
        raise
    except (RomaError, ValueError, TypeError, OSError) as problem:
        name = getattr(check, "__name__", "check").replace("_", " ")
        said = problem.message if isinstance(problem, RomaError) else str(problem)
        hint = hint_for(problem) if isinstance(problem, RomaError) else ""
        return Finding(name, FAULT, f"cannot be told: {said}", hint)


def _visits(invocation: Invocation, file: File) -> list[Context]:
    """Return a visit for each user whose zone and reset time are understood; resets nothing."""
    found = []
    for own in user_queries.configurations(file):
        context = Context(invocation, file, own, [])
        try:
            days.day_at(context.rule, context.now)
        except (RomaError, ValueError):
            # `zones` and `settings` tell of it.
            continue
        found.append(context)
    return found


def _mend(invocation: Invocation, path: str) -> Mended:
    """Mend what can be. Raises Damaged where no more than a backup helps."""
    done = repair.modes(path)
    file = files.open_existing(path)
    if file is None:
        raise CannotWrite(f"there is no roma file at {path}", "roma today")
    with file:
        case = Case(invocation, path, file, _visits(invocation, file))
        if database_checks.integrity(case).state != OK:
            raise Damaged(f"{path} is damaged; nothing was mended", "roma data restore")
        before = check_queries.row_counts(file)
        done += repair.mend(case)
        return Mended(done, before, check_queries.row_counts(file))


def _sum(number: dict[str, int], skipped: int) -> str:
    parts = [f"{number[OK]} ok", plural(number[WARNING], WARNING), plural(number[FAULT], FAULT)]
    if skipped:
        parts.append(f"{skipped} not done, since the file cannot be read")
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


def _rows(mended: Mended) -> Table:
    rows = [
        (Cell(name.replace("_", " ")), Cell(str(number)), Cell(str(mended.after.get(name, 0))))
        for name, number in mended.before.items()
    ]
    return Table((Column("rows"), Column("before", right=True), Column("after", right=True)), rows)
