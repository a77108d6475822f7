"""Definitions of paths, sessions and things read back as they are shown."""

from __future__ import annotations

import pytest

from stagelift.definitions.definition import resolved
from stagelift.definitions.metric import kind_of
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.paths.conversions import EntryConversion, PathConversion
from stagelift.metrics.registry import KINDS

WRITTEN = [
    {"conversion": ["a", "b | c", "d x2"], "order": "open"},
    {"conversion": "a > b", "tie_tolerance": "2 seconds", "hold": "os"},
    {"conversion": "a", "entry": "totals", "excluding": "b | c"},
    {"conversion": "a", "in_stage": True, "from": "one"},
    {"drop_off": "next_stage"},
    {"drop_off": "a | b", "within": "14 days"},
    {"stage_exit": "earlier"},
    {"bounce": "a | b", "gap": "1 hour"},
    {"exit_rate": "a", "among": "a | b"},
    {"revisit": "a", "by": "days"},
    {"cart_abandonment": "a", "bought": "b"},
    {"cart_recovery": "a", "bought": "b", "recovered": "3 days"},
    {"redemption": "a", "used": "b", "by": "no", "expires": "c", "where": {"kind": ["x", "y"]}},
    {"advocacy": "a"},
]


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_what_is_shown_reads_back_equal(written):
    kind = kind_of(written, KINDS)
    metric = kind(name="m", **written)
    for defaults in (False, True):
        again = resolved(metric, defaults=defaults)
        assert kind_of(again, KINDS)(name="m", **again) == metric


def test_the_class_follows_from_what_is_written():
    chosen = {
        Conversion: {"conversion": "a", "first": True, "entry": "first_ever"},
        PathConversion: {"conversion": "a", "entry": "any"},
        EntryConversion: {"conversion": ["a", "b"], "entry": "totals"},
    }
    for kind, written in chosen.items():
        assert kind_of(written, KINDS) is kind


def test_a_class_refuses_the_entries_of_another():
    with pytest.raises(ValueError, match="Use EntryConversion"):
        PathConversion(name="m", event="a", entry="totals")
    with pytest.raises(ValueError, match="Use PathConversion"):
        EntryConversion(name="m", event="a", entry="any")
