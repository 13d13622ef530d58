"""Every colour of a page and a picture, by theme: the themes that screens have.

A test holds them to what can be read: 4.5 to 1 for text, 3 to 1 for what is drawn.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = ("ink", "soft", "link")
DRAWN = ("bar", "today", "goal", "plan", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5")
GROUNDS = ("paper", "card")

_LIGHT = {
    "paper": "#fdfdfb",
    "card": "#f2f3ee",
    "ink": "#1c2023",
    "soft": "#565d63",
    "link": "#1d558f",
    "rule": "#cfd3cc",
    "bar": "#2d7a4c",
    "today": "#1d558f",
    "goal": "#a14408",
    "plan": "#565d63",
    "heat-1": "#6f9a7f",
    "heat-2": "#54886a",
    "heat-3": "#3a7554",
    "heat-4": "#235f3f",
    "heat-5": "#0f472b",
}

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": _LIGHT,
    "dark": {
        "paper": "#14181b",
        "card": "#1e2428",
        "ink": "#e9ecee",
        "soft": "#a7b0b7",
        "link": "#8cc2f5",
        "rule": "#3b444b",
        "bar": "#55b57d",
        "today": "#8cc2f5",
        "goal": "#f0a860",
        "plan": "#a7b0b7",
        "heat-1": "#4a7d5f",
        "heat-2": "#4f9a70",
        "heat-3": "#57b57f",
        "heat-4": "#74d09a",
        "heat-5": "#a5ecc0",
    },
    "mono": {
        "paper": "#ffffff",
        "card": "#f2f2f2",
        "ink": "#1a1a1a",
        "soft": "#595959",
        "link": "#1a1a1a",
        "rule": "#cccccc",
        "bar": "#6b6b6b",
        "today": "#1a1a1a",
        "goal": "#1a1a1a",
        "plan": "#595959",
        "heat-1": "#8a8a8a",
        "heat-2": "#737373",
        "heat-3": "#595959",
        "heat-4": "#3d3d3d",
        "heat-5": "#1a1a1a",
    },
}
"""The names of the colours, each in every theme. `paper` is behind everything."""


def variables(theme: str) -> str:
    """Return a theme's colours as CSS variables."""
    return "".join(f"--{name}:{value};" for name, value in THEMES[theme].items())


def printed(theme: str) -> str:
    """Return the colours of a theme on paper, which is white, as CSS variables."""
    return variables("mono" if theme == "mono" else "light") + "--paper:#ffffff;"


def fixed(css: str, theme: str) -> str:
    """Return CSS with the colours themselves in it, for programs that know no variables."""
    for name, value in THEMES[theme].items():
        css = css.replace(f"var(--{name})", value)
    return css
