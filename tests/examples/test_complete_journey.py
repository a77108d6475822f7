"""The grocer's year through the workspace, every number against one counted another way."""

from __future__ import annotations

import shutil
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

import stagelift
from examples.grocer import DAY, EXAMPLE, Grocer, local, preparation

KNOWN = {"A": (604, 3647), "B": (154, 2368), "C": (34, 574)}
MATURED = {"A": (604, 3647), "B": (134, 1844), "C": (21, 313)}


@pytest.fixture(scope="module")
def raw():
    return Grocer(preparation().wheel_data())


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("example") / "complete_journey"
    ignored = shutil.ignore_patterns("data", "site", ".stagelift", "__pycache__")
    shutil.copytree(EXAMPLE, root, ignore=ignored)
    rows = preparation().prepare(root / "data")
    assert rows == {
        "baskets.parquet": 155_370,
        "campaigns.parquet": 7_590,
        "households.parquet": 801,
        "offers.parquet": 6_589,
        "coupons.parquet": 13_970,
    }
    assert sorted(path.name for path in (root / "data").iterdir()) == sorted(rows)
    return root


@pytest.fixture(scope="module")
def workspace(root):
    with stagelift.open(root) as found:
        yield found


def read(root, name):
    return pd.read_parquet(root / "data" / f"{name}.parquet")


# what prepare.py writes


def test_redemption_by_campaign_type(root):
    offers = read(root, "offers")
    for column, known in (("redeemed", KNOWN), ("redeemed_matured", MATURED)):
        grouped = offers.groupby("campaign_type")[column].agg(["sum", "count"])
        found = {kind[-1]: (int(row["sum"]), int(row["count"])) for kind, row in grouped.iterrows()}
        assert found == known
    assert offers.dropna(subset=["redeemed_matured"])["campaign"].nunique() == 22  # five end later


YEAR = "2016-11-01..2017-12-31"


@pytest.mark.parametrize("kind", ["A", "B", "C"])
def test_coupons_followed_as_events_give_the_matured_offers(workspace, kind):
    name = f"coupons_used_{kind.lower()}"
    metrics = {name: workspace.metrics[name]}
    (found,) = workspace.kpis(YEAR, metrics=metrics).estimates
    used, issued = MATURED[kind]
    assert found.value == pytest.approx(used / issued, abs=1e-12)
    assert (found.unit, found.method) == ("ratio", "clustered_wilson")
    assert found.n < issued, "the household is the unit, and many have several offers"


@pytest.mark.parametrize("kind", ["A", "B", "C"])
def test_coupons_of_every_campaign_once_all_are_over(root, kind):
    with stagelift.open(root, as_of=pd.Timestamp("2018-03-02", tz="UTC").to_pydatetime()) as later:
        name = f"coupons_used_{kind.lower()}"
        (found,) = later.kpis(YEAR, metrics={name: later.metrics[name]}).estimates
    used, issued = KNOWN[kind]
    assert found.value == pytest.approx(used / issued, abs=1e-12)
    assert found.excluded == () or "immature" not in dict(found.excluded)


def test_redemptions_agree_with_the_raw_files(raw):
    used = raw.redeemed
    assert used["redemption_date"].between(used["start_date"], used["end_date"]).all()
    kinds = used.drop_duplicates(["household", "campaign_id"])["campaign_type"].str[-1]
    assert kinds.value_counts().to_dict() == {kind: k for kind, (k, _) in KNOWN.items()}


def test_baskets_are_those_paid_for(root, raw):
    baskets = read(root, "baskets")
    assert len(baskets) == len(raw.baskets) == 155_848 - 478
    assert baskets["basket"].is_unique
    assert float(baskets["sales"].sum()) == pytest.approx(raw.baskets["sales"].sum())
    assert baskets["household"].nunique() == 2_469


def test_campaigns_begun_before_the_log_tell_no_reception(root):
    events = read(root, "campaigns")
    received = events[events["event"] == "received"]
    assert received["day"].min() == pd.Timestamp("2017-02-08")
    assert not received["campaign"].isin([24, 25, 26]).any()
    assert not received.duplicated(["household", "campaign"]).any()
    assert read(root, "offers")["campaign"].nunique() == 27


def test_without_the_wheel_the_cure_is_named(monkeypatch):
    found = preparation()
    monkeypatch.setattr(found.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="make example"):
        found.wheel_data()


# what the workspace measures


@pytest.fixture(scope="module")
def november(workspace):
    found = workspace.kpis("2017-11", by=["kids", "with_children", "campaign_type"])
    return {(estimate.metric, estimate.segment): estimate for estimate in found}


@pytest.fixture(scope="module")
def campaign_week(workspace):
    return {estimate.metric: estimate for estimate in workspace.kpis("2017-W44")}


