"""Contrast of the colours of pages and pictures of statistics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from roma_cli.cli.output.html import colours
from roma_cli.cli.output.rich_screen import THEMES
from tests.cli import pages

if TYPE_CHECKING:
    from tests.support import Roma


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_in_wcag() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_shapes_have_enough_contrast(kept: Roma, theme: str) -> None:
    kept.inside("config", "set", "theme", theme)
    [style] = pages.every(pages.page(kept), "style")
    screens, _, paper = pages.text_of(style).partition("@media print{")
    for css in (screens, paper):
        found = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", css))
        assert set(found) == set(colours.THEMES[theme])
        for ground in colours.GROUNDS:
            for name in colours.TEXTS:
                assert _contrast(found[name], found[ground]) >= 4.5, (name, ground)
        for name in colours.DRAWN:
            assert _contrast(found[name], found["paper"]) >= 3, name
        lights = [_light(found[f"heat-{at}"]) for at in range(1, 6)]
        assert lights in (sorted(set(lights)), sorted(set(lights), reverse=True))
    # Every text has one of the measured colours.
    for block in re.findall(r"[^{}]*\{[^{}]*\}", pages.text_of(style)):
        for used in re.findall(r"(?<![-\w])color:var\(--([a-z]+)\)", block):
            assert used in colours.TEXTS


def test_pages_have_the_same_themes_as_the_terminal() -> None:
    assert set(colours.THEMES) == set(THEMES)
    assert {frozenset(one) for one in colours.THEMES.values()} == {
        frozenset(colours.THEMES["dark"])
    }


def test_a_dark_page_is_light_in_print(kept: Roma) -> None:
    [style] = pages.every(pages.page(kept), "style")
    screens, _, paper = pages.text_of(style).partition("@media print{")
    assert _light(dict(re.findall(r"--(paper):(#\w+)", screens))["paper"]) < 0.05
    # The last declaration wins.
    assert dict(re.findall(r"--(paper):(#\w+)", paper))["paper"] == "#ffffff"
    assert "break-inside:avoid" in paper
