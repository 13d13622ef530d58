"""Markup from the template and from elements, in which no text is ever taken for markup.

`fill` and `tag` escape every text that they are given unless one of them made it. So text that a
person typed cannot break out, wherever it stands, and nobody has to think of it.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from string import Template

from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Content: TypeAlias = "str | float | Iterable[Content]"

_TEMPLATE = Path(__file__).with_name("template.html").read_text("utf-8")
_BLOCKS = {
    name: Template(text.strip())
    for name, text in (part.split(" -->", 1) for part in _TEMPLATE.split("<!-- block: ")[1:])
}
_EMPTY = frozenset({"rect", "line"})
"""Elements that never hold anything."""

_NOT_IN_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text as markup that shows it; what could turn the reading direction made visible."""
    return Markup(escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))))


def tag(name: str, /, *inside: Content, **attributes: str | float) -> Markup:
    """Return an element. Attributes are written `stroke_width`, and `class_` where Python says so.

    In HTML and in XML it reads the same; there is no blank in it that was not asked for.
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{markup(value)}"'
        for key, value in attributes.items()
    )
    if name in _EMPTY:
        return Markup(f"<{name}{named}/>")
    return Markup(f"<{name}{named}>{markup(inside)}</{name}>")


def fill(block: str, /, **content: Content) -> Markup:
    """Return a block of the template with content in its places, what is no markup escaped.

    Raises KeyError where a place has no content.
    """
    return Markup(_BLOCKS[block].substitute({key: markup(one) for key, one in content.items()}))


def markup(content: Content) -> Markup:
    """Return content as markup: texts escaped, numbers short and the same everywhere."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return escaped(content)
    if isinstance(content, float):
        return Markup(f"{content:.2f}".rstrip("0").rstrip("."))
    if isinstance(content, int):
        return Markup(content)
    return Markup("".join(map(markup, content)))
