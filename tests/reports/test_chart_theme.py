"""The theme's colours, looked at with the eyes of those who see no red or no green."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest

from stagelift.reports.theme import CSS

# Machado, Oliveira & Fernandes 2009, A physiologically-based model for simulation of color vision
# deficiency: severity 1.0, on linear RGB.
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
SRGB = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
FAR = 18.0  # Lab distance; 2.3 can be told apart side by side, small marks need several times that
CURVES = ("soft", "line", "second", "third")
SAID = ("soft", "better", "worse")
HEAT = tuple(f"heat{step}" for step in range(1, 7))


def palette(rule):
    """The custom properties of the first rule that a pattern finds."""
    (body,) = re.findall(rule, CSS)[:1]
    return dict(re.findall(r"--(\w+):(#[0-9a-f]+)", body))


LIGHT = palette(r"^\.sl\{([^}]*)")
DARK = {**LIGHT, **palette(r"prefers-color-scheme:dark\)\{\.sl\{([^}]*)")}
PRINT = {**DARK, **palette(r"@media print\{.*?\.sl\{(--heat1[^}]*)")}  # printed from a dark screen
THEMES = {"light": LIGHT, "dark": DARK, "print": PRINT}


def linear(colour):
    digits = colour[1:]
    digits = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(rgb):
    seen = times(SRGB, [min(1.0, max(0.0, part)) for part in rgb])
    x, y, z = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
        for t in (part / white for part, white in zip(seen, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eyes):
    a, b = (lab(times(EYES[eyes], linear(colour))) for colour in (one, other))
    return sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5


def contrast(one, other):
    light, dark = sorted((times(SRGB, linear(c))[1] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formulas_know_the_textbook_values():
    assert contrast("#fff", "#000") == pytest.approx(21.0, abs=1e-3)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    assert distance("#123456", "#123456", "no green") == 0.0
    # red and green of one lightness, the pair this test exists for
    assert distance("#a05000", "#5f7000", "no green") < distance("#a05000", "#5f7000", "usual") / 4


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("names", [CURVES, SAID])
def test_no_two_colours_of_one_chart_look_alike(theme, eyes, names):
    colours = THEMES[theme]
    for one, other in combinations(names, 2):
        assert distance(colours[one], colours[other], eyes) >= FAR, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_readable_and_marks_can_be_seen(theme):
    colours = THEMES[theme]
    for name in ("text", *SAID, "accent"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in (*CURVES, "pale", "fill"):
        assert contrast(colours[name], colours["paper"]) >= 3.0, name
    assert contrast(colours["pale"], colours["paper"]) < contrast(
        colours["better"], colours["paper"]
    )


@pytest.mark.parametrize("theme", THEMES)
def test_shades_get_stronger_and_carry_readable_numbers(theme):
    colours = THEMES[theme]
    strength = [contrast(colours[step], colours["paper"]) for step in HEAT]
    assert strength == sorted(strength)
    inks = ("text", "text", "text", "deep", "paper", "paper")
    for step, ink in zip(HEAT, inks, strict=True):
        assert contrast(colours[step], colours[ink]) >= 4.5, step


@pytest.mark.parametrize("eyes", EYES)
def test_neighbouring_shades_differ_for_every_eye(eyes):
    for colours in THEMES.values():
        for one, other in pairwise(HEAT):
            assert distance(colours[one], colours[other], eyes) >= 6


def test_what_colour_says_shape_says_too():
    """A difference nobody told is a hollow dot, whatever colours a reader sees."""
    assert ".sl svg .dot.noise{fill:var(--paper)" in CSS
