"""The todo.txt format: one task per line, with priority, dates, +project, @contexts and key:value.

Words that roma has a field for are parsed: the first `+project`, every `@context` (as a tag),
`due:`, `t:` (wait until), `rec:`, `uuid:`, and `pri:` on completed tasks. Every other word stays in
the title. The line itself is kept; an export changes only what has changed since in it, so an
unchanged line is exported byte for byte as it was.

A line has no id. Its title and creation date identify it, so that an import finds the same task
after it was completed, postponed or given another priority in another program.
"""

from __future__ import annotations

import re

from roma_cli.adapters.formats.csv.roma_csv import is_table
from roma_cli.adapters.formats.source import Ids, head_text, of_record
from roma_cli.adapters.formats.todotxt.line import (
    DAY,
    priority_of,
    says_of,
    split_line,
    start_of,
    tag_of,
    task_of,
    title_of,
)
from roma_cli.domain import day as days
from roma_cli.domain.due import Due, typeable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.transfer.interchange import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from roma_cli.adapters.formats.source import Lose, Report, Source
    from roma_cli.adapters.formats.todotxt.line import Line
    from roma_cli.domain.transfer.interchange import ExternalTask, Place

FIELDS = frozenset(
    ("title", "due", "recurrence", "repeat_from", "priority", "tags", "project", "wait_until")
)

_SIGNS = re.compile(
    rf"x {DAY} |\([A-Z]\) \S|{DAY} \S|.*(?:^| )(?:[+@][^\W\d]|(?:due|t):{DAY}|rec:\+?\d)"
)
_LETTERS = {"high": "A", "medium": "B", "low": "C"}


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins like todo.txt: some line has a mark that only todo.txt has."""
    lines = [line for line in head_text(head).replace("\r", "\n").split("\n") if line.strip()]
    first = lines[0].lstrip() if lines else ""
    if "\x00" in head_text(head) or first[:1] in "{[<" or first.upper().startswith("BEGIN:"):
        return False
    if is_table(head):
        return False
    return any(_SIGNS.match(line) for line in lines[:500])


def read(source: Source, place: Place, report: Report) -> Iterator[ExternalTask]:
    """Yield the tasks of the lines; blank lines are skipped."""
    ids = Ids("todotxt")
    for number, text in source.lines():
        if text.strip():
            task, key = task_of(text, place, of_record(f"line {number}", report))
            yield task if task.uuid else task._replace(uuid=ids.next(key))


def write(tasks: Iterable[ExternalTask], place: Place, report: Report) -> Iterator[str]:
    """Yield one line per task; fields that todo.txt can't hold are reported."""
    ids = Ids("todotxt")
    reported: set[tuple[str, ...]] = set()
    for task in tasks:
        if task.status == "deleted":
            report(Loss(task.title, "", "todo.txt has no deleted tasks"))
            continue
        for fields, reason in _STAMPS.items():
            if fields not in reported and any(getattr(task, name) is not None for name in fields):
                reported.add(fields)
                report(Loss("every task", ", ".join(fields), reason))
        text = _compose(task, place)
        again, key = task_of(text, place) if "line" in task.extras else (None, "")
        if again is None or (again.uuid or ids.peek(key)) != task.uuid:
            text = f"{text} uuid:{task.uuid}"
            again, key = task_of(text, place)
        lose = of_record(task.title, report)
        if not again.uuid:
            ids.next(key)
        elif again.uuid != task.uuid:
            lose("uuid", "a word in todo.txt can't contain spaces, but this ID does")
        _report_losses(task, again, place, lose)
        yield text + "\n"


# --- writing ------------------------------------------------------------------------------


def _compose(task: ExternalTask, place: Place) -> str:
    """Return a task's line: the imported one, updated with what has changed since."""
    kept = task.extras.get("line")
    text = kept if isinstance(kept, str) and "\n" not in kept and "\r" not in kept else ""
    line = split_line(text)
    says = says_of(line, place)
    letter = line.letter or str(says.get("pri", ""))
    if priority_of(letter) != task.priority or not text:
        letter = _LETTERS.get(task.priority, "")
    head, pri = _head(task, line, letter, place)
    now = _current(task, place, pri)
    missing = [f" @{_one_word(tag)}" for tag in _new_tags(task, line)]
    pieces = []
    same = bool(text) and title_of(line, text) == task.title
    if not same:
        pieces.append(" " + task.title.replace("\r\n", " ").replace("\n", " ").replace("\r", " "))
    for spaces, word, kind in line.words:
        if kind == "title":
            pieces += [spaces + word] * same
        elif kind == "tag":
            pieces += [spaces + word] * (tag_of(word) in task.tags)
        elif kind == "other" or says[kind] == now[kind][0]:
            pieces.append(spaces + word)
            now.pop(kind, None)
        elif now[kind][1]:
            pieces.append(spaces + now.pop(kind)[1])
    missing = [f" {word}" for _, word in now.values() if word] + missing
    body = "".join(pieces + missing)
    if not (line.words and pieces and pieces[0] == "".join(line.words[0][:2])):
        body = body.lstrip(" \t")
    elif not missing and pieces[-1] == "".join(line.words[-1][:2]):
        body += text[len(text.rstrip(" \t")) :]
    return head + body