@pytest.mark.parametrize(
    ("metric", "known"), [("redemption", KNOWN), ("redemption_matured", MATURED)]
)
def test_redemption_through_the_workspace(november, metric, known):
    for kind, (redeemed, offers) in known.items():
        found = november[metric, f"campaign_type=Type {kind}"]
        assert (found.k, found.n, found.status) == (redeemed, offers, "ok")
        assert found.value == pytest.approx(redeemed / offers, rel=1e-11)
        assert found.low < found.value < found.high


def test_offers_of_running_campaigns_are_left_out_and_counted(november):
    assert dict(november["redemption_matured", None].excluded) == {"missing": 785}
    assert november["redemption", None].n - november["redemption_matured", None].n == 785


def test_an_attribute_of_offers_splits_nothing_else(november):
    split = {name for name, segment in november if (segment or "").startswith("campaign_type")}
    assert split == {"redemption", "redemption_matured"}


def test_redeemed_within_four_weeks_of_a_campaign(raw, campaign_week, november):
    for found, first, after, known in (
        (campaign_week["redeemed_4w"], "2017-10-30", "2017-11-06", (1105, 169)),
        (november["redeemed_4w", None], "2017-11-01", "2017-12-01", (335, 52)),
    ):
        anchors = raw.entrants(3, first, after)
        k = raw.within(anchors, "redeemed", 28)["household"].nunique()
        assert (found.n, found.k) == (len(anchors), k) == known


def test_sales_in_the_four_weeks_after(raw, campaign_week):
    anchors = raw.entrants(3, "2017-10-30", "2017-11-06")
    baskets = raw.baskets.merge(anchors.rename("anchor").reset_index(), on="household")
    after = baskets["at"] - baskets["anchor"]
    inside = baskets[(after >= pd.Timedelta(0)) & (after < 28 * DAY)]
    sums = inside.groupby("household")["sales"].sum().reindex(anchors.index, fill_value=0.0)
    found = campaign_week["sales_4w"]
    assert (found.n, found.unit) == (len(sums), "USD")
    assert found.value == pytest.approx(sums.mean(), rel=1e-9)
    assert found.se == pytest.approx(sums.std(ddof=1) / np.sqrt(len(sums)), rel=1e-9)


def test_churn_by_silence(raw, campaign_week, november):
    for found, first, after, known in (
        (campaign_week["gone_silent"], "2017-10-30", "2017-11-06", (2187, 22)),
        (november["gone_silent", None], "2017-11-01", "2017-12-01", (2184, 86)),
    ):
        assert (found.n, found.k) == raw.silent(first, after, 51) == known


def test_retention_in_the_fourth_week(raw, workspace):
    found = next(e for e in workspace.kpis("2017-W02") if e.metric == "week4")
    visits = raw.return_days("2017-01-09", "2017-01-16")
    back = visits[visits["age"].between(22, 28)]["household"].nunique()
    assert (found.n, found.k) == (visits["household"].nunique(), back) == (317, 164)


def test_repurchase_on_a_later_day(raw, workspace):
    found = next(e for e in workspace.kpis("2017-W02") if e.metric == "repeat_28d")
    visits = raw.return_days("2017-01-09", "2017-01-16")
    start = visits.groupby("household")["at"].transform("min")
    again = visits[(visits["age"] >= 1) & (visits["at"] < start + 28 * DAY)]
    assert (found.n, found.k) == (317, again["household"].nunique())


def test_shopping_in_the_week_after_redeeming(raw, november):
    first = raw.entrants(4, "2017-11-01", "2017-12-01", ever=True)
    days = raw.baskets.merge(first.rename("anchor").reset_index(), on="household")
    anchor = days["anchor"].dt.tz_convert("America/New_York").dt.tz_localize(None).dt.normalize()
    back = days[(days["day"] - anchor).dt.days.between(1, 7)]["household"].nunique()
    found = november["bought_again", None]
    assert (found.n, found.k) == (len(first), back) == (61, 47)


@pytest.mark.parametrize(
    ("unit", "days", "periods"),
    [("month", 30, 12), pytest.param("week", 7, 52, marks=pytest.mark.slow)],
)
def test_the_cohort_triangle_of_the_year(raw, workspace, unit, days, periods):
    """Every known cell: of those who first bought in a period, who bought in each unit since."""
    found = workspace.cohorts(event="bought", unit=unit, periods=periods)
    checked = 0
    for label in found.cohorts:
        span = workspace.period(label)
        visits = raw.return_days(str(span.first), str(span.last + timedelta(days=1)))
        later = visits[visits["later"]]
        for cell in found.row(label):
            inside = later[later["age"].between(cell.age * days, cell.age * days + days - 1)]
            assert cell.n == visits["household"].nunique()
            if cell.k is not None:
                assert cell.k == inside["household"].nunique(), (label, cell.age)
                checked += 1
    assert checked > 0.48 * periods * (periods - 1)  # some weeks nobody joined
    for pooled in found.row("all"):
        column = [found.row(label)[pooled.age] for label in found.cohorts]
        known = [cell for cell in column if cell.k is not None]
        assert pooled.n == sum(cell.n for cell in known)
        assert (pooled.k or 0) == sum(cell.k for cell in known)


# who the households are


