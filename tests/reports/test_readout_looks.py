"""A readout page whose figures are of two looks: the one that decided, and the latest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import trial
from experiment_pages import words

from stagelift.experiments.readout import LookLine, inference_of


@pytest.mark.parametrize(
    ("language", "clock", "cell", "followed"),
    [
        (
            "en",
            (
                "First order, Left: as the look of 9 Nov found them, which decided. What decides "
                "nothing: everyone followed to the end by 16 Nov."
            ),
            ("of 18,000 · 700 after that look", "of 18,000 · 90 still open"),
            "36,000 of 38,000 customers in the look that decided, 37,000 by 16 Nov",
        ),
        (
            "ko",
            (
                "첫 구매, 수신 거부는 결정한 판독(11/9) 때의 값입니다. 결정에 쓰지 않는 지표는 "
                "11/16까지 끝까지 관찰한 고객 모두의 값입니다."
            ),
            ("18,000명 중 · 700명은 그 판독 뒤", "18,000명 중 · 90명 관찰 중"),
            "고객 38,000명 가운데 결정한 판독에 36,000명, 11/16까지 37,000명",
        ),
    ],
)
def test_figures_of_two_looks_say_which_is_which(language, clock, cell, followed):
    """What decides stands as its look found it; what decides nothing is read on."""
    found = trial.readout()
    placed = {"first_order": (1, 700), "left": (1, 700)}
    estimates = []
    for one in found.estimates:
        look, waiting = placed.get(one.metric, (2, 90))
        late = (("immature", waiting),) if one.measure == "level" else ()
        estimates.append(replace(one, look=look, looks="weekly", excluded=late))
    effect = inference_of(next(e for e in estimates if e.measure == "effect"))
    then = datetime(2026, 11, 15, 15, tzinfo=UTC)  # Monday in Seoul
    overrun = LookLine(number=1, at=then, variant="push_1h", n=37_000, effect=effect)
    found = replace(
        found,
        estimates=tuple(estimates),
        assigned={"email_day2": 19_000, "push_1h": 19_000},
        looks="weekly",
        planned_looks=6,
        looked_on=date(2026, 11, 9),
        course=(replace(overrun, at=then - timedelta(weeks=1), n=36_000),),
        overrun=overrun,
    )
    said = words(found, language)
    assert said.count(clock) == 2  # under the first drawing and above the figures
    assert all(each in said for each in cell)
    assert followed in said
    alone = replace(found, estimates=tuple(replace(e, look=1) for e in estimates), overrun=None)
    assert clock not in words(alone, language)
