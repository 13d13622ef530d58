"""Statistics as one self-contained HTML page without scripts, and as an SVG picture."""

from __future__ import annotations

from roma_cli.cli.output.html import bars, colours, heatmap, svg, tables
from roma_cli.cli.output.html.markup import Markup, fill, tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.usecases.stats.page import Page

_EDGE = 20
_WIDTH = heatmap.WIDTH + 2 * _EDGE
_LINE = 20
"""Pixels of the picture: its margin, its width and the height of a line of text."""


def page(values: Page) -> str:
    """Return the HTML page that shows the values."""
    content, year = fill("nothing"), None
    if values.days:
        year = heatmap.chart(values.year)
        content = _content(values, year)
    text = fill(
        "page",
        name=_name(values),
        heading=values.heading,
        scheme="dark" if values.theme == "dark" else "light",
        colours=colours.variables(values.theme),
        colours_on_paper=colours.printed(values.theme),
        drawing_style=fill("drawing_style"),
        heat_height=year.height if year else 0,
        **heatmap.MEASURES,
        content=content,
        footer=values.footer,
    )
    return f"{text}\n"


def picture(values: Page) -> str:
    """Return the SVG picture that shows the values."""
    words = values.heading
    y = _EDGE + 2 * _LINE
    drawing = [
        svg.text(_name(values), _EDGE, y - _LINE - 5, ""),
        svg.text(values.heading, _EDGE, y - 5),
    ]
    if values.days:
        days, year = bars.days(values), heatmap.chart(values.year, heatmap.WIDTH)
        words += f". {days.words} {year.words}"
        drawing.append(_placed(days, y))
        y += days.height + _EDGE + _LINE
        drawing += [svg.text(year.title, _EDGE, y - 10, ""), _placed(year, y)]
        y += year.height
    text = fill(
        "picture",
        title=f"{_name(values)}: {values.heading}",
        words=words,
        style=colours.inlined(fill("drawing_style"), values.theme),
        paper=colours.THEMES[values.theme]["paper"],
        drawing=drawing,
        width=_WIDTH,
        height=y + _EDGE,
    )
    return f"{text}\n"


def _name(values: Page) -> str:
    return f"Work sessions of {values.user_name}" if values.user_name else "Work sessions"


def _content(values: Page, year: svg.Chart) -> Markup:
    by_day = values.by == "day"
    by_hand = by_day and any(one.overrides for one in values.days)
    periods = f"{values.by.capitalize()}s"
    bars_table = tables.days(values) if by_day else tables.periods(values)
    nothing = fill("no_work")
    notes = {key: fill("note", text=text) for key, text in values.notes.items()}
    return fill(
        "content",
        facts=[fill("fact", name=name, text=text) for name, text in values.facts],
        periods=periods,
        days=_figure("days", bars.days(values)),
        days_note=fill("note", text="* set by hand") if by_hand else "",
        days_table=tables.folded(f"{periods} as a table", bars_table),
        year=_figure("year", year),
        year_table=tables.folded("The year as a table", tables.year(values.year)),
        hours=_figure("hours", bars.hours(values)),
        hours_note=notes.get("hours", ""),
        hours_table=tables.folded("The hours as a table", tables.hours(values)),
        tasks=tables.tasks(values) if values.tasks else nothing,
        tasks_notes=[notes.get("estimates", ""), notes.get("tasks", "")],
        tags=tables.tags(values) if values.tags else nothing,
        tags_note=notes.get("tags", ""),
    )


def _figure(key: str, chart: svg.Chart) -> Markup:
    title, words, drawing, height = chart
    return fill("figure", key=key, title=title, words=words, drawing=drawing, height=height)


def _placed(chart: svg.Chart, y: int) -> Markup:
    return tag("svg", chart.drawing, x=_EDGE, y=y, width=heatmap.WIDTH, height=chart.height)
