"""What is kept of a conversation: the data model's `user_id`, `history` and `last_updated`.

A turn is a sentence and the reply to it, two entries of the history. The reply ends with the
command it stands for, which is also how `it` is known in the next turn: nothing is kept beside.
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
"""Characters of an entry; a reply is cut in its middle lines, its command never."""

MOST_LINES = 12
"""Lines of a reply that are kept: a list is known by its command."""

COMMAND = "same as: "
"""How the last line of a reply begins that stands for a command."""

_ON_TASKS = frozenset(("done", "reopen", "edit", "delete", "show", "note", "skip", "stop"))


def key(user_id: int) -> str:
    """Return the key under which a user's conversation is kept."""
    return f"conversation:{user_id}"


def typable(argv: Sequence[str]) -> str:
    """Return a command line as a shell reads it, whatever characters its words have."""
    return " ".join(["roma", *map(_quoted, argv)])


def reply(lines: Sequence[str], command: Sequence[str] | None) -> str:
    """Return what is kept of a reply: its first lines, and the whole command."""
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
    """Return a state with one turn more, the oldest left out beyond `MOST_TURNS`.

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
    """Return the entries of a state, oldest first; none where there is none yet."""
    return [] if state is None else list(state["history"])


def sentences(state: Mapping[str, Any] | None) -> list[str]:
    """Return the user's sentences, oldest first."""
    return [one["content"] for one in entries(state) if one["role"] == "user"]


def last_tasks(state: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the numbers of the tasks that the newest reply names that names any."""
    for one in reversed(entries(state)):
        if one["role"] != "assistant":
            continue
        *lines, last = one["content"].split("\n")
        found = _tasks_of(lines, last.removeprefix(COMMAND)) if last.startswith(COMMAND) else ()
        if found:
            return found
    return ()


def _tasks_of(lines: Sequence[str], command: str) -> tuple[str, ...]:
    import shlex  # noqa: PLC0415 - only where `it` is typed

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
        # A list of one: its heading, and a row that begins with the number.
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
    # What would drive the terminal is typed as an escape, in the quotes that bash and zsh read.
    return "$'" + "".join(map(_escape, word)) + "'"


def _escape(letter: str) -> str:
    if letter in "\\'":
        return "\\" + letter
    if letter == visible(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x80 else f"\\U{code:08x}"  # noqa: PLR2004 - ASCII