def _head(task: ExternalTask, line: Line, letter: str, place: Place) -> tuple[str, str]:
    """Return the part before the text, and the priority letter that needs a `pri:` instead."""
    done = task.status == "completed"
    created, completed = line.created, line.completed if done else None
    if not line.words or (created and _apart(task.created_at, created, place)):
        created = _date(task.created_at, place)
    if not (line.words and line.done) or (
        completed and _apart(task.completed_at, completed, place)
    ):
        completed = _date(task.completed_at, place) if done else None
    if done and task.priority == "medium" and not line.letter and letter == _LETTERS["medium"]:
        letter = ""  # no letter is medium
    in_head = letter and (not done or (line.letter == letter and line.done))
    if (done, letter if in_head else "", completed, created) == line[1:5]:
        return line.head, "" if in_head else letter
    head = "x " * done + (f"({letter}) " if in_head else "")
    dates = (completed, created if completed or not done else None)
    return head + "".join(f"{day} " for day in dates if day), "" if in_head else letter


def _current(task: ExternalTask, place: Place, pri: str) -> dict[str, tuple[object, str]]:
    """Return for each kind of word the current value, and its word ("" for none)."""
    wait = task.wait_until
    day = _date(wait, place)
    whole = wait is not None and start_of(day, place) == wait
    rec = (task.recurrence, task.repeat_from)
    return {
        "project": (task.project, f"+{_one_word(task.project)}" if task.project else ""),
        "due": (task.due, f"due:{typeable(task.due, place.rule)}" if task.due else ""),
        "t": (wait, f"t:{typeable(Due(None, day) if whole else Due(wait, None), place.rule)}")
        if wait is not None
        else (None, ""),
        "rec": (rec, _repeat_word(*rec)),
        "pri": (pri, f"pri:{pri}" if pri else ""),
        "uuid": (task.uuid, ""),
    }


def _repeat_word(recurrence: str, repeat_from: str) -> str:
    try:
        repeat = parse_repeat(recurrence)
    except UsageError:
        return ""
    if repeat is None or repeat.weekdays or repeat.month_day:
        return ""
    return f"rec:{'+' * (repeat_from == 'due')}{repeat.interval}{repeat.unit[0]}"


def _new_tags(task: ExternalTask, line: Line) -> list[str]:
    known = {tag_of(word) for _, word, kind in line.words if kind == "tag"}
    return [tag for tag in task.tags if tag not in known]


def _report_losses(task: ExternalTask, again: ExternalTask, place: Place, lose: Lose) -> None:
    """Report the fields in which the line, parsed again, differs from the task."""
    for field in ("title", "due", "recurrence", "repeat_from", "priority", "project", "wait_until"):
        if getattr(task, field) != getattr(again, field):
            lose(field, _ANOTHER)
    if set(task.tags) != set(again.tags):
        lose("tags", _ANOTHER)
    for field in ("created_at", "completed_at"):
        mine = getattr(task, field)
        if mine is not None and _date(mine, place) != _date(getattr(again, field), place):
            lose(field, "it is not in the line, and was not when the line was imported")
    for field in _UNWRITTEN:
        if getattr(task, field):
            lose(field, "todo.txt has no such field")


_ANOTHER = "todo.txt would read the line differently"
_STAMPS = {
    ("created_at", "completed_at"): "todo.txt has days, not times",
    ("updated_at",): "todo.txt does not say when a task was changed",
}
_UNWRITTEN = ("description", "estimate", "part_of", "follows", "skipped", "notes", "reminders")


def _one_word(text: str) -> str:
    return "_".join(text.split())


def _date(moment: int | None, place: Place) -> date | None:
    return None if moment is None else days.today(place.rule, moment)


def _apart(moment: int | None, day: date, place: Place) -> bool:
    return moment is not None and _date(moment, place) != day
