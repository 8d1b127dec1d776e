"""Whoever reads by lamplight or in the sun can read it: contrast, from the plain colour values."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "config/static/site/css"
TOKENS = (CSS / "tokens.css").read_text()
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

PAGES = ["paper", "surface", "sunken"]
TINTS = ["accent-soft", "danger-soft", "good-soft", "warn-soft"]
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in PAGES + TINTS),
    *((ink, ground) for ink in ("danger", "good", "warn") for ground in PAGES),
    ("danger", "danger-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    *(("ink", mark) for mark in ("mark", "mark-own", "mark-current")),
]
CONTROLS = [*(("edge", ground) for ground in PAGES), *(("focus", ground) for ground in PAGES)]


def colours(scheme: str) -> dict[str, str]:
    light, _, rest = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
    dark = rest.partition("@media print")[0]
    return dict(COLOUR.findall(light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (CONTROLS, 3)])
def test_contrast_suffices(scheme, pairs, least):
    palette = colours(scheme)
    weak = {
        (ink, ground): round(contrast(palette[ink], palette[ground]), 2)
        for ink, ground in pairs
        if contrast(palette[ink], palette[ground]) < least
    }
    assert weak == {}


def test_every_colour_has_both_schemes():
    assert set(colours("light")) == set(colours("dark"))


def test_raw_colours_stand_in_tokens_only():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|color-mix)\(", re.I)
    root = CSS.parents[3]
    ours = (
        path for path in root.glob("*/static/**/*.css") if "var" not in path.relative_to(root).parts
    )
    sheets = {*ours} - {CSS / "tokens.css"}
    found = {str(path.relative_to(root)): raw.findall(path.read_text()) for path in sheets}
    assert {path: colours for path, colours in found.items() if colours} == {}
