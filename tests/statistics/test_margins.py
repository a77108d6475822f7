"""Guardrails: cleared, breached or open."""

from __future__ import annotations

import math

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.inference import Inference
from stagelift.statistics.margins import breach_level, margin_state, worsening_limits
from stagelift.statistics.proportions import difference_of_proportions


def effect(low: float, high: float) -> Inference:
    return Inference(value=(low + high) / 2, low=low, high=high, method="welch")


@pytest.mark.parametrize(
    ("low", "high", "better", "state"),
    [
        (-2.0, 0.9, "down", "cleared"),
        (-2.0, 1.0, "down", "open"),  # the margin itself is not inside it
        (0.5, 1.5, "down", "open"),
        (1.1, 1.5, "down", "breached"),
        (-0.9, 2.0, "up", "cleared"),
        (-1.5, -0.5, "up", "open"),
        (-1.5, -1.1, "up", "breached"),
        (3.0, 9.0, "up", "cleared"),
        (0.1, 0.9, "down", "cleared"),  # surely worse, and within what was allowed
    ],
)
def test_state_by_interval(low, high, better, state):
    found = margin_state(effect(low, high), margin=1.0, better=better)
    assert (found.state, found.margin) == (state, 1.0)
    assert bool(found.reason) == (state == "open")


def test_a_breach_needs_its_own_wider_interval():
    narrow, wide = effect(1.1, 1.5), effect(0.9, 1.7)
    assert margin_state(narrow, margin=1.0, better="down").state == "breached"
    found = margin_state(narrow, margin=1.0, better="down", breach=wide)
    assert (found.state, found.worst, found.best) == ("open", 1.5, 0.9)


def test_direction_turns_the_interval_round():
    assert worsening_limits(effect(-1.0, 2.0), "down") == (-1.0, 2.0)
    assert worsening_limits(effect(-1.0, 2.0), "up") == (-2.0, 1.0)


def test_the_breach_level_divides_the_error_among_guardrails():
    assert breach_level(0.95, 1) == pytest.approx(0.95)
    assert breach_level(0.9, 4) == pytest.approx(0.975)


def test_an_unsubscribe_guardrail_end_to_end():
    counts = 130, 10_000, 100, 10_000
    found = difference_of_proportions(*counts)
    strict = difference_of_proportions(*counts, level=breach_level(0.95, 3))
    assert margin_state(found, margin=0.01, better="down", breach=strict).state == "cleared"
    assert margin_state(found, margin=0.003, better="down", breach=strict).state == "open"
    worse = difference_of_proportions(300, 10_000, 100, 10_000)
    assert margin_state(worse, margin=0.003, better="down").state == "breached"


def test_an_undefined_effect_leaves_the_guardrail_open():
    nothing = difference_of_proportions(0, 0, 0, 10)
    found = margin_state(nothing, margin=0.01, better="down")
    assert (found.state, found.worst, found.reason) == ("open", None, "no units in treatment")
    early = Inference(value=0.0, low=-1.0, high=0.5, method="welch", status="immature")
    found = margin_state(early, margin=1.0, better="down")
    assert (found.state, found.reason) == ("open", "the effect must not be read yet (immature)")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: margin_state(effect(0, 1), margin=-1, better="up"), "margin is -1"),
        (lambda: margin_state(effect(0, 1), margin=math.nan, better="up"), "margin is nan"),
        (lambda: margin_state(effect(0, 1), margin=1, better="higher"), "allowed: up, down"),
        (lambda: breach_level(0.95, 0), "guardrails is 0"),
        (lambda: breach_level(1.5, 2), "level is 1.5"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
