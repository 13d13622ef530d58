"""Hints made from the command line that was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roma_cli.domain.language.conversation import typable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.errors import BadValue


def from_command_line(problem: BadValue, arguments: Sequence[str], path: Sequence[str]) -> str:
    """Return the command line with the refused text replaced by its first reading.

    Returns the help page of the command `path` where there is no reading, or where the text is
    not found exactly once.
    """
    found = []
    if problem.readings and problem.text:
        text = re.compile(rf"(?<!\w){re.escape(problem.text)}(?!\w)", re.IGNORECASE)
        words = [" ".join(word.split()) for word in arguments]
        found = [(at, place) for at, word in enumerate(words) for place in text.finditer(word)]
    if len(found) != 1:
        return typable([*path, "--help"])
    [(at, place)] = found
    word = words[at][: place.start()] + problem.readings[0] + words[at][place.end() :]
    return typable([*arguments[:at], word, *arguments[at + 1 :]])
