"""Changes between periods on the same weekdays, without holidays, against a recount in pandas."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.changes import SharedEvents, change_of_proportions
from tiny import workspace

METRICS = """\
  buys: {conversion: ordered, from: looking, stage: buying, within: 2 days}
  spends: {sum: ordered.value, from: looking, stage: buying, within: 2 days}
  silent: {churn: visited | ordered | reviewed, silent_for: 4 days}
"""
STAGE = {"visited": 1, "ordered": 2, "reviewed": 4}
TWO_DAYS = pd.Timedelta(days=2)


def log(first: datetime, days: int, seed: int, customers: int = 90) -> list[tuple[object, ...]]:
    """Customers who visit, order and review at random over some days."""
    draw = random.Random(seed)
    rows: list[tuple[object, ...]] = []
    for number in range(customers):
        at = first + timedelta(hours=draw.uniform(0, 72))
        while at < first + timedelta(days=days):
            event = draw.choice(("visited", "visited", "reviewed", "ordered"))
            value = draw.randint(1, 90) if event == "ordered" else ""
            rows.append((f"c{number}", at.isoformat(), event, value))
            at += timedelta(hours=draw.uniform(4, 60))
    return rows


def entrants(rows: list[tuple[object, ...]], zone: str) -> pd.DataFrame:
    """Each entry into the first stage with its local day and whether an order followed."""
    events = pd.DataFrame(rows, columns=["customer", "at", "event", "value"])
    events["at"] = pd.to_datetime(events["at"], utc=True, format="ISO8601")
    events["stage"] = events["event"].map(STAGE)
    # the second order opens another stage than the first
    orders = events[events["event"] == "ordered"].sort_values(["customer", "at"])
    again = orders.groupby("customer").cumcount() > 0
    events.loc[again.index[again], "stage"] = 3
    events = events.sort_values(["customer", "at", "stage"])
    before = events.groupby("customer")["stage"].shift()
    entries = events[(events["stage"] == 1) & (before != 1)].copy()
    entries["day"] = entries["at"].dt.tz_convert(zone).dt.date
    orders = events[events["event"] == "ordered"]
    pairs = entries.merge(orders[["customer", "at"]], on="customer", suffixes=("", "_order"))
    waited = pairs["at_order"] - pairs["at"]
    within = pairs[(waited >= pd.Timedelta(0)) & (waited < TWO_DAYS)]
    hits = set(zip(within["customer"], within["at"], strict=True))
    entries["bought"] = [
        key in hits for key in zip(entries["customer"], entries["at"], strict=True)
    ]
    return entries[["customer", "at", "day", "bought"]]


def of_week(found: pd.DataFrame, first: date, kept: set[date]) -> pd.Series:
    """Whether each first entrant of a week bought, for those who entered on a kept day."""
    days = {first + timedelta(days=n) for n in range(7)}
    own = found[found["day"].isin(days)].sort_values("at").drop_duplicates("customer")
    own = own[own["day"].isin(kept)]
    return own.set_index("customer")["bought"]


def wanted_change(later: pd.Series, earlier: pd.Series):
    both = sorted(set(later.index) & set(earlier.index))
    shared = SharedEvents(
        n=len(both),
        later=int(later[both].sum()),
        earlier=int(earlier[both].sum()),
        both=int((later[both] & earlier[both]).sum()),
    )
    counts = (int(later.sum()), len(later), int(earlier.sum()), len(earlier))
    return shared.n, change_of_proportions(*counts, shared)


@pytest.fixture(scope="module")
def chuseok(tmp_path_factory):
    """Two Korean weeks, the later one with Chuseok on Thursday to Saturday."""
    seoul = ZoneInfo("Asia/Seoul")
    rows = log(datetime(2026, 9, 10, tzinfo=seoul).astimezone(UTC), 22, seed=3)
    seen = datetime(2026, 10, 12, tzinfo=UTC)
    root = tmp_path_factory.mktemp("chuseok")
    more = {"metrics": METRICS, "zone": "Asia/Seoul", "country": "KR", "as_of": seen}
    with workspace(root, rows, **more) as opened:
        changes = {e.metric: e for e in opened.kpi_changes("2026-W39")}
        yield opened, rows, changes


def test_a_week_with_chuseok_is_compared_on_its_other_days(chuseok):
    _, rows, changes = chuseok
    found = entrants(rows, "Asia/Seoul")
    kept = [date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23), date(2026, 9, 27)]
    later = of_week(found, date(2026, 9, 21), set(kept))
    earlier = of_week(found, date(2026, 9, 14), {d - timedelta(days=7) for d in kept})
    shared, wanted = wanted_change(later, earlier)
    change = changes["buys"]
    assert shared > 10
    assert change.n == len(later) + len(earlier)
    assert (change.value, change.low, change.high, change.p_value) == pytest.approx(
        (wanted.value, wanted.low, wanted.high, wanted.p_value)
    )
    assert change.note == "compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep left out"
    assert change.status == "ok"
    whole = len(of_week(found, date(2026, 9, 21), set(found["day"])))
    whole += len(of_week(found, date(2026, 9, 14), set(found["day"])))
    assert dict(change.excluded)["unpaired_day"] == whole - change.n > 0


def test_a_mean_leaves_out_the_same_days(chuseok):
    _, _, changes = chuseok
    assert changes["spends"].n == changes["buys"].n
    assert changes["spends"].note == changes["buys"].note


def test_customers_who_do_not_enter_on_a_day_are_compared_whole(chuseok):
    _, _, changes = chuseok
    assert changes["silent"].note == ""
    assert "unpaired_day" not in dict(changes["silent"].excluded)


def test_ordinary_weeks_are_compared_whole(chuseok):
    opened, rows, _ = chuseok
    change = next(e for e in opened.kpi_changes("2026-W38") if e.metric == "buys")
    assert change.note == ""
    found = entrants(rows, "Asia/Seoul")
    later = of_week(found, date(2026, 9, 14), set(found["day"]))
    earlier = of_week(found, date(2026, 9, 7), set(found["day"]))
    assert change.n == len(later) + len(earlier)


def test_each_pair_of_a_longer_line_leaves_out_its_own_days(chuseok):
    opened, _, changes = chuseok
    line = [e for e in opened.kpi_changes("2026-W40", history=2) if e.metric == "buys"]
    assert [e.against for e in line] == ["2026-W38", "2026-W39"]
    assert (line[0].value, line[0].n) == (changes["buys"].value, changes["buys"].n)
    assert line[1].note.startswith("compared on 4 of 7 weekday pairs: Chuseok, 24–26 Sep; Nat")


def test_the_day_the_clocks_change_is_one_day(tmp_path):
    """Sunday 8 March 2026 has 23 hours in New York: entrants of its last hour are Sunday's."""
    zone = "America/New_York"
    local = ZoneInfo(zone)
    rows = log(datetime(2026, 2, 26, tzinfo=local).astimezone(UTC), 20, seed=11, customers=60)
    late = datetime(2026, 3, 8, 23, 30, tzinfo=local).astimezone(UTC)
    rows += [(f"late{n}", late.isoformat(), "visited", "") for n in range(7)]
    seen = datetime(2026, 4, 1, tzinfo=UTC)
    with workspace(tmp_path, rows, metrics=METRICS, zone=zone, country="US", as_of=seen) as opened:
        change = next(e for e in opened.kpi_changes("2026-W10") if e.metric == "buys")
    found = entrants(rows, zone)
    later = of_week(found, date(2026, 3, 2), set(found["day"]))
    earlier = of_week(found, date(2026, 2, 23), set(found["day"]))
    _, wanted = wanted_change(later, earlier)
    assert sum(name.startswith("late") for name in later.index) == 7
    assert (change.n, change.note) == (len(later) + len(earlier), "")
    assert change.value == pytest.approx(wanted.value)


