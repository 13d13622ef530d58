"""The CSV format: roma's own table, read back without loss, and other programs' tables.

A spreadsheet treats a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a
formula. Such a cell is written with an apostrophe in front. So is one that begins with an
apostrophe followed by such a character, so removing one apostrophe restores the original. `raw`
writes every cell unchanged.

Another program's table needs a title column. Its other columns are recognised by name; columns that
roma has no field for are kept and reported. A row without an id is identified by its title, its
project, and its number among rows with the same two.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import chain

from roma_cli.adapters.formats.csv.columns import COLUMNS
from roma_cli.adapters.formats.csv.foreign_columns import columns_of, read_cell
from roma_cli.adapters.formats.source import LONGEST_RECORD, Ids, head_text, of_record
from roma_cli.domain.errors import UsageError
from roma_cli.domain.task_fields import LATER_FIELDS
from roma_cli.domain.transfer.interchange import ExternalTask, Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from roma_cli.adapters.formats.source import Lose, Report, Source
    from roma_cli.domain.transfer.interchange import Place

FIELDS = frozenset(COLUMNS) - {one.column for one in LATER_FIELDS}
TAKES_RAW = True
WRITES_DELETED = True

_OWN = frozenset(("uuid", "title", "due", "recurrence", "repeat_from", "wait_until"))
_TODOIST = frozenset(("type", "content", "indent"))

_FORMULA = re.compile("'*[=+@\\t\\r\\n-]")
_ENDS = re.compile(r"\r\n|\n|\r")
_SEP = re.compile(r"sep=([^\"\r\n])", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_FEWEST_COLUMNS = 2
_KEPT = "kept for export to CSV"


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins with column names that include a task's title."""
    names = {name.strip().lower() for name in first_row(head)}
    return is_table(head) and not names >= _TODOIST


def is_table(head: bytes) -> bool:
    """Tell whether a file begins with column names of tasks, roma's or another program's."""
    known = columns_of(first_row(head))
    return "title" in known and len(known) >= _FEWEST_COLUMNS


def first_row(head: bytes) -> list[str]:
    """Return the cells of the first row, used to detect the format; empty if there is no row."""
    lines = [line for line in _ENDS.split(head_text(head)) if line.strip()]
    named = _SEP.fullmatch(lines[0]) if lines else None
    lines = lines[1:2] if named else lines[:1]
    if not lines or "\x00" in lines[0]:
        return []
    try:
        return next(csv.reader(lines, delimiter=named[1] if named else _delimiter(lines[0])), [])
    except csv.Error:
        return []


def read(source: Source, place: Place, report: Report) -> Iterator[ExternalTask]:
    """Yield the tasks of the rows. Other rows are reported; a broken table is an error."""
    rows = table(source)
    _, names = next(rows, (0, []))
    own = set(names) >= _OWN
    known = columns_of(names)
    if own:
        known = {name: at for at, name in enumerate(names) if name in COLUMNS}
    if "title" not in known:
        raise source.wrong(1, "no column is named title, task or name")
    ids = Ids("csv")
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        lose = of_record(f"line {line}", report)
        check_width(cells, names, lose)
        row = [*cells, *[""] * (len(names) - len(cells))]
        got = {name: row[at] for name, at in known.items()}
        extras = _others(names, row, set(known.values()), lose)
        if own:
            task = _own_task({name: plain(cell) for name, cell in got.items()}, place, lose)
            task = task._replace(extras={**task.extras, **extras})
        else:
            task = _foreign_task(got, extras, place, lose)
        if task.title.strip():
            yield (
                task
                if task.uuid
                else task._replace(uuid=ids.next(f"{task.title}\x1f{task.project or ''}"))
            )
        else:
            lose("", "no title")


def check_width(cells: list[str], names: list[str], lose: Lose) -> None:
    """Report the cells of a row beyond the last column."""
    if any(cell.strip() for cell in cells[len(names) :]):
        lose("", f"the row has {len(cells)} cells, the table {len(names)} columns")


