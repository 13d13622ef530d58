"""Stored conversation: the data model's `user_id`, `history` and `last_updated`.

A turn is a sentence and its reply, two entries of the history. The reply ends with the command it
ran, from which the next turn finds the task that `it` means: nothing else is stored.
"""

from __future__ import annotations

import re

from roma_cli.domain.day import iso_utc
from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    State = dict[str, Any]

MOST_TURNS = 200
LONGEST_CONTENT = 2000
"""Characters of an entry; a longer reply is cut before its command."""

MOST_LINES = 12
"""Lines of a reply that are stored; the command is enough to list the rest."""

COMMAND = "same as: "
"""Beginning of the last line of a reply, before its command."""

_ON_TASKS = frozenset(("done", "reopen", "edit", "delete", "show", "note", "skip", "stop"))


def key(user_id: int) -> str:
    """Return the key under which a user's conversation is stored."""
    return f"conversation:{user_id}"


def typable(argv: Sequence[str]) -> str:
    """Return a command line quoted for a shell, whatever characters its words have."""
    return " ".join(["roma", *map(_quoted, argv)])


def reply(lines: Sequence[str], command: Sequence[str] | None) -> str:
    """Return the stored form of a reply: its first lines, and the entire command."""
    kept = list(lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        kept.append(f"… and {len(lines) - MOST_LINES} more lines")
    text = "\n".join(kept)
    if command is None:
        return text[:LONGEST_CONTENT]
    last = COMMAND + typable(command)
    room = max(0, LONGEST_CONTENT - len(last) - 1)
    return (text[:room] + "\n" if text else "") + last


def extended(
    state: Mapping[str, Any] | None, user_id: int, turn: tuple[str, int], result: tuple[str, int]
) -> State:
    """Return a state with one more turn, without the oldest beyond `MOST_TURNS`.

    `turn` and `result` are a sentence and its reply, each with its time in epoch seconds.
    """
    history = [*entries(state)]
    for role, (content, moment) in (("user", turn), ("assistant", result)):
        history.append(
            {
                "role": role,
                "content": content[:LONGEST_CONTENT] if role == "user" else content,
                "timestamp": iso_utc(moment),
            }
        )
    return {
        "user_id": user_id,
        "history": history[-2 * MOST_TURNS :],
        "last_updated": iso_utc(result[1]),
    }


def entries(state: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """Return the entries of a state, oldest first; none if there is no state yet."""
    return [] if state is None else list(state["history"])


def sentences(state: Mapping[str, Any] | None) -> list[str]:
    """Return the user's sentences, oldest first."""
    return [one["content"] for one in entries(state) if one["role"] == "user"]


def last_tasks(state: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the IDs of the tasks in the newest reply that names any."""
    for one in reversed(entries(state)):
        if one["role"] != "assistant":
            continue
        *lines, last = one["content"].split("\n")
        found = _tasks_of(lines, last.removeprefix(COMMAND)) if last.startswith(COMMAND) else ()
        if found:
            return found
    return ()


def _tasks_of(lines: Sequence[str], command: str) -> tuple[str, ...]:
    import shlex  # noqa: PLC0415 - only if `it` is typed

    try:
        words = shlex.split(command)[1:]
    except ValueError:
        return ()
    while words[:1] in (["--user"], ["--db"]):
        words = words[2:]
    if words[:2] == ["task", "add"]:
        added = re.match(r"added (\d+)  ", lines[0] if lines else "")
        return (added[1],) if added else ()
    if words[:2] in (["task", "list"], ["task", "search"]):
        # A list of one task: a heading, and a row that begins with the ID.
        rows = [re.match(r" *(\d+)  ", row) for row in lines[1:]]
        return (rows[0][1],) if len(rows) == 1 and rows[0] else ()
    if words[:1] == ["task"] and words[1:2] and words[1] in _ON_TASKS:
        return tuple(_leading_ids(words[2:]))
    if words[:2] == ["remind", "add"]:
        return tuple(words[2:3])
    return tuple(words[words.index("--task") + 1 :][:1]) if "--task" in words else ()


def _leading_ids(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if not re.fullmatch(r"\d+(?:-\d+)?", word):
            break
        found.append(word)
    return found


def _quoted(word: str) -> str:
    if word == visible(word):
        from shlex import quote  # noqa: PLC0415

        return quote(word)
    # Characters that control a terminal become escapes, in the quotes that bash and zsh read.
    return "$'" + "".join(map(_escape, word)) + "'"


def _escape(letter: str) -> str:
    if letter in "\\'":
        return "\\" + letter
    if letter == visible(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x80 else f"\\U{code:08x}"  # noqa: PLR2004 - ASCII
