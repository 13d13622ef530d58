"""Changing a task in the user's editor. The file is closed, and not locked, while it is open."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from roma_cli.dispatch import Command, dispatch
from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.ids import parse_id, parse_ids
from roma_cli.domain.task_fields import TEXT_FIELDS
from roma_cli.domain.text import visible
from roma_cli.usecases.result import Result
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import fields as task_fields

if TYPE_CHECKING:
    from roma_cli.context import Context, Invocation
    from roma_cli.domain.task_fields import Task

_RULE = "---"
_HEAD = "# Change what you like. Leave it as it is, or empty the file, to cancel.\n"
_NONE = "none"


def edit(invocation: Invocation, number: str) -> Result:
    """Show a task in the editor, and store what was changed in it.

    Raises UsageError where the editor fails, or where something is not understood; then the text
    is kept, and the message says where.
    """

    def read(context: Context) -> Result:
        [one] = task_commands.named(context, [parse_id(number)])
        fields = _fields(context, one)
        return Result([], lambda: fields)

    messages: list[str] = []
    before: Any = dispatch(invocation, Command(read), messages).json()
    text = _write(before)
    # Line ends go out and come back as they are, so that a text left alone is the same text.
    handle, path = tempfile.mkstemp(prefix="roma-", suffix=".txt")
    with open(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    typed = text
    try:
        _open_editor(invocation, path)
        typed = _typed(path)
        changed: dict[str, object] = {}
        if typed.strip() and typed != text:
            changed = _changed(before, _read(typed))
        if not changed:
            result = Result([], dict, messages=("nothing was changed",))
        else:
            result = dispatch(
                invocation,
                Command(lambda context: _store(context, number, changed)),
                messages,
            )
    except RomaError as problem:
        if typed == text:
            os.unlink(path)
        else:
            problem.message += f"; your text is kept in {path}"
        raise
    os.unlink(path)
    return result._replace(messages=[*messages, *result.messages])


def _store(context: Context, number: str, changed: dict[str, object]) -> Result:
    fields = task_fields.parse(context.rule, context.now, changed)
    return task_commands.edit(context, parse_ids([number]), fields)


def _typed(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f"the text in {path} cannot be read: {error.strerror}") from error


def _fields(context: Context, one: Task) -> dict[str, str]:
    due = task_rules.due_of(one)
    when = _NONE
    if due is not None:
        when = due_dates.typeable(due, context.rule)
    # One line each, whatever a title holds; left as it is shown, it stays as it is stored.
    return {
        "title": visible(one.title),
        "due": when,
        "repeat": one.recurrence,
        "priority": one.priority,
        "tags": one.tags,
        **{each.column: visible(getattr(one, each.column) or _NONE) for each in TEXT_FIELDS},
        "estimate": str(one.estimate or _NONE),
        "description": one.description,
    }


def _write(fields: dict[str, str]) -> str:
    rows = [f"{name}: {visible(value)}" for name, value in fields.items() if name != "description"]
    return _HEAD + "\n".join(rows) + f"\n{_RULE}\n{fields['description']}\n"


def _read(text: str) -> dict[str, str]:
    head, rule, description = _one_line_end(text).partition(f"\n{_RULE}\n")
    if not rule:
        raise UsageError(f"the line {_RULE} between the fields and the description is missing")
    fields = {"description": description.strip()}
    for number, row in enumerate(head.split("\n"), 1):
        if not row.strip() or row.startswith("# "):
            continue
        name, colon, value = row.partition(":")
        if not colon:
            raise UsageError(f"line {number} is not 'name: value'")
        fields[name.strip().lower()] = value.strip()
    return fields


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, object]:
    """Return the fields whose text differs; a line that was taken out leaves its field alone."""
    unknown = set(after) - set(before)
    if unknown:
        raise UsageError(f"a task has no field '{min(unknown)}'")
    new: dict[str, object] = {
        name: value for name, value in after.items() if value != _one_line_end(before[name]).strip()
    }
    if "tags" not in new:
        return new
    tags = after["tags"]
    own = {task_rules.tag_key(visible(tag)): tag for tag in before["tags"].split()}
    kept = {task_rules.tag_key(tag): tag for tag in task_rules.clean_tags(tags.split())}
    new["tags"] = [tag for key, tag in kept.items() if key not in own]
    new["untags"] = [tag for key, tag in own.items() if key not in kept]
    return task_fields.given(new)


def _one_line_end(text: str) -> str:
    """Return a text with the line ends of one system, as some editors make them all alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _open_editor(invocation: Invocation, path: str) -> None:
    chosen = invocation.environ.get("VISUAL") or invocation.environ.get("EDITOR") or "vi"
    # Ctrl-C is the editor's as long as it is open; a handler, unlike SIG_IGN, is not inherited.
    own = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        done = subprocess.run([*shlex.split(chosen), path], check=False)  # noqa: S603 - the user's
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the editor '{chosen}' cannot be started: {error}", "EDITOR=nano roma task edit 3"
        ) from error
    finally:
        signal.signal(signal.SIGINT, own)
    if done.returncode:
        raise UsageError(f"the editor ended with exit code {done.returncode}; nothing was changed")
    sys.stderr.flush()
