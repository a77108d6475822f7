"""A published number, explained: its definition then and now, and the same question asked again."""

from __future__ import annotations

import pytest

import stagelift
from stagelift.errors import ArgumentError
from stagelift.reports import facts
from tiny import LATER, WEEK, day, workspace

METRICS = "  first_order: {conversion: ordered, within: 7 days}\n"
EVENTS = [
    row
    for number in range(40)
    for row in (
        [f"c{number}", day(number / 10), "visited"],
        [f"c{number}", day(number / 10 + 2), "ordered"],
    )[: 1 + (number % 4 == 0)]
]


@pytest.fixture
def shop(tmp_path):
    return workspace(tmp_path, EVENTS, metrics=METRICS)


def publish(shop: stagelift.Workspace, run: str, **other: object) -> None:
    """Archives the week's first_order as a run would."""
    (estimate,) = shop.kpis(WEEK).estimates
    fact = {**estimate.to_dict(), "name": "first_order", "text": "25%", **other}
    path = shop.root / f"{run}.parquet"
    facts.write(path, [fact], run_id=run, report="weekly", run_time=f"2026-03-0{run[-1]}T06:00Z")
    facts.append(shop.state / "facts", path, run)


def test_a_number_that_still_holds(shop):
    publish(shop, "run1")
    found = shop.explain("first_order")
    assert (found.fact["value"], found.fact["n"], found.fact["k"]) == (0.25, 40, 10)
    assert found.again["value"] == 0.25
    assert not found.redefined
    assert str(found.definition.place).startswith("metrics/all.yaml:")


def test_earlier_values_and_a_changed_definition(shop):
    publish(shop, "run1", value=0.3)
    publish(shop, "run2")
    path = shop.root / "metrics" / "all.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("7 days", "1 day"), encoding="utf-8")
    with stagelift.open(shop.root, as_of=LATER) as changed:
        found = changed.explain("first_order")
    assert [one["value"] for one in found.published] == [0.3, 0.25]
    assert found.redefined
    assert found.again["value"] == 0.0  # all orders come after two days


def test_a_number_that_no_question_gives(shop):
    publish(shop, "run1", name="first_order.target", measure="target")
    assert shop.explain("first_order.target").again is None


def test_the_newest_period_is_explained_whichever_page_was_made_last(shop):
    early, late = "2026-11-30T06:00:00+00:00", "2026-12-14T06:00:00+00:00"
    publish(shop, "run1", period="2026-W10", value=0.1, as_of=early)
    publish(shop, "run2", period="2026-02", value=0.3, as_of=late)
    publish(shop, "run3", period="2026-W09", value=0.2, as_of=late)  # an older week, made again
    found = shop.explain("first_order")
    assert (found.fact["period"], found.fact["value"]) == ("2026-W10", 0.1)
    assert found.periods == ("2026-W10", "2026-W09", "2026-02")
    assert shop.explain("first_order", period="2026-W09").fact["run_id"] == "run3"


def test_unknown_names_and_periods(shop):
    with pytest.raises(ArgumentError, match="nothing has been published yet"):
        shop.explain("first_order")
    publish(shop, "run1")
    with pytest.raises(ArgumentError, match="nothing was published as 'frist'"):
        shop.explain("frist")
    with pytest.raises(ArgumentError, match=f"not published for 2026-W30; it was for {WEEK}"):
        shop.explain("first_order", period="2026-W30")
    assert shop.explain("first_order", period=WEEK).fact["run_id"] == "run1"


def test_a_number_of_few_customers_is_not_told_by_asking_again(tmp_path):
    shop = workspace(tmp_path, EVENTS[:8], metrics=METRICS)
    publish(shop, "run1", value=None, n=None, k=None, low=None, high=None, status="low_n")
    found = shop.explain("first_order").again
    assert [found[name] for name in ("value", "n", "k", "low", "high")] == [None] * 5
    assert found["status"] == "low_n"
