"""The e-mail test of 2008 through a workspace, against figures computed with other packages."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

import stagelift
from stagelift.cli import main
from stagelift.statistics.proportions import difference_of_proportions

pytestmark = pytest.mark.realdata

# variant: (effect, z of the pooled test, low and high by Newcombe), as statsmodels gives them
CONVERSION = {
    "mens_email": (0.00681, 7.3851, 0.00501, 0.00864),
    "womens_email": (0.00311, 3.7796, 0.00150, 0.00475),
}
VISIT = {"mens_email": (0.07659, 22.4860), "womens_email": (0.04523, 13.9492)}
# variant: (effect, t, degrees of freedom, low and high by Welch), as scipy gives them
SPEND = {
    "mens_email": (0.76983, 5.3001, 36671.158, 0.48514, 1.05451),
    "womens_email": (0.42441, 3.2564, 40064.884, 0.16896, 0.67987),
}
LEVEL = 0.95  # the example asks for no correction, as the figures are published


FILE = "hillstrom.csv.gz"
SEGMENTS = {"No E-Mail": "no_email", "Mens E-Mail": "mens_email", "Womens E-Mail": "womens_email"}


@pytest.fixture(scope="module")
def root(example):
    return example("hillstrom", FILE)


@pytest.fixture(scope="module")
def readout(root):
    with stagelift.open(root) as workspace:
        return workspace.experiments["messages"].readout()


@pytest.fixture(scope="module")
def raw(real_data):
    found = pd.read_csv(real_data / FILE)
    return found.assign(variant=found["segment"].map(SEGMENTS))


@pytest.fixture(scope="module")
def estimates(readout):
    return {(e.metric, e.measure, e.variant): e for e in readout.estimates if e.segment is None}


def test_every_row_is_a_customer(estimates):
    sizes = {v: estimates["conversion", "level", v].n for v in ("no_email", *CONVERSION)}
    assert sizes == {"no_email": 21306, "mens_email": 21307, "womens_email": 21387}
    assert sum(sizes.values()) == 64_000


def test_the_split_is_sound(readout):
    assert all(check.status != "red" for check in readout.health)
    [split] = [check for check in readout.health if check.name == "split"]
    assert split.status == "ok"
    assert round(dict(split.figures)["p"], 4) == 0.9037
    assert "p 0.90, " in split.text


@pytest.mark.parametrize("variant", CONVERSION)
def test_conversion_against_no_email(estimates, variant):
    effect, z, low, high = CONVERSION[variant]
    found = estimates["conversion", "effect", variant]
    assert (found.against, found.status, found.level) == ("no_email", "ok", LEVEL)
    assert found.value == pytest.approx(effect, abs=5e-6)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-6)
    assert stats.norm.isf(found.p_value / 2) == pytest.approx(z, abs=5e-5)
    # the default, the inverted score test, differs from Newcombe's interval in the fifth decimal
    treated, control = (estimates["conversion", "level", v] for v in (variant, "no_email"))
    score = difference_of_proportions(treated.k, treated.n, control.k, control.n)
    assert (score.low, score.high) == pytest.approx((low, high), abs=2e-5)


def test_the_p_value_of_mens_email_is_the_published_one(estimates):
    found = estimates["conversion", "effect", "mens_email"]
    assert found.p_value == pytest.approx(1.523e-13, rel=5e-4)


@pytest.mark.parametrize("variant", VISIT)
def test_visits_against_no_email(estimates, variant):
    effect, z = VISIT[variant]
    found = estimates["visit", "effect", variant]
    assert found.value == pytest.approx(effect, abs=5e-6)
    assert stats.norm.isf(found.p_value / 2) == pytest.approx(z, abs=5e-5)


@pytest.mark.parametrize("variant", SPEND)
def test_spend_against_no_email(estimates, variant):
    effect, t, df, low, high = SPEND[variant]
    found = estimates["spend", "effect", variant]
    assert found.value == pytest.approx(effect, abs=5e-6)
    assert found.value / found.se == pytest.approx(t, abs=5e-5)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-6)
    half = stats.t.ppf(0.975, df) * found.se
    assert (found.value - half, found.value + half) == pytest.approx((low, high), abs=5e-6)


@pytest.mark.parametrize("variant", SPEND)
def test_lifts_agree_with_their_effects(estimates, variant):
    """A lift divides the effect by the control's level and excludes 0 when the effect does."""
    for metric in ("conversion", "visit", "spend", "order_value"):
        effect, lift = (estimates[metric, measure, variant] for measure in ("effect", "lift"))
        base = estimates[metric, "level", "no_email"].value
        assert lift.value == pytest.approx(effect.value / base, rel=1e-10)
        assert (lift.low <= 0 <= lift.high) == (effect.low <= 0 <= effect.high)
    known = {"mens_email": (1.188, 1.179), "womens_email": (0.543, 0.650)}[variant]
    found = [
        round(estimates[metric, "lift", variant].value, 3) for metric in ("conversion", "spend")
    ]
    assert tuple(found) == known


