"""Colours of pages and pictures by theme, the same themes as on a terminal.

A test checks their contrast: 4.5 to 1 for text, 3 to 1 for shapes.
"""

from __future__ import annotations

from roma_cli.cli.output.html.markup import Markup

TEXTS = ("ink", "soft", "link")
DRAWN = ("bar", "today", "goal", "plan", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5")
GROUNDS = ("paper", "card")

_NAMES = ("light", "dark", "mono")
_COLOURS = {
    "paper": ("#fdfdfb", "#14181b", "#ffffff"),
    "card": ("#f2f3ee", "#1e2428", "#f2f2f2"),
    "ink": ("#1c2023", "#e9ecee", "#1a1a1a"),
    "soft": ("#565d63", "#a7b0b7", "#595959"),
    "link": ("#1d558f", "#8cc2f5", "#1a1a1a"),
    "rule": ("#cfd3cc", "#3b444b", "#cccccc"),
    "bar": ("#2d7a4c", "#55b57d", "#6b6b6b"),
    "today": ("#1d558f", "#8cc2f5", "#1a1a1a"),
    "goal": ("#a14408", "#f0a860", "#1a1a1a"),
    "plan": ("#565d63", "#a7b0b7", "#595959"),
    "heat-1": ("#6f9a7f", "#4a7d5f", "#8a8a8a"),
    "heat-2": ("#54886a", "#4f9a70", "#737373"),
    "heat-3": ("#3a7554", "#57b57f", "#595959"),
    "heat-4": ("#235f3f", "#74d09a", "#3d3d3d"),
    "heat-5": ("#0f472b", "#a5ecc0", "#1a1a1a"),
}
"""Each colour in each theme. `paper` is behind everything."""

THEMES = {
    theme: {name: values[at] for name, values in _COLOURS.items()}
    for at, theme in enumerate(_NAMES)
}


def variables(theme: str) -> Markup:
    """Return a theme's colours as CSS variables."""
    return Markup("".join(f"--{name}:{value};" for name, value in THEMES[theme].items()))


def printed(theme: str) -> Markup:
    """Return the colours of a theme for white paper, as CSS variables."""
    return Markup(variables("mono" if theme == "mono" else "light") + "--paper:#ffffff;")


def inlined(css: str, theme: str) -> Markup:
    """Return CSS with the colours filled in, for programs that don't support variables."""
    for name, value in THEMES[theme].items():
        css = css.replace(f"var(--{name})", value)
    return Markup(css)
