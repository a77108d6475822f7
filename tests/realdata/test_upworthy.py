"""Headlines as counts per arm through a workspace, against pandas and scipy."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats
from scipy.optimize import brentq, minimize_scalar

import stagelift
from stagelift.cli import main

pytestmark = pytest.mark.realdata
FILE = "upworthy_counts.parquet"


@pytest.fixture(scope="module")
def root(example):
    return example("upworthy", FILE)


@pytest.fixture(scope="module")
def found(root):
    with stagelift.open(root) as workspace:
        return workspace.counted()


@pytest.fixture(scope="module")
def raw(real_data):
    return pd.read_parquet(real_data / FILE)


def test_the_totals(found):
    arms = found.table.arms
    assert (len(found), len(arms)) == (4_873, 22_666)
    assert sum(arm.n for arm in arms) == sum(split.n for split in found) == 81_024_151
    assert sum(arm.k for arm in arms) == sum(split.k for split in found) == 1_231_208
    assert found.table.counts.rejected == {}


def test_splits_that_do_not_fit_equal_shares(found):
    assert (len(found.tested), len(found.unequal(0.001))) == (4_873, 753)
    assert round(100 * len(found.unequal(0.001)) / len(found.tested), 2) == 15.45
    assert sum(split.status == "red" for split in found) == 627  # by the always-valid check


def test_every_split_is_that_of_scipy(found, raw):
    groups = raw.groupby("test")["impressions"]
    wanted = groups.transform("mean")
    chi2 = ((raw["impressions"] - wanted) ** 2 / wanted).groupby(raw["test"]).sum()
    known = pd.Series(stats.chi2.sf(chi2, groups.size() - 1), index=chi2.index)
    assert known[17] == pytest.approx(stats.chisquare(groups.get_group(17)).pvalue)
    ours = pd.Series({int(split.experiment): split.p_value for split in found})
    assert np.allclose(ours.sort_index(), known.sort_index(), rtol=1e-7, atol=1e-300)


def score_limits(arm, control, level):
    """Miettinen and Nurminen's interval with the restricted rates found by a search."""
    (k1, n1), (k0, n0) = arm, control
    gap = k1 / n1 - k0 / n0

    def statistic(delta):
        def surprise(rate0):
            rate1 = rate0 + delta
            return -(
                k1 * np.log(rate1)
                + (n1 - k1) * np.log(1 - rate1)
                + k0 * np.log(rate0)
                + (n0 - k0) * np.log(1 - rate0)
            )

        inside = (max(0.0, -delta) + 1e-9, min(1.0, 1 - delta) - 1e-9)
        rate0 = minimize_scalar(surprise, bounds=inside, method="bounded", options={"xatol": 1e-13})
        rate1 = rate0.x + delta
        variance = rate1 * (1 - rate1) / n1 + rate0.x * (1 - rate0.x) / n0
        return (gap - delta) / np.sqrt(variance * (n1 + n0) / (n1 + n0 - 1))

    z = stats.norm.ppf((1 + level) / 2)
    return (
        brentq(lambda delta: statistic(delta) - z, gap - 0.2, gap),
        brentq(lambda delta: statistic(delta) + z, gap, gap + 0.2),
    )


def test_one_experiment_against_its_first_headline(found, raw):
    readout = found.readout(17)
    rows = raw[raw["test"] == 17].reset_index(drop=True)
    base = rows.iloc[0]
    assert [readout.estimate("level", str(place + 1)).k for place in rows.index] == list(
        rows["clicks"]
    )
    level = 1 - 0.05 / (len(rows) - 1)
    for place, row in rows.iloc[1:].iterrows():
        effect = readout.estimate("effect", str(place + 1))
        ends = score_limits(
            (row["clicks"], row["impressions"]), (base["clicks"], base["impressions"]), level
        )
        gap = row["clicks"] / row["impressions"] - base["clicks"] / base["impressions"]
        assert effect.value == pytest.approx(gap, rel=1e-11)
        assert (effect.low, effect.high) == pytest.approx(ends, abs=1e-7)
        ratio = row["clicks"] / row["impressions"] / (base["clicks"] / base["impressions"]) - 1
        assert readout.estimate("lift", str(place + 1)).value == pytest.approx(ratio, rel=1e-11)


def test_a_broken_split_shows_no_figure(found):
    readout = found.readout(2301)
    assert readout.estimates == ()
    assert str(readout).startswith("No result: split 4.6 : 5.1 : 61.4 : 4.6")


def test_on_the_command_line(root):
    everything = CliRunner().invoke(main, ["-C", str(root), "readout"])
    assert everything.exit_code == 0, everything.output
    first, second, *_ = everything.output.splitlines()
    assert first.startswith("753 of 4,873 splits (15.45%) do not fit equal shares")
    assert second.endswith("81,024,151 impressions, 1,231,208 clicks")
    one = CliRunner().invoke(main, ["-C", str(root), "readout", "17", "--json"])
    assert json.loads(one.output)["assigned"] == {"1": 3146, "2": 3008, "3": 3035, "4": 3018}
    assert CliRunner().invoke(main, ["-C", str(root), "readout", "2301"]).exit_code == 4
    checked = CliRunner().invoke(main, ["-C", str(root), "check"])
    assert checked.exit_code == 0
    assert "headlines  counts  22,666 rows" in checked.output
