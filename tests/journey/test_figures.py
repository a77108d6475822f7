"""Both results carry, round, mark and keep back the same figures."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from stagelift.journey.figures import LOW_N, REAL, marked
from stagelift.journey.quantity import Quantity
from stagelift.metrics.estimate import Estimate
from stagelift.statistics.inference import Inference

FOUND = Inference(
    value=1 / 3, se=0.05, low=0.2, high=0.4, level=0.9, method="wilson", p_value=0.04, note="why"
)
QUANTITY = Quantity(measure="share", unit="share", as_of="2026-11-16T06:00:00+00:00", n=300)
ESTIMATE = Estimate(
    metric="churn",
    unit="share",
    period="2026-W46",
    as_of=datetime(2026, 11, 16, tzinfo=UTC),
    value=None,
    n=300,
    method="",
)


@pytest.mark.parametrize("carrying", [QUANTITY.found(FOUND), ESTIMATE.with_inference(FOUND)])
def test_what_a_method_found_is_carried_whole(carrying):
    assert (carrying.value, carrying.se, carrying.p_value) == (0.333333333333, 0.05, 0.04)
    assert (carrying.low, carrying.high, carrying.level) == (0.2, 0.4, 0.9)
    assert (carrying.method, carrying.status, carrying.note) == ("wilson", "ok", "why")


@pytest.mark.parametrize("kind", [Quantity, Estimate])
def test_every_real_figure_is_rounded_and_kept_back(kind):
    assert [each.name for each in fields(kind) if each.type == "float | None"] == list(REAL)


@pytest.mark.parametrize(
    "silent",
    [
        replace(QUANTITY.found(FOUND, k=100), adjusted_p_value=0.08).hidden("of few"),
        replace(ESTIMATE.with_inference(FOUND), k=100, adjusted_p_value=0.08).without_figures(
            "of few"
        ),
    ],
)
def test_what_is_kept_back_says_nothing_but_why(silent):
    told = silent.to_dict()
    assert [told[name] for name in (*REAL, "n", "k")] == [None] * 8
    assert (told["status"], told["note"]) == ("low_n", "of few")


def test_a_finding_of_few_is_marked_once():
    assert marked(FOUND, LOW_N) == FOUND
    assert marked(FOUND, LOW_N - 1, "answers") == replace(FOUND, status="low_n", note="29 answers")
    nobody = replace(FOUND, status="no_data", note="nobody entered")
    assert marked(nobody, 0) == nobody
