"""Several splits of one experiment: what is judged within each, and what waits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest
from scipy import stats

from stagelift.cli.health_text import korean_check
from stagelift.data.query import Cell, Epoch
from stagelift.data.query.cell import Pair
from stagelift.experiments.arms import Arms
from stagelift.experiments.effects import effect_of
from stagelift.experiments.health.around import Around, surprise_checks
from stagelift.experiments.health.steadiness import halves
from stagelift.experiments.health.surprise import novelty_check
from stagelift.experiments.life.epoch_split import epoch_split_check
from stagelift.experiments.life.epochs import WAITS, effect_in, tallies_in, waiting_check
from stagelift.experiments.look_rule import LookRule
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.ratio import Ratio
from stagelift.metrics.tally import MICROS

HALF = {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def cell(day, n, s1=0, **more):
    """Units that entered on one day, `s1` of them with the event."""
    return Cell(0, None, None, day, None, "m", n, s1, s1, float(s1), 0, 0, 0, **more)


def split_check(sizes):
    """The check of two epochs with equal shares, the second with even sizes."""
    admission = SimpleNamespace(shares=HALF, epochs=(Epoch(0, tuple(HALF.items())),))
    cells = {("m", name): (cell(0, n), cell(1, 500)) for name, n in zip("ab", sizes, strict=True)}
    arms = Arms({"a": 0, "b": 0}, 0, {}, None, cells, epochs=(1,))
    return epoch_split_check(arms, HALF, admission, "m")


def test_an_epoch_is_judged_by_the_p_value_that_finds_gross_faults_among_few_units():
    fine = split_check((500, 510))
    assert fine.status == "ok"
    assert korean_check(fine).startswith("배정 500 : 510 | 500 : 500, 에폭 2개")
    found = split_check((203, 99))
    assert (found.status, dict(found.figures)["limit"]) == ("red", 0.0005)
    assert dict(found.figures)["always"] < 1e-5
    assert "에폭 1의 배정이 50.0 : 50.0 대신 67.2 : 32.8(203 : 99)" in korean_check(found)


def test_a_small_arm_of_an_epoch_is_not_given_away():
    found = split_check((3, 200))
    said = "split <10 : 200 instead of 50.0 : 50.0 in epoch 1 (below 0.0005)"
    assert (found.status, found.text.partition("; ")[0]) == ("red", said)
    assert found.figures == (("limit", 0.0005),)
    assert "에폭 1의 배정이 50.0 : 50.0 대신 <10 : 200(0.0005 미만)" in korean_check(found)


def tallies(metric, sizes):
    """Both arms over two epochs, from (units, units with the event or their sum) by arm."""
    cells = {
        name: tuple(cell(day, *found) for day, found in enumerate(days))
        for name, days in zip("ab", sizes, strict=True)
    }
    return tallies_in(metric, cells, (1,))


BOUGHT = Conversion(name="m", conversion="ordered", within="1 day")


def test_halves_of_the_days_are_not_compared_over_several_splits():
    """No effect in any split, but weeks that differ: pooled halves would tell of a change."""
    days = {
        ("m", "a"): (cell(0, 1000, 100), cell(1, 1000, 100), cell(2, 500, 200), cell(3, 9000, 900)),
        ("m", "b"): (cell(0, 1000, 100), cell(1, 1000, 100), cell(2, 4500, 1800), cell(3, 900, 90)),
    }
    units = {("m", name): SimpleNamespace(n=1) for name in "ab"}
    arms = Arms({}, 0, units, (0, 3), days, epochs=(2, 3))
    shown = SimpleNamespace(metric="m", measure="effect", low=-0.1, se=None, value=0.0)
    readout = SimpleNamespace(
        winner="b", primary="m", estimates=(shown,), estimate=lambda *_: shown
    )
    view = SimpleNamespace(arms=arms, rule=lambda *_: None)
    plan = SimpleNamespace(confidence=0.95)
    asked = SimpleNamespace(primary=BOUGHT, control="a", experiment=plan)
    found = SimpleNamespace(readout=readout, view=view)
    (told,) = surprise_checks(asked, found, Around())
    assert (told.name, told.status, told.figures) == ("novelty", "amber", ())
    assert korean_check(told).startswith("들어온 날에 따른 변화는 확인 안 함")
    assert novelty_check(*halves(BOUGHT, arms, "b", "a")).status == "amber"
    view.arms = replace(arms, epochs=())
    assert [check.figures for check in surprise_checks(asked, found, Around())] != [()]


def test_an_epoch_waits_for_five_expected_events_in_every_arm():
    young = tallies(BOUGHT, (((500, 50), (980, 98)), ((500, 50), (20, 2))))
    assert [(young[v].n, young[v].k, young[v].epochs) for v in "ab"] == [
        (500, 50, ()),
        (500, 50, ()),
    ]
    assert young["a"].excluded == ((WAITS, 980),)
    assert young["b"].immature == 0  # a plan that looks once does not wait for ever
    for k in (95, 855):  # five expected events, then five expected without
        ready = tallies(BOUGHT, (((500, 50), (950, k)), ((500, 50), (50, k // 19))))
        assert len(ready["b"].epochs) == 2
    high = tallies(BOUGHT, (((500, 50), (950, 874)), ((500, 50), (50, 46))))
    assert high["b"].n == 500
    arms = Arms({"a": 1480, "b": 520}, 0, {("m", v): young[v] for v in "ab"}, None, {}, epochs=(1,))
    said = waiting_check(arms, (BOUGHT,))
    assert (said.status, dict(said.words)) == ("amber", {"metrics": "m"})
    few = tallies(BOUGHT, (((500, 1), (980, 9)), ((500, 1), (20, 0))))
    rule = LookRule("once", final=True, planned=2000, confidence=0.95)
    none = effect_of(BOUGHT, few["b"], few["a"], rule).absolute
    assert (none.value, none.status) == (None, "low_n")
    assert none.note == "every split has a variant that is too small yet"
    assert "변형마다 기대 이벤트 5건이나 금액 30명" in korean_check(said)


def test_a_ratio_without_a_denominator_in_a_young_epoch_is_read_without_it():
    def found(day, n, orders, returned):
        x, y = returned * MICROS, orders * MICROS
        cubes = tuple(float(k * MICROS**3) for k in (returned, returned, returned, orders))
        sums = (x * MICROS, y * MICROS, x * MICROS)
        return cell(day, n, pair=Pair(n, x, y, *sums, 0, 0, cubes))

    metric = Ratio(name="m", ratio="returned", per="ordered")
    cells = {
        "a": (found(0, 300, 200, 40), found(1, 300, 200, 40)),
        "b": (found(0, 300, 200, 50), found(1, 40, 0, 0)),
    }
    units = tallies_in(metric, cells, (1,))
    assert [units[v].n for v in "ab"] == [300, 300]
    effect = effect_in(metric, units["b"], units["a"], confidence=0.95, method="auto")
    assert effect.value == pytest.approx(0.05)


def test_few_events_of_a_late_arm_reject_no_true_null_by_their_own_variance():
    """500 : 500 at 10 %, then 950 : 50 with 5 expected events, by every count of the small arm."""
    rule = LookRule("once", final=True, planned=2000, confidence=0.95)
    draws = stats.binom(50, 0.1)
    wrong = 0.0
    for k in range(13):
        late = ((500, 50), (950, 100 - k)), ((500, 50), (50, k))
        units = tallies(BOUGHT, late)
        found = effect_of(BOUGHT, units["b"], units["a"], rule)
        assert found.absolute.method == "score"
        assert (found.absolute.low > 0 or found.absolute.high < 0) == (
            found.relative.low > 0 or found.relative.high < 0
        )
        wrong += draws.pmf(k) * (found.absolute.p_value < 0.05)
    assert wrong < 0.06