def test_children_are_known_of_some_and_unknown_is_shown(raw, november):
    people = raw.table("demographics").set_index("household_id")["kids_count"]
    anchors = raw.entrants(3, "2017-11-01", "2017-12-01")
    redeemed = set(raw.within(anchors, "redeemed", 28)["household"])
    kinds = people.reindex(anchors.index).fillna("unknown")
    for kind, households in anchors.groupby(kinds):
        found = november["redeemed_4w", f"kids={kind}"]
        k = len(redeemed & set(households.index))
        assert (found.n, found.k) == (len(households), k)
    assert november["redeemed_4w", "kids=unknown"].n == 134
    with_children = november["redeemed_4w", "with_children"]
    parts = [november["redeemed_4w", f"kids={kind}"] for kind in ("1", "2", "3+")]
    assert (with_children.n, with_children.k) == (
        sum(part.n for part in parts),
        sum(part.k for part in parts),
    )


def test_small_cells_are_not_shown(workspace, november):
    assert 0 < november["bought_again", "kids=2"].n < 10
    found = workspace.kpis("2017-11", by="kids")
    [coverage] = found.coverages  # every household with demographics was still active
    assert (coverage.attribute, coverage.known, coverage.units) == ("kids", 801, 2184)
    [row] = [
        row
        for row in found.to_dicts()
        if (row["metric"], row["segment"]) == ("bought_again", "kids=2")
    ]
    assert (row["value"], row["n"], row["k"], row["status"]) == (None, None, None, "low_n")
    [line] = [
        line
        for line in str(found).splitlines()
        if line.startswith("bought_again") and "kids=2" in line
    ]
    assert "< 10" in line
    assert "%" not in line


# the window of churn, chosen from the gaps between visits


def gaps(raw):
    """(whole days, returned) of every silence, followed to the last event of the data."""
    baskets, end = raw.baskets, raw.events["at"].max()
    after = baskets.groupby("household")["at"].shift(-1) - baskets["at"]
    followed = (end - baskets["at"]) // DAY
    back = after.notna() & (after // DAY < followed)
    return np.where(back, after // DAY, followed).astype(int), back.to_numpy(), after.isna()


def risk(days, back, window, horizon):
    stay = 1.0
    for day in range(window, window + horizon):
        ended = ((days == day) & back).sum()
        stay *= 1 - ended / (ended + (days > day).sum())
    return 1 - stay


def test_the_window_of_churn_is_the_one_chosen_from_the_gaps(raw, workspace):
    found = workspace.silence_window("gone_silent", horizon_days=28, at_most=0.5)
    days, back, last = gaps(raw)
    assert found.days == 51  # what metrics/households.yaml says
    assert workspace.metrics["gone_silent"].silent_for.microseconds == 51 * 86_400_000_000
    assert [row.days for row in found.rows] == [30, 51, 60, 90]
    for row in found.rows:
        assert row.value == pytest.approx(risk(days, back, row.days, 28), rel=1e-10)
        assert row.n == int(((days > row.days) | ((days == row.days) & back)).sum())
        assert row.silent == int((last & (days >= row.days)).sum())
        assert row.customers == 2_469
        assert row.low < row.value < row.high
    assert risk(days, back, 50, 28) > 0.5 >= found.row(51).value


def test_no_window_keeps_the_usual_share(workspace):
    found = workspace.silence_window("gone_silent")
    assert (found.days, found.status) == (None, "not_identifiable")
    risks = {row.days: round(row.value, 3) for row in found.rows}
    assert risks == {30: 0.895, 51: 0.822, 60: 0.784, 90: 0.670}


# the commands and pages


def test_check_finds_nothing_wrong(root):
    from click.testing import CliRunner

    from stagelift.cli import main

    result = CliRunner().invoke(main, ["-C", str(root), "check"])
    assert result.exit_code == 0, result.output
    assert "6,589 rows" in result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("report", "period", "said"),
    [("weekly", "2017-W52", "14.2%"), ("monthly", "2017-12", "15.5%")],
)
def test_the_pages_of_the_last_week_and_month_are_published(workspace, root, report, period, said):
    full, brief = workspace.run_report(report)
    assert brief.page == root / "site" / report / f"{period}.html"
    page = brief.page.read_text("utf-8")
    assert said in page  # redeemed within 4 weeks, of the newest entrants wholly followed
    assert f"this {'week' if report == 'weekly' else 'month'}" in page
    appendix = full.page.read_text("utf-8")
    assert "Households gone silent" in appendix  # a tile; what nobody watches is not measured
    assert "Second basket within 4 weeks" not in appendix
    index = (root / "site" / "index.html").read_text("utf-8")
    assert f"{report}/{period}.html" in index


def test_local_midnights_are_those_of_the_shops(raw):
    assert str(local("2017-11-06")) == "2017-11-06 05:00:00+00:00"  # after the clocks went back
    assert str(local("2017-10-30")) == "2017-10-30 04:00:00+00:00"
    assert raw.baskets["at"].max() < local("2018-01-01")
