"""Changing a task in the user's editor. The file is closed, and not locked, while it is open."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from roma_cli.acts import tasks
from roma_cli.acts.answer import Answer
from roma_cli.acts.task_fields import Typed
from roma_cli.core import moments
from roma_cli.core import tasks as rules
from roma_cli.core.errors import RomaError, UsageError
from roma_cli.visit import Deed, carry_out

if TYPE_CHECKING:
    from roma_cli.core.records import Task
    from roma_cli.visit import Request, Visit

_RULE = "---"
_HEAD = "# Change what you like. Leave it as it is, or empty the file, to cancel.\n"
_NONE = "none"


def edit(request: Request, number: str) -> Answer:
    """Show a task in the editor, and store what was changed in it.

    Raises UsageError where nothing was changed or something is not understood; then the text is
    kept, and the message says where.
    """
    before: dict[str, str] = {}

    def read(visit: Visit) -> Answer:
        [one] = tasks.named(visit, [number])
        before.update(_fields(visit, one))
        return Answer([], dict)

    talk: list[str] = []
    carry_out(request, Deed(read), talk)
    text = _write(before)
    handle, path = tempfile.mkstemp(prefix="roma-", suffix=".txt")
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
    _open_editor(request, path)
    with open(path, encoding="utf-8", errors="replace") as file:
        typed = file.read()
    if not typed.strip() or typed == text:
        os.unlink(path)
        return Answer([], dict, talk=[*talk, "nothing was changed"])
    try:
        changed = _changed(before, _read(typed))
        answer = carry_out(request, Deed(lambda visit: tasks.edit(visit, [number], changed)), talk)
    except RomaError as problem:
        problem.message += f"; your text is kept in {path}"
        raise
    os.unlink(path)
    return answer._replace(talk=[*talk, *answer.talk])


def _fields(visit: Visit, one: Task) -> dict[str, str]:
    due = rules.due_of(one)
    when = _NONE
    if due is not None:
        when = moments.typeable(due, visit.rule)
    return {
        "title": one.title,
        "due": when,
        "repeat": one.recurrence,
        "priority": one.priority,
        "tags": one.tags,
        "project": one.project or _NONE,
        "estimate": str(one.estimate or _NONE),
        "description": one.description,
    }


def _write(fields: dict[str, str]) -> str:
    rows = [f"{name}: {value}" for name, value in fields.items() if name != "description"]
    return _HEAD + "\n".join(rows) + f"\n{_RULE}\n{fields['description']}\n"


def _read(text: str) -> dict[str, str]:
    head, _, description = text.partition(f"\n{_RULE}\n")
    fields = {"description": description.strip()}
    for number, row in enumerate(head.splitlines(), 1):
        if not row.strip() or row.startswith("# "):
            continue
        name, colon, value = row.partition(":")
        if not colon:
            raise UsageError(f"line {number} is not 'name: value'")
        fields[name.strip().lower()] = value.strip()
    return fields


def _changed(before: dict[str, str], after: dict[str, str]) -> Typed:
    """Return the fields whose text differs; a line that was taken out leaves its field alone."""
    unknown = set(after) - set(before)
    if unknown:
        raise UsageError(f"a task has no field '{min(unknown)}'")
    new = {name: value for name, value in after.items() if value != before[name].strip()}
    if not new:
        raise UsageError("nothing was changed")
    tags = new.pop("tags", None)
    typed = Typed(**new)
    if tags is None:
        return typed
    kept = {rules.tag_key(tag) for tag in rules.clean_tags(tags.split())}
    gone = [tag for tag in before["tags"].split() if rules.tag_key(tag) not in kept]
    return typed._replace(tags=tuple(tags.split()), untags=tuple(gone))


def _open_editor(request: Request, path: str) -> None:
    chosen = request.environ.get("VISUAL") or request.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(chosen), path], check=False)  # noqa: S603 - the user's
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the editor '{chosen}' cannot be started: {error}", "EDITOR=nano roma task edit 3"
        ) from error
    if done.returncode:
        raise UsageError(f"the editor ended with exit code {done.returncode}; nothing was changed")
    sys.stderr.flush()
