"""The grocer's offers as prepared, against figures counted another way from the raw files."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pandas as pd
import pytest

import stagelift

EXAMPLE = Path(__file__).parents[2] / "examples" / "complete_journey"


@pytest.fixture(scope="module")
def preparation():
    spec = importlib.util.spec_from_file_location("prepare", EXAMPLE / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def prepared(preparation, tmp_path_factory):
    target = tmp_path_factory.mktemp("complete_journey")
    return target, preparation.prepare(target)


def test_three_tables_and_nothing_else_are_written(prepared):
    target, rows = prepared
    assert rows == {"campaigns.parquet": 7737, "baskets.parquet": 34026, "offers.parquet": 6589}
    assert sorted(path.name for path in target.iterdir()) == sorted(rows)


def test_redemption_by_campaign_type(prepared):
    offers = pd.read_parquet(prepared[0] / "offers.parquet")
    grouped = offers.groupby("campaign_type")["redeemed"].agg(["sum", "count"])
    found = {kind: (int(row["sum"]), int(row["count"])) for kind, row in grouped.iterrows()}
    assert found == {"Type A": (604, 3647), "Type B": (154, 2368), "Type C": (34, 574)}


def test_redemption_of_matured_campaigns(prepared):
    offers = pd.read_parquet(prepared[0] / "offers.parquet").dropna(subset=["redeemed_matured"])
    assert offers["campaign"].nunique() == 22  # five end after the data
    grouped = offers.groupby("campaign_type")["redeemed_matured"].agg(["sum", "count"])
    found = {kind: (int(row["sum"]), int(row["count"])) for kind, row in grouped.iterrows()}
    assert found == {"Type A": (604, 3647), "Type B": (134, 1844), "Type C": (21, 313)}


def test_redemptions_agree_with_pandas_over_the_raw_files(preparation, prepared):
    raw = preparation.wheel_data()
    sent = pd.read_parquet(raw / "campaigns.parquet").drop_duplicates()
    used = pd.read_parquet(raw / "coupon_redemptions.parquet")
    days = pd.read_parquet(raw / "campaign_descriptions.parquet")
    used = used.merge(days, on="campaign_id")
    inside = used["redemption_date"].between(used["start_date"], used["end_date"])
    assert inside.all()  # no coupon was redeemed outside its campaign's days
    pairs = used.drop_duplicates(["campaign_id", "household_id"])
    assert len(sent.merge(pairs, on=["campaign_id", "household_id"])) == 604 + 154 + 34


def test_bought_again_lies_after_the_day_of_the_first_redemption(prepared):
    events = pd.read_parquet(prepared[0] / "campaigns.parquet")
    first = events[events["event"] == "redeemed"].groupby("offer")["day"].min().rename("first")
    baskets = pd.read_parquet(prepared[0] / "baskets.parquet").join(first, on="offer")
    local = baskets["bought"].dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    assert (local.dt.tz_localize(None) >= baskets["first"] + pd.Timedelta(days=1)).all()
    assert baskets["basket"].is_unique
    assert baskets["offer"].nunique() == 782


def test_every_offer_is_received_once_and_three_campaigns_began_before_the_log(prepared):
    events = pd.read_parquet(prepared[0] / "campaigns.parquet")
    received = events[events["event"] == "received"]
    assert received["offer"].is_unique
    early = received[received["day"] < "2017-01-01"]
    assert sorted(early["campaign"].unique()) == [24, 25, 26]


def test_without_the_wheel_the_cure_is_named(preparation, monkeypatch):
    monkeypatch.setattr(preparation.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="make example"):
        preparation.wheel_data()


@pytest.fixture(scope="module")
def workspace_root(preparation, tmp_path_factory):
    root = tmp_path_factory.mktemp("example") / "complete_journey"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("data", "site", ".stagelift"))
    preparation.prepare(root / "data")
    return root


@pytest.fixture(scope="module")
def estimates(workspace_root):
    with stagelift.open(workspace_root) as workspace:
        found = workspace.kpis(period="2017-W44", by="campaign_type")
    return {(estimate.metric, estimate.segment): estimate for estimate in found}


@pytest.mark.parametrize(
    ("metric", "known"),
    [
        ("redemption", {"A": (604, 3647), "B": (154, 2368), "C": (34, 574)}),
        ("redemption_matured", {"A": (604, 3647), "B": (134, 1844), "C": (21, 313)}),
    ],
)
def test_redemption_through_the_workspace(estimates, metric, known):
    for kind, (redeemed, offers) in known.items():
        found = estimates[metric, f"campaign_type=Type {kind}"]
        assert (found.k, found.n, found.status) == (redeemed, offers, "ok")
        assert found.value == pytest.approx(redeemed / offers, rel=1e-11)
        assert found.low < found.value < found.high


def test_offers_of_running_campaigns_are_left_out_and_counted(estimates):
    assert dict(estimates["redemption_matured", None].excluded) == {"missing": 785}
    assert estimates["redemption", None].n - estimates["redemption_matured", None].n == 785


def test_the_week_of_a_campaign_agrees_with_pandas(prepared, estimates):
    events = pd.read_parquet(prepared[0] / "campaigns.parquet")
    received = events[events["event"] == "received"].set_index("offer")["day"]
    entered = received[(received >= "2017-10-30") & (received < "2017-11-06")]
    redeemed = events[events["event"] == "redeemed"].groupby("offer")["day"].min()
    taken = redeemed.reindex(entered.index) - entered < pd.Timedelta(days=28)
    found = estimates["redeemed_4w", None]
    assert (found.n, found.k) == (len(entered), int(taken.sum())) == (1133, 163)


def test_check_finds_nothing_wrong(workspace_root):
    from click.testing import CliRunner

    from stagelift.cli import main

    result = CliRunner().invoke(main, ["-C", str(workspace_root), "check"])
    assert result.exit_code == 0, result.output
    assert "6,589 rows" in result.output


@pytest.mark.slow
def test_the_weekly_page_is_published(workspace_root):
    with stagelift.open(workspace_root) as workspace:
        full, made = workspace.run_report("weekly", period="2017-W44")
    assert made.page == workspace_root / "site" / "weekly" / "2017-W44.html"
    assert "all rows of its table" in full.page.read_text("utf-8")
    page = made.page.read_text("utf-8")
    assert "14.4%" in page
    assert (workspace_root / "site" / "index.html").is_file()
