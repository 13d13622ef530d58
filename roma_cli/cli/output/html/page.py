"""The page: one file of HTML that needs nothing else, and that no script runs in."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.cli.output.html import captions, heatmap, style, tables
from roma_cli.cli.output.html.markup import Markup, tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.usecases.stats.page import Page

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""With this the browser itself refuses scripts, and everything from elsewhere."""


class _Part(namedtuple("_Part", "key name inside")):
    """A part of the page: its id, its heading, and what stands below that."""

    __slots__ = ()
    key: str
    name: str
    inside: Sequence[Markup]


def page(values: Page) -> str:
    """Return the page that says what the values say."""
    parts, legend_lines = _parts(values) if values.days else ([], 0)
    name = f"Work sessions of {values.whose}" if values.whose else "Work sessions"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{name}: {values.heading}"),
        tag("style", Markup(style.sheet(values.theme, legend_lines))),
    )
    links = [tag("li", tag("a", one.name, href=f"#{one.key}")) for one in parts]
    body = tag(
        "body",
        tag("a", "Skip to the numbers", href="#main", class_="skip"),
        tag("header", tag("h1", tag("bdi", name)), tag("p", values.heading)),
        *([tag("nav", tag("ul", *links), aria_label="On this page")] if links else []),
        tag("main", *(_section(one) for one in parts), id="main", tabindex="-1"),
        tag("footer", tag("p", values.told), tag("p", "Written by roma.")),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _section(part: _Part) -> Markup:
    heading = f"{part.key}-heading"
    return tag(
        "section",
        tag("h2", part.name, id=heading),
        *part.inside,
        id=part.key,
        aria_labelledby=heading,
    )


def _parts(values: Page) -> tuple[list[_Part], int]:
    """Return the parts of the page, and how many lines the heat map's legend has."""
    facts = [tag("div", tag("dt", name), tag("dd", text)) for name, text in values.facts]
    drawing, lines = heatmap.drawing(values.year)
    title, told = captions.year(values)
    days, hours = captions.days(values), captions.hours(values)
    by_hand = any(one.overrides for one in values.days) and values.by == "day"
    bars_table = tables.days(values) if values.by == "day" else tables.periods(values)
    plural = f"{values.by.capitalize()}s"
    parts = [
        _Part("summary", "What it comes to", [tag("dl", *facts)]),
        _Part(
            "days",
            plural,
            [
                _figure("days", days.title, days.told, days.drawing, "upright", days.height),
                *_notes("* set by hand" if by_hand else ""),
                tables.folded(f"{plural} as numbers", bars_table),
            ],
        ),
        _Part(
            "year",
            "A year of days",
            [
                _figure("year", title, told, drawing, "heat", None),
                tables.folded("The year as numbers", tables.year(values.year)),
            ],
        ),
        _Part(
            "hours",
            "Hours of the day",
            [
                _figure("hours", hours.title, hours.told, hours.drawing, "upright", hours.height),
                *_notes(values.notes.get("hours", "")),
                tables.folded("The hours as numbers", tables.hours(values)),
            ],
        ),
    ]
    for key, rows in (("tasks", tables.tasks(values)), ("tags", tables.tags(values))):
        worked = bool(getattr(values, key))
        inside = rows if worked else [tag("p", "No work in these days.")]
        notes = _notes(values.notes.get(key, ""))
        if key == "tasks":
            notes = _notes(values.notes.get("estimates", "")) + notes
        parts.append(_Part(key, key.capitalize(), [*inside, *notes]))
    return parts, lines


def _figure(
    key: str, title: str, told: str, drawing: Markup, kind: str, high: int | None
) -> Markup:
    size = {} if high is None else {"width": "100%", "height": str(high)}
    return tag(
        "figure",
        tag(
            "svg",
            tag("title", title, id=f"{key}-title"),
            tag("desc", told, id=f"{key}-told"),
            drawing,
            class_=kind,
            role="img",
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-told",
            **size,
        ),
    )


def _notes(text: str) -> list[Markup]:
    return [tag("p", text, class_="note")] if text else []