def write(
    tasks: Iterable[ExternalTask], place: Place, report: Report, *, raw: bool = False
) -> Iterator[str]:
    """Yield the table, a row at a time; `raw` turns off the protection against formulas."""
    yield _row(COLUMNS)
    for task in tasks:
        cells = []
        for name, column in COLUMNS.items():
            value = task.texts[name] if name in task.texts else getattr(task, name)
            cell = "" if value is None else column.write(value, place)
            if raw and plain(cell) != cell:
                report(Loss(task.title, name, "importing it again would drop its first apostrophe"))
            cells.append(cell if raw else safe(cell))
        yield _row(cells)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet treats as a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Undo `safe`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def table(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the number of the line each ends on, the column names first.

    A spreadsheet's `sep=;` line sets the separator, and a byte order mark is skipped. Raises
    UsageError for a broken table, because parsing the rest would be guesswork.
    """
    csv.field_size_limit(LONGEST_RECORD)
    lines = _lines(source)
    first = delimiter = ""
    before = -1
    for first in lines:
        before += 1
        sep = _SEP.fullmatch(first.rstrip("\r\n"))
        delimiter = delimiter or (sep[1] if sep else "")
        if first.strip() and not sep:
            break

    rows = csv.reader(chain((first,), lines), delimiter=delimiter or _delimiter(first), strict=True)
    try:
        for at, cells in enumerate(rows):
            yield rows.line_num + before, [cell.strip() for cell in cells] if at == 0 else cells
    except csv.Error as error:
        raise source.wrong(rows.line_num + before, _why(error)) from None


def _why(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end" in message:
        return "the file ends inside a quoted cell"
    if "field limit" in message or "field larger" in message:
        return f"a cell is longer than {LONGEST_RECORD} characters"
    return f"not valid CSV ({message})"


def _lines(source: Source) -> Iterator[str]:
    """Yield the lines with their line ends, which are part of the text inside quotes."""
    for whole in source.whole_lines():
        cut = 0
        for end in _ENDS.finditer(whole):
            yield whole[cut : end.end()]
            cut = end.end()
        if cut < len(whole):
            yield whole[cut:]


def _delimiter(line: str) -> str:
    outside = re.sub('"[^"]*"', "", line)
    return max(_DELIMITERS, key=outside.count)


def _others(names: list[str], cells: list[str], known: set[int], lose: Lose) -> dict[str, str]:
    """Return the cells of columns that roma has no field for."""
    others = {}
    for at, name in enumerate(names):
        if at not in known and cells[at].strip():
            field = name if name and name not in others else f"{name or 'column'} {at + 1}"
            others[field] = cells[at]
            lose(field, f"roma has no such field; {_KEPT}")
    return others


def _foreign_task(
    got: dict[str, str], extras: dict[str, str], place: Place, lose: Lose
) -> ExternalTask:
    fields: dict[str, Any] = {"uuid": "", "title": ""}
    for name, cell in got.items():
        if cell.strip():
            try:
                fields[name] = read_cell(name, cell, place)
            except UsageError as error:
                extras[name] = cell
                lose(name, f"{error.message}; {_KEPT}")
    if fields.get("completed_at") is not None:
        fields.setdefault("status", "completed")
    return ExternalTask(**fields, extras=extras)


def _own_task(got: dict[str, str], place: Place, lose: Lose) -> ExternalTask:
    fields: dict[str, Any] = {"uuid": "", "title": ""}
    for name, column in COLUMNS.items():
        if cell := got.get(name, ""):
            try:
                fields[name] = column.read(cell, place)
            except UsageError as error:
                lose(name, error.message)
            except (ValueError, LookupError, TypeError, AttributeError):
                lose(name, f"can't read {cell[:60]!r}")
    later = [one.column for one in LATER_FIELDS if one.column in got]
    texts = {name: fields.pop(name, None) for name in later}
    return ExternalTask(**fields, texts=texts)


def _row(cells: Iterable[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
