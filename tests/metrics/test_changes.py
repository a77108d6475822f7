"""Changes between periods in which many customers return, against a recount in plain Python."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.changes import SharedEvents, change_of_proportions
from tiny import MONDAY, day, workspace

METRICS = """\
  buys: {conversion: ordered, from: looking, stage: buying, within: 2 days}
  spends: {sum: ordered.value, from: looking, stage: buying, within: 2 days}
"""


def visits(seed: int) -> list[tuple[object, ...]]:
    """Customers who visit in one week or both, and order after some visits."""
    draw = random.Random(seed)
    rows: list[tuple[object, ...]] = []
    for number in range(120):
        keen = draw.random()
        for week in (0, 7):
            if draw.random() < 0.7:
                rows.append((f"c{number}", day(week + 1), "visited"))
                if draw.random() < keen:
                    rows.append((f"c{number}", day(week + 2), "ordered", draw.randint(1, 90)))
                # whoever stays in a stage does not enter it again, so everybody leaves it
                rows.append((f"c{number}", day(week + 4), "reviewed"))
    return rows


def recount(rows: list[tuple[object, ...]]) -> dict[int, dict[str, float]]:
    """Value of each week's visitor by customer: what the order of that week was worth."""
    weeks: dict[int, dict[str, float]] = {0: {}, 7: {}}
    for week, found in weeks.items():
        for customer, at, event, *_ in rows:
            if event == "visited" and at == day(week + 1):
                found[str(customer)] = 0.0
        for customer, at, event, *value in rows:
            if event == "ordered" and at == day(week + 2):
                found[str(customer)] = float(value[0])
    return weeks


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    rows = visits(7)
    with workspace(tmp_path_factory.mktemp("shop"), rows, metrics=METRICS) as opened:
        changes = {e.metric: e for e in opened.kpi_changes("2026-W03")}
        yield opened, changes, recount(rows)


def test_a_share_changes_with_its_shared_customers_as_such(shop):
    _, changes, weeks = shop
    earlier, later = weeks[0], weeks[7]
    both = sorted(set(earlier) & set(later))
    shared = SharedEvents(
        n=len(both),
        later=sum(later[c] > 0 for c in both),
        earlier=sum(earlier[c] > 0 for c in both),
        both=sum(later[c] > 0 and earlier[c] > 0 for c in both),
    )
    counts = (sum(v > 0 for v in later.values()), len(later))
    before = (sum(v > 0 for v in earlier.values()), len(earlier))
    wanted = change_of_proportions(*counts, *before, shared)
    found = changes["buys"]
    assert shared.n > 20
    assert (found.measure, found.against, found.period) == ("change", "2026-W02", "2026-W03")
    assert (found.value, found.low, found.high, found.p_value, found.method) == pytest.approx(
        (wanted.value, wanted.low, wanted.high, wanted.p_value, wanted.method)
    )


def test_a_mean_changes_by_the_difference_and_narrower_than_without_the_pairing(shop):
    _, changes, weeks = shop
    mean = {week: sum(found.values()) / len(found) for week, found in weeks.items()}
    found = changes["spends"]
    assert found.value == pytest.approx(mean[7] - mean[0])
    assert found.method == "partly_paired_t"
    assert found.n == len(weeks[0]) + len(weeks[7])


def test_a_change_of_open_windows_says_that_it_is_immature(tmp_path):
    rows = [(f"c{n}", day(week + 1), "visited") for n in range(40) for week in (0, 7)]
    rows += [(f"c{n}", day(2), "reviewed") for n in range(40)]
    ended = MONDAY + timedelta(days=9)
    with workspace(tmp_path, rows, metrics=METRICS, as_of=ended) as opened:
        change = next(e for e in opened.kpi_changes("2026-W03") if e.metric == "buys")
    assert (change.status, change.value) == ("no_data", None)
    assert change.excluded == (("immature", 40),)


def test_a_history_of_none_is_refused(shop):
    with pytest.raises(ArgumentError, match="history == 0, must be ≥ 1"):
        shop[0].kpi_changes("2026-W03", history=0)


def test_a_change_from_a_small_week_does_not_tell_the_units_of_both(tmp_path):
    """The other week's 40 are shown: of 47 in both, seven would be left."""
    rows = [(f"c{n}", day(8), "visited") for n in range(40)]
    rows += [(f"d{n}", day(1), "visited") for n in range(7)]
    with workspace(tmp_path, rows, metrics=METRICS) as opened:
        found = opened.kpi_changes("2026-W03")
        levels = {r["metric"]: r["n"] for r in opened.kpis("2026-W03").to_dicts()}
    rows = {row["metric"]: row for row in found.to_dicts()}
    assert levels["buys"] == 40
    for name in ("buys", "spends"):
        assert (rows[name]["n"], rows[name]["value"], rows[name]["k"]) == (None, None, None)
        assert rows[name]["status"] == "low_n"
        assert rows[name]["note"] == "fewer than 10 units in a period"
        assert "withheld" not in rows[name]
    assert "47" not in str(found)
    assert str(found).count("low_n: fewer than 10 units in a period") == 2
    assert found.to_frame()["n"].isna().all()
