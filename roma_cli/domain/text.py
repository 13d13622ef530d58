"""Limits of typed text, and its escaping for terminals.

Titles are stored as typed, trimmed. Characters that could move the cursor, change colours or
reverse the reading direction are escaped when they are printed.
"""

from __future__ import annotations

from roma_cli.domain.errors import UsageError

# Cc (C0, DEL, C1), the bidirectional and other invisible format characters, line and paragraph
# separators, language tags, lone surrogates. ZWJ and ZWNJ are not escaped: emoji and several
# scripts need them, and they do not affect the terminal.
_HIDDEN = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xDFFF),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
)
_LONGEST_NUMBER = 15
"""Digits: more than any number here needs, and fewer than SQLite's integers hold."""

_SHORT = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x1B: "\\e"}


def storable(text: str, what: str, *, least: int, most: int) -> str:
    """Return `text` trimmed, if it has `least` to `most` characters and can be stored.

    Raises UsageError with `what` and the limit. NUL is refused because SQLite's own functions
    stop reading at it; lone surrogates because they come from bytes that are not UTF-8.
    """
    trimmed = text.strip()
    if len(trimmed) < least:
        raise UsageError(f"{what} is blank")
    if len(trimmed) > most:
        raise UsageError(f"{what} has {len(trimmed)} characters; at most {most} are allowed")
    if "\x00" in trimmed:
        raise UsageError(f"{what} contains a NUL character")
    try:
        trimmed.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{what} is not valid UTF-8") from None
    return trimmed


def visible(text: str) -> str:
    """Return `text` with every character that could control a terminal escaped."""
    if text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def whole_number(typed: str) -> int | None:
    """Return the number in `typed`: ASCII digits, with an optional minus; None for other text.

    Python's `int` also accepts other scripts' digits, underscores, and numbers of any length.
    """
    text = typed.strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        return None
    return int(text)


def plural(number: int, noun: str) -> str:
    """Return `1 task`, `2 tasks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _escaped(character: str) -> str:
    code = ord(character)
    if not any(low <= code <= high for low, high in _HIDDEN):
        return character
    if code in _SHORT:
        return _SHORT[code]
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
