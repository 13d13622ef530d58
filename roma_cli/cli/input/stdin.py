"""What a person or a pipe gives beside the command line: standard input, and yes or no."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from roma_cli.cli.input.prompts import need_terminal
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence


def lines(what: str) -> list[str]:
    """Return the lines of standard input that are not blank.

    Raises UsageError, naming `what` was expected, if there are none or they are not UTF-8.
    """
    found = [line for line in text().splitlines() if line.strip()]
    if not found:
        raise UsageError(f"no {what} on standard input", 'roma task add "Write the report"')
    return found


def words(ids: Sequence[str]) -> list[str]:
    """Return the words with `-` replaced by the words of standard input."""
    found: list[str] = []
    for word in ids:
        if word == "-":
            found += text().split()
        else:
            found.append(word)
    return found


def text() -> str:
    """Return all of standard input. Raises UsageError where it is not UTF-8."""
    if sys.stdin is None:
        return ""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("standard input is not valid UTF-8") from None


def one_of(option: str, value: str | None, word: str) -> bool:
    """Tell whether an option that knows one word was given. Raises UsageError for another."""
    if value is not None and value.strip().lower() != word:
        raise UsageError(f"{option} is {word}, not '{value}'")
    return value is not None


def confirm(question: str, *, yes: bool, hint: str) -> None:
    """Ask before something is destroyed, on a terminal; without one `--yes` is needed.

    Raises UsageError if the answer is no, or if there is nobody to ask.
    """
    if yes:
        return
    need_terminal("not a terminal, so roma can't ask: add --yes to confirm", hint)
    sys.stderr.write(visible(question) + " [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was changed")
