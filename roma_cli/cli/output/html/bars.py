"""Upright bars as a drawing: days, weeks or months with their goal, and the hours of the day.

Across everything is a share of the width, up everything is in pixels: so the drawing fits any
page, and its letters keep their size.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.cli.output.html.markup import Markup, tag, together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEFT = 6.0
"""Percent of the width that the scale's numbers take."""

_TOP, _PLOT, _BELOW, _KEY = 18, 150, 24, 22
"""How high the parts of the drawing are, from its top: figures, bars, labels, what signs mean."""

_HATCH = "hatch"
"""The id of the pattern of bars that are open; one drawing of a page has them."""

_MOST_FIGURES, _FEW = 31, 10
"""Bars that have room for a figure each; and those that have it on a narrow page too."""

_MOST_STEPS = 5
_FULL = 100.0
_EDGE = 95.0

CSS = (
    "text{fill:var(--ink);font:12px system-ui,sans-serif}"
    ".small{font-size:11px;fill:var(--soft)}"
    ".middle{text-anchor:middle}.end{text-anchor:end}"
    ".rule{stroke:var(--rule);stroke-width:1}"
    ".bar{fill:var(--bar)}"
    ".open{stroke:var(--today);stroke-width:1.5}"
    ".hatch-ground{fill:var(--paper)}.hatch-line{stroke:var(--today);stroke-width:2.5}"
    ".goal{stroke:var(--goal);stroke-width:2;stroke-dasharray:6 4}"
    ".planned{stroke:var(--goal);stroke-width:2}"
)
CSS_NARROW = ".many{display:none}"


class Slot(namedtuple("Slot", "value label figure told open plan", defaults=(False, None))):
    """One bar: how high it is, what stands below and above it, and what it says in words.

    An `open` one is hatched. `plan` is where a mark of its own crosses it.
    """

    __slots__ = ()
    value: int
    label: str
    figure: str
    told: str
    open: bool
    plan: int | None


def drawing(
    slots: Sequence[Slot],
    *,
    goal: int = 0,
    goal_told: str = "",
    open_told: str = "",
    steps: Sequence[int] = (1, 2, 5),
    scale: Callable[[int], str] = str,
) -> tuple[Markup, int]:
    """Return what is inside the drawing of some bars, and how high it is.

    `steps` are those the scale may have (each also times ten, a hundred …), `scale` writes its
    numbers. `goal` draws a line across all bars; `goal_told` and `open_told` say what signs mean.
    """
    highest = max(goal, *(max(one.value, one.plan or 0) for one in slots), 1)
    step = _step(highest, steps)
    top = -(-highest // step) * step
    parts = [_pattern()] if any(one.open for one in slots) else []
    for number in range(0, top + 1, step):
        y = _height(number, top)
        parts.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="rule"))
        parts.append(tag("text", scale(number), x="0", y=y - 3, class_="small"))
    wide = (_FULL - _LEFT) / len(slots)
    figures = "few" if len(slots) <= _FEW else "many"
    for at, one in enumerate(slots):
        x = _LEFT + at * wide
        parts.append(_bar(one, x, wide, top))
        if one.figure and len(slots) <= _MOST_FIGURES:
            middle = _percent(x + wide / 2)
            y = _height(one.value, top) - 4
            parts.append(tag("text", one.figure, x=middle, y=y, class_=f"small middle {figures}"))
        parts += _label(one, x, wide)
    if goal:
        y = _height(goal, top)
        parts.append(tag("line", x1=_percent(_LEFT), x2="100%", y1=y, y2=y, class_="goal"))
    key = _key("goal" if goal else "planned", goal_told, open_told)
    height = _TOP + _PLOT + _BELOW
    if key:
        parts.append(tag("g", *key, transform=f"translate(0 {height})"))
    return together(parts), height + (_KEY if key else 0)


def _bar(one: Slot, x: float, wide: float, top: int) -> Markup:
    y = _height(one.value, top)
    parts = [tag("title", one.told)]
    # The whole slot shows the words, not only what is drawn in it.
    parts.append(
        tag(
            "rect",
            x=_percent(x),
            y=_TOP,
            width=_percent(wide),
            height=_PLOT,
            fill="none",
            pointer_events="all",
        )
    )
    if one.value:
        form: dict[str, str | float] = {"class_": "bar"}
        if one.open:
            form = {"class_": "open", "fill": f"url(#{_HATCH})"}
        parts.append(
            tag(
                "rect",
                x=_percent(x + wide * 0.14),
                y=y,
                width=_percent(wide * 0.72),
                height=_TOP + _PLOT - y,
                **form,
            )
        )
    if one.plan is not None:
        at = _height(one.plan, top)
        parts.append(
            tag(
                "line",
                x1=_percent(x),
                x2=_percent(x + wide),
                y1=at,
                y2=at,
                class_="planned",
            )
        )
    return tag("g", *parts)


def _label(one: Slot, x: float, wide: float) -> list[Markup]:
    y = _TOP + _PLOT + 15
    middle = x + wide / 2
    parts = []
    if one.label:
        # The last would be cut in the middle.
        at, side = (_FULL, "end") if middle > _EDGE else (middle, "middle")
        parts.append(tag("text", one.label, x=_percent(at), y=y, class_=f"small {side}"))
    return parts


def _key(sign: str, goal_told: str, open_told: str) -> list[Markup]:
    parts = []
    x = 0
    if goal_told:
        parts.append(tag("line", x1=x, x2=x + 22, y1=8, y2=8, class_=sign))
        parts.append(tag("text", goal_told, x=x + 28, y=12, class_="small"))
        x += 28 + 7 * len(goal_told) + 12
    if open_told:
        parts.append(
            tag("rect", x=x + 1, y=2, width=12, height=12, class_="open", fill=f"url(#{_HATCH})")
        )
        parts.append(tag("text", open_told, x=x + 19, y=12, class_="small"))
    return parts


def _pattern() -> Markup:
    return tag(
        "defs",
        tag(
            "pattern",
            tag("rect", width=6, height=6, class_="hatch-ground"),
            tag("line", x1=1, y1=0, x2=1, y2=6, class_="hatch-line"),
            id=_HATCH,
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def _step(highest: int, steps: Sequence[int]) -> int:
    """Return how far the scale's lines are apart, so that there are not too many."""
    factor = 1
    while True:
        for one in steps:
            if highest <= one * factor * _MOST_STEPS:
                return one * factor
        factor *= 10


def _height(value: int, top: int) -> float:
    return _TOP + _PLOT * (1 - value / top)


def _percent(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"
