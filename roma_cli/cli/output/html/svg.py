"""SVG shapes: squares, bars, horizontal lines and text.

A number is in pixels, or with `percent` a share of the width, so that a drawing fits any page and
its letters keep their size.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.cli.output.html.markup import Markup, tag

HATCH = "url(#hatch)"
"""The fill of bars in progress; its pattern is a block of the template."""


class Chart(namedtuple("Chart", "title words drawing height")):
    """A drawing with its title, its description in a sentence, and its height in pixels."""

    __slots__ = ()
    title: str
    words: str
    drawing: Markup
    height: int


def percent(share: float) -> str:
    """Return a share of the width, 0 to 100, as a coordinate."""
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


def rect(
    x: float | str, y: float, width: float | str, height: float, kind: str, **more: str
) -> Markup:
    """Return a rectangle of a class."""
    named = {"class_": kind, **more} if kind else more
    return tag("rect", x=x, y=y, width=width, height=height, **named)


def level(y: float, kind: str, x1: float | str = 0, x2: float | str = "100%") -> Markup:
    """Return a horizontal line of a class."""
    return tag("line", x1=x1, x2=x2, y1=y, y2=y, class_=kind)


def text(words: str, x: float | str, y: float, kind: str = "small") -> Markup:
    """Return text of a class with its baseline at `y`."""
    return tag("text", words, x=x, y=y, **({"class_": kind} if kind else {}))


def group(*inside: Markup | list[Markup], y: int = 0, kind: str = "") -> Markup:
    """Return shapes that move or get styled together."""
    attributes = {"transform": f"translate(0 {y})"} if y else {}
    return tag("g", *inside, **attributes, **({"class_": kind} if kind else {}))


def explained(words: str, *shapes: Markup) -> Markup:
    """Return shapes that show a text when the mouse points at them."""
    return tag("g", tag("title", words), *shapes)
