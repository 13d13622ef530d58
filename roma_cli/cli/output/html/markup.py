"""Elements of HTML and SVG, in which no text is ever taken for markup.

`tag` escapes every text that it is given, unless it came from `tag` itself. So text that a person
typed cannot break out, wherever it stands, and nobody has to think of it.
"""

from __future__ import annotations

from html import escape

from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY = frozenset({"meta", "rect", "line", "circle"})
"""Elements that never hold anything."""

_IN_XML = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text as markup that shows it; what could turn the reading direction made visible."""
    shown = visible(text)
    if not shown.isprintable():
        shown = "".join(one if _allowed(one) else _NOT_SHOWN for one in shown)
    return Markup(escape(shown))


def tag(name: str, /, *inside: str, **attributes: str | float) -> Markup:
    """Return an element. Attributes are written `stroke_width`, and `class_` where Python says so.

    In HTML and in XML it reads the same; there is no blank in it that was not asked for.
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(_value(value))}"'
        for key, value in attributes.items()
    )
    if name in _EMPTY:
        return Markup(f"<{name}{named}/>")
    return Markup(f"<{name}{named}>{together(inside)}</{name}>")


def together(parts: Iterable[str]) -> Markup:
    """Return parts one after another, what is no markup escaped."""
    return Markup("".join(one if isinstance(one, Markup) else escaped(one) for one in parts))


def _value(value: str | float) -> str:
    """Return a value as it stands in an attribute: numbers short, and the same everywhere."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _allowed(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _IN_XML)