@pytest.mark.parametrize("variant", SPEND)
def test_spend_per_order_is_a_ratio_of_sums(estimates, raw, variant):
    """The delta method over customers, from numpy's covariances."""
    variances = []
    ratios = []
    for name in (variant, "no_email"):
        rows = raw[raw["variant"] == name]
        spend, orders = rows["spend"].to_numpy(), rows["conversion"].to_numpy()
        ratio = spend.sum() / orders.sum()
        errors = (spend - ratio * orders) / orders.mean()
        ratios.append(ratio)
        variances.append(errors.var(ddof=1) / len(errors))
        level = estimates["order_value", "level", name]
        assert (level.value, level.unit, level.n) == (pytest.approx(ratio), "USD", len(rows))
    found = estimates["order_value", "effect", variant]
    assert found.value == pytest.approx(ratios[0] - ratios[1], rel=1e-9)
    assert found.se == pytest.approx(np.sqrt(sum(variances)), rel=1e-6)


def test_revenue_is_that_of_the_file(estimates, raw):
    for name in ("no_email", "mens_email", "womens_email"):
        spend = raw[raw["variant"] == name]["spend"]
        level = estimates["spend", "level", name]
        assert level.value * level.n == pytest.approx(spend.sum(), rel=1e-10)
        assert level.se == pytest.approx(spend.std(ddof=1) / math.sqrt(len(spend)), rel=1e-9)
    assert raw["spend"].sum() == pytest.approx(67_258.19)


def test_the_command_prints_the_same_figures(root):
    """Every known figure again, from what `readout --json` prints."""
    result = CliRunner().invoke(main, ["-C", str(root), "readout", "messages", "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.output)
    assert said["assigned"] == {"no_email": 21306, "mens_email": 21307, "womens_email": 21387}
    rows = {
        (row["metric"], row["variant"]): row
        for row in said["estimates"]
        if row["measure"] == "effect"
    }
    for variant, (effect, z, low, high) in CONVERSION.items():
        row = rows["conversion", variant]
        found = [round(row[name], 5) for name in ("value", "low", "high")]
        assert found == [effect, low, high]
        assert round(stats.norm.isf(row["p_value"] / 2), 4) == z
    assert f"{rows['conversion', 'mens_email']['p_value']:.3e}" == "1.523e-13"
    for variant, (effect, z) in VISIT.items():
        row = rows["visit", variant]
        assert round(row["value"], 5) == effect
        assert round(stats.norm.isf(row["p_value"] / 2), 4) == z
    for variant, (effect, t, _, low, high) in SPEND.items():
        row = rows["spend", variant]
        found = [round(row[name], 5) for name in ("value", "low", "high")]
        assert found == [effect, low, high]
        assert round(row["value"] / row["se"], 4) == t


def test_degrees_of_freedom_are_those_of_welch(estimates, raw):
    """The half-width of the interval in standard errors gives them back."""
    for variant, (*_, df, _, _) in SPEND.items():
        parts = [
            raw[raw["variant"] == name]["spend"].var(ddof=1) / (raw["variant"] == name).sum()
            for name in (variant, "no_email")
        ]
        sizes = [(raw["variant"] == name).sum() for name in (variant, "no_email")]
        welch = sum(parts) ** 2 / sum(p**2 / (n - 1) for p, n in zip(parts, sizes, strict=True))
        assert round(welch, 1) == round(df, 1)
        found = estimates["spend", "effect", variant]
        half = (found.high - found.low) / 2 / found.se
        assert half == pytest.approx(stats.t.ppf(0.975, welch), rel=1e-10)


def test_the_screen_names_each_variant(readout):
    lines = str(readout).splitlines()
    assert lines[0].startswith("SHIP mens_email: Ordered within two weeks 0.6% → 1.3%")
    for metric in ("conversion", "visit", "spend", "order_value"):
        for variant in SPEND:
            assert sum(f"{metric}, {variant} " in line for line in lines) == 1


def test_without_a_plan_the_readout_says_that_it_is_exploratory(readout):
    assert "exploratory" in readout.banner
    assert all(math.isfinite(e.value) for e in readout.estimates if e.status == "ok")
