"""The picture: a year of days above the bars of the last ones, as one SVG file."""

from __future__ import annotations

from roma_cli.cli.output.html import bars, captions, colours, heatmap
from roma_cli.cli.output.html.markup import Markup, tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.usecases.stats.page import Page

_NAMESPACE = "http://www.w3.org/2000/svg"
_EDGE = 20
_WIDTH = heatmap.WIDTH + 2 * _EDGE
_LINE = 20


def picture(values: Page) -> str:
    """Return the picture of what the values say."""
    name = f"Work sessions of {values.whose}" if values.whose else "Work sessions"
    y = _EDGE + _LINE
    parts = [_heading(name, y - 5), _heading(values.heading, y + _LINE - 5, class_="small")]
    told = values.heading
    y += _LINE
    if values.days:
        days = captions.days(values)
        drawing, lines = heatmap.drawing(values.year, room=heatmap.WIDTH, again=False)
        title, year_told = captions.year(values)
        parts.append(_placed(days.drawing, y, days.height))
        y += days.height + _EDGE
        parts.append(_heading(title, y + 10))
        y += _LINE
        parts.append(_placed(drawing, y, heatmap.height(lines)))
        y += heatmap.height(lines)
        told = f"{values.heading}. {days.told} {year_told}"
    y += _EDGE
    css = colours.fixed(bars.CSS + heatmap.CSS + ".paper{fill:var(--paper)}", values.theme)
    drawn = tag(
        "svg",
        tag("title", f"{name}: {values.heading}", id="title"),
        tag("desc", told, id="told"),
        tag("style", Markup(css)),
        tag("rect", width=_WIDTH, height=y, class_="paper"),
        *parts,
        xmlns=_NAMESPACE,
        viewBox=f"0 0 {_WIDTH} {y}",
        width=_WIDTH,
        height=y,
        role="img",
        aria_labelledby="title",
        aria_describedby="told",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


def _placed(drawing: Markup, y: int, high: int) -> Markup:
    return tag("svg", drawing, x=_EDGE, y=y, width=heatmap.WIDTH, height=high)


def _heading(text: str, y: int, **attributes: str) -> Markup:
    return tag("text", text, x=_EDGE, y=y, **attributes)
