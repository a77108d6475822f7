"""4,873 headline tests as one programme, against pandas, scipy and statsmodels."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats
from statsmodels.stats.multitest import multipletests

import stagelift
from stagelift.cli import main

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
FILE = "upworthy_counts.parquet"
PAGE = Path(__file__).parents[2] / "docs" / "experiments" / "programme.md"
UPDATE = "STAGELIFT_UPDATE_DOCS"  # set: the page's figures are written anew
BEGIN, END = "<!-- headlines: read from the real data -->", "<!-- end of the headlines -->"


@pytest.fixture(scope="module")
def root(example):
    return example("upworthy", FILE)


@pytest.fixture(scope="module")
def told(root):
    done = CliRunner().invoke(main, ["-C", str(root), "programme", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)["counted"][0]


def test_the_splits(told):
    assert (told["tests"], told["unequal"], told["red"]) == (4_873, 753, 627)
    assert round(100 * told["unequal_share"], 2) == 15.45


def test_tests_that_differ_are_those_of_pandas_and_statsmodels(told, root, real_data):
    with stagelift.open(root) as opened:
        sound = {int(s.experiment) for s in opened.counted() if s.status == "ok"}
    raw = pd.read_parquet(real_data / FILE)
    raw = raw[raw["test"].isin(sound)]
    first = raw.groupby("test")[["impressions", "clicks"]].transform("first")
    rest = raw.groupby("test").cumcount() > 0
    n1, k1 = raw.loc[rest, "impressions"], raw.loc[rest, "clicks"]
    n0, k0 = first.loc[rest, "impressions"], first.loc[rest, "clicks"]
    pooled = (k1 + k0) / (n1 + n0)
    z = (k1 / n1 - k0 / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    p = pd.Series(2 * stats.norm.sf(z.abs()), index=z.index)
    simes = p.groupby(raw.loc[rest, "test"]).apply(
        lambda each: (np.sort(each) * len(each) / np.arange(1, len(each) + 1)).min()
    )
    kept = multipletests(simes.dropna(), 0.05, method="fdr_bh")[0].sum()
    # Miettinen and Nurminen's variance has n / (n − 1), which moves tests at the border alone
    assert abs(told["differ"] - kept) <= 3


def test_effects_are_shrunk_on_one_scale(told):
    scale = told["one_scale"]
    assert (scale["scale"], scale["prior"]) == ("log ratio", "learnt")
    assert scale["treatments"] == 15_804
    assert 0.28 < scale["normal"]["spread"] < 0.32
    assert scale["fits_better"] == "t"  # most headlines change little and a few change much
    for row in told["best"]:
        assert row["won"]
        assert 0 < row["low"] < row["value"] < row["heavy_tails"] < row["seen"]


def shown(figures, key, spec):
    """A figure with its interval."""
    low, high = (figures.get(f"{key}_{end}", figures.get(end)) for end in ("low", "high"))
    return f"{figures[key]:{spec}} [{low:{spec}}, {high:{spec}}]"


def figures(told):
    """The programme in a table, and its best tests in another."""
    rate, scale = told["win_rate"], told["one_scale"]
    bell, heavy = scale["normal"], scale["t"]
    lines = [
        ("tests", f"{told['tests']:,}"),
        (
            "splits that do not fit equal shares at p < .001",
            f"{told['unequal']} = {told['unequal_share']:.2%}",
        ),
        ("tests not read: the always-valid check blocks their split", f"{told['red']}"),
        (
            f"tests read that have a winner, at most {told['false_share']:.0%} false on average",
            f"{told['winners']} of {told['read']:,} = {shown(rate, 'value', '.1%')}",
        ),
        ("tests read in which any arm differs, likewise", f"{told['differ']:,}"),
        ("arms compared with the first of their test", f"{scale['treatments']:,}"),
        (
            "true effects, bell: centre and standard deviation of the log ratio",
            f"{bell['centre']:+.3f}, {shown(bell, 'spread', '.3f')}",
        ),
        (
            "heavy tails: centre and scale; which fits better",
            f"{heavy['centre']:+.3f}, {heavy['spread']:.3f}; {scale['fits_better']}",
        ),
    ]
    table = ["| the 4,873 headline tests | |", "|---|---|", *(f"| {a} | {b} |" for a, b in lines)]
    best = ["| test | arm | seen | shrunk | heavy tails |", "|---|---|---|---|---|"]
    best += [
        f"| {row['experiment']} | {row['variant']} against {row['against']} | {row['seen']:+.0%} "
        f"| {shown(row, 'value', '+.0%')} | {row['heavy_tails']:+.0%} |"
        for row in told["best"]
    ]
    return "\n".join([BEGIN, *table, "", *best, END]).replace("-0.", "−0.")


def test_the_page_shows_these_figures(told):
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    made = before + figures(told) + rest.split(END)[1]
    if os.environ.get(UPDATE):
        PAGE.write_text(made, encoding="utf-8")
    assert made == text or os.environ.get(UPDATE)