def test_with_few_pairs_left_a_change_is_thinly_covered(tmp_path):
    """Chuseok 2025 and the days about it leave one Saturday of two weeks."""
    rows = log(datetime(2025, 9, 25, tzinfo=UTC), 20, seed=5, customers=300)
    seen = datetime(2025, 11, 20, tzinfo=UTC)
    more = {"metrics": METRICS, "zone": "Asia/Seoul", "country": "KR", "as_of": seen}
    with workspace(tmp_path, rows, **more) as opened:
        three = "2025-10-13..2025-10-15"
        none = next(e for e in opened.kpi_changes(three) if e.metric == "buys")
        week = next(e for e in opened.kpi_changes("2025-W41") if e.metric == "buys")
    assert week.status == "low_coverage"
    assert week.note.startswith("compared on 1 of 7 weekday pairs: National Foundation Day, 3 Oct;")
    assert (none.value, none.status) == (None, "no_data")
    assert "no weekday is in both periods" in none.note


def test_last_year_is_compared_around_the_same_feast(tmp_path):
    """Chuseok 2026 goes with Chuseok 2025: five days from the feast are alike in both weeks."""
    seoul = ZoneInfo("Asia/Seoul")
    rows = log(datetime(2025, 10, 1, tzinfo=seoul).astimezone(UTC), 8, seed=21)
    rows += log(datetime(2026, 9, 19, tzinfo=seoul).astimezone(UTC), 9, seed=22)
    seen = datetime(2026, 10, 12, tzinfo=UTC)
    more = {"metrics": METRICS, "zone": "Asia/Seoul", "country": "KR", "as_of": seen}
    with workspace(tmp_path, rows, **more) as opened:
        changes = opened.kpi_changes("2026-W39", against="last year")
        with pytest.raises(ArgumentError, match="allowed are before, last year"):
            opened.kpi_changes("2026-W39", against="last week")
        printed, rows_shown = str(changes), changes.to_dicts()
    change = next(e for e in changes if e.metric == "buys")
    assert change.against == "2025-10-02..2025-10-08"
    found = entrants(rows, "Asia/Seoul")
    kept = {date(2026, 9, n) for n in (21, 23, 24, 25, 26)}
    later = of_week(found, date(2026, 9, 21), kept)
    steps = {day - timedelta(days=354) for day in kept}
    earlier = of_week(found, date(2025, 10, 2), steps)
    _, wanted = wanted_change(later, earlier)
    assert (change.n, change.value) == (len(later) + len(earlier), pytest.approx(wanted.value))
    assert change.note == (
        "compared on 5 of 7 days from the same feast: National Foundation Day, 3 Oct; "
        "Alternative holiday for Chuseok, 8 Oct left out"
    )
    assert printed.count(change.note) == 1
    assert printed.splitlines()[0] == "Changes, as of 2026-10-12 09:00 Asia/Seoul, intervals at 95%"
    assert printed.splitlines()[-1] == "A change is no effect: nothing was held equal."
    assert [row["against"] for row in rows_shown] == [change.against] * len(rows_shown)
    assert len(changes.to_frame()) == len(changes)


def test_the_table_of_kpis_names_the_holidays_of_its_week(chuseok):
    opened, _, _ = chuseok
    last = str(opened.kpis("2026-W39")).splitlines()[-1]
    assert last.startswith("Holidays: Chuseok, 24–26 Sep.")
    assert "Holidays" not in str(opened.kpis("2026-W38"))
