"""The grocer's households by stage, beside pandas over the raw files."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

import stagelift
from examples.grocer import EXAMPLE, Grocer, local, preparation

pytestmark = pytest.mark.slow  # the raw files are prepared first
STAGES = ("first_basket", "shopping", "received", "redeemed")


@pytest.fixture(scope="module")
def entries():
    found = Grocer(preparation().wheel_data()).entries.copy()
    households = found.groupby("household")
    return found.assign(until=households["at"].shift(-1), following=households["stage"].shift(-1))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("grocer") / "complete_journey"
    ignored = shutil.ignore_patterns("data", "site", ".stagelift", "__pycache__")
    shutil.copytree(EXAMPLE, root, ignore=ignored)
    preparation().prepare(root / "data")
    with stagelift.open(root) as found:
        yield found


def standing(entries, day):
    """Household to the number of its stage just before a local day."""
    there = (entries["at"] < local(day)) & ~(entries["until"] < local(day))
    return entries[there].set_index("household")["stage"]


def test_where_households_stand_and_where_they_went(workspace, entries):
    before, after = standing(entries, "2017-06-01"), standing(entries, "2017-09-01")
    found = workspace.transitions("2017-06-01", "2017-09-01")
    moved = pd.concat([before, after], axis=1, keys=["start", "end"]).dropna(subset=["start"])
    counts = moved.groupby(["start", "end"]).size()
    for start, first in enumerate(STAGES, start=1):
        assert found.customers(first) == (before == start).sum()
        assert found.customers(None, first) == (after == start).sum()
        for end, last in enumerate(STAGES, start=1):
            assert found.customers(first, last) == counts.get((start, end), 0)
    assert workspace.who("2017-06-01").customers("shopping") == (before == 2).sum()


def test_how_long_they_stay_and_how_many_go_on(workspace, entries):
    found = workspace.time_in_stage("2017-05", within="30 days")
    inside = entries[(entries["at"] >= local("2017-05-01")) & (entries["at"] < local("2017-06-01"))]
    first = inside.drop_duplicates(["household", "stage"])
    length = first["until"] - first["at"]
    for number, stage in enumerate(STAGES, start=1):
        mine, row = first["stage"] == number, found.row(stage)
        assert row.n == mine.sum()
        gone = mine & (length <= pd.Timedelta(days=30))
        on = gone & (first["following"] > number)
        if row.n:
            assert row["staying"].value == pytest.approx(1 - gone.sum() / mine.sum())
            shares = {quantity.measure: quantity.value for quantity in row.quantities}
            assert shares.get("advance", 0.0) == pytest.approx(on.sum() / mine.sum())


def test_ways_of_those_whose_first_basket_fell_in_a_month(workspace, entries):
    began = entries.groupby("household")["at"].transform("min")
    cohort = (began >= local("2017-02-01")) & (began < local("2017-03-01"))
    within = entries[cohort & (entries["at"] < began + pd.Timedelta(days=90))]
    ways = within.groupby("household")["stage"].agg(tuple)
    found = workspace.paths("2017-02", within="90 days", length=3, goal="redeemed")
    assert sum(path.share.k for path in found) == len(ways)
    told = [path for path in found if path.stages]
    assert told
    for path in told:
        way = tuple(STAGES.index(stage) + 1 for stage in path.stages)
        same = ways[[one[:3] == way and (len(one) > 3) == path.more for one in ways]]
        assert path.share.k == len(same)
        assert path.reached.k == sum(4 in one for one in same)
