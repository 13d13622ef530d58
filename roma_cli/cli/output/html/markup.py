"""HTML and SVG markup from the template and from elements, with all text escaped.

`fill` and `tag` escape every text except their own results, so text that a person typed can't
become markup anywhere, and no caller has to escape it.
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
"""Elements without content."""

_NOT_IN_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Markup(str):
    """Text that is already markup."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text escaped for markup, with characters that change the direction made visible."""
    return Markup(escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))))


def tag(name: str, /, *inside: Content, **attributes: str | float) -> Markup:
    """Return an element. Spell attributes `stroke_width`, and `class_` for `class`.

    The result is the same in HTML and XML, without extra spaces.
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{markup(value)}"'
        for key, value in attributes.items()
    )
    if name in _EMPTY:
        return Markup(f"<{name}{named}/>")
    return Markup(f"<{name}{named}>{markup(inside)}</{name}>")


def fill(block: str, /, **content: Content) -> Markup:
    """Return a block of the template with its placeholders filled, texts escaped.

    Raises KeyError if a placeholder gets no content.
    """
    return Markup(_BLOCKS[block].substitute({key: markup(one) for key, one in content.items()}))


def markup(content: Content) -> Markup:
    """Return content as markup: texts escaped, numbers in one short form."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return escaped(content)
    if isinstance(content, float):
        return Markup(f"{content:.2f}".rstrip("0").rstrip("."))
    if isinstance(content, int):
        return Markup(content)
    return Markup("".join(map(markup, content)))
