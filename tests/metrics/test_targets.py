"""Targets by hand: standing by the whole interval, landing over ordinary weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stagelift.definitions import Journey
from stagelift.errors import DefinitionError
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpi_table import Kpis
from stagelift.metrics.targets import Targets, standing_of, targets_of

AS_OF = datetime(2026, 3, 30, tzinfo=UTC)
FIRST = date(2026, 1, 5)  # a Monday
STAGES = {"look": "visited", "buy": "ordered", "stay": "ordered x2"}
METRICS = {
    name: Conversion(name=name, event="ordered", within="7 days", better=better)
    for name, better in (("first", "up"), ("gone", "down"))
}


def label(week):
    year, number, _ = (FIRST + timedelta(weeks=week)).isocalendar()
    return f"{year}-W{number:02}"


def estimate(week, value, **more):
    fields = {
        "metric": "first",
        "unit": "share",
        "stage": "buy",
        "period": label(week),
        "as_of": AS_OF,
        "value": value,
        "n": 1000,
        "k": round(1000 * value),
        "low": value - 0.02,
        "high": value + 0.02,
        "method": "wilson",
        **more,
    }
    return Estimate(**fields)


def targets(line, written, *, country=None, stages=STAGES):
    journey = Journey(zone="UTC", country=country, sources={}, stages=stages, targets=written)
    weeks = {label(n): FIRST + timedelta(weeks=n) for n in range(40)}
    days = {name: (first, first + timedelta(days=6)) for name, first in weeks.items()}
    kpis = Kpis(line[-1].period, (line[-1],), tuple(line[:-1]), "2026-03-30 00:00 UTC")
    return targets_of(journey, METRICS, {"week": kpis}, days).rows


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.12, 0.14, "above"),  # the target itself is reached
        (0.1199, 0.14, "inconclusive"),
        (0.10, 0.12, "inconclusive"),
        (0.10, 0.1199, "below"),
        (None, None, "unknown"),
    ],
)
def test_a_target_is_passed_by_the_whole_interval_only(low, high, expected):
    assert standing_of(estimate(0, 0.12, low=low, high=high), 0.12) == expected


def test_without_a_measure_nothing_is_known():
    assert standing_of(None, 0.12) == "unknown"
    (row,) = targets([estimate(0, 0.1, status="no_data")], {"first": "12% by 2026-12-31"})
    assert (row.standing, row.on_target, row.course, row.now) == ("unknown", None, "unknown", None)


def test_a_target_is_shown_as_it_was_written():
    line = [estimate(0, 0.12)]
    for written in ("12.75%", "0.05%", "12.0%"):
        rows = targets(line, {"first": f"{written} by 2026-12-31"})
        assert f" {written} " in str(Targets(rows, "2026-03-30"))


def test_where_less_is_better_below_is_on_target():
    line = [estimate(0, 0.05, metric="gone")]
    (row,) = targets(line, {"gone": "8% by 2026-12-31"})
    assert (row.standing, row.on_target) == ("below", True)
    (row,) = targets(line, {"gone": "2% by 2026-12-31"})
    assert (row.standing, row.on_target) == ("above", False)


def test_the_newest_mature_week_stands_for_now():
    line = [estimate(0, 0.10), estimate(1, 0.20), estimate(2, 0.9, status="immature")]
    (row,) = targets(line, {"first": "12% by 2026-12-31"})
    assert (row.now.period, row.standing) == (label(1), "above")


def test_it_lands_on_the_last_week_known_by_the_day():
    rising = [estimate(n, 0.10 + n / 100) for n in range(10)]  # to 19 % in the week 9–15 March
    (row,) = targets(rising, {"first": "25% by 2026-04-12"})
    # the week 30 March–5 April is known seven days later, on the day itself: three weeks ahead
    assert row.lands == (date(2026, 3, 30), date(2026, 4, 5))
    assert row.landing.value == pytest.approx(0.22)
    assert row.course == "misses"
    (row,) = targets(rising, {"first": "25% by 2026-04-11"})
    assert row.lands == (date(2026, 3, 23), date(2026, 3, 29))
    (row,) = targets(rising, {"first": "15% by 2026-04-12"})
    assert row.course == "reaches"


def test_a_day_that_has_come_has_no_forecast():
    rising = [estimate(n, 0.10 + n / 100) for n in range(10)]
    (row,) = targets(rising, {"first": "15% by 2026-03-20"})
    assert (row.lands, row.course, row.landing.status) == (None, "unknown", "not_identifiable")
    assert row.standing == "above"


def test_holiday_weeks_bend_no_line():
    line = [estimate(n, 0.10) for n in range(12)]
    feast = next(n for n in range(12) if label(n) == "2026-W08")  # Seollal: 16–18 February
    line[feast] = estimate(feast, 0.9)
    (row,) = targets(line, {"first": "12% by 2026-04-26"}, country="KR")
    assert row.landing.value == pytest.approx(0.10)
    (row,) = targets(line, {"first": "12% by 2026-04-26"})
    assert row.landing.value != pytest.approx(0.10, abs=0.01)


def test_few_units_are_not_shown():
    (row,) = targets([estimate(0, 0.5, n=8, k=4)], {"first": "12% by 2026-12-31"})
    shown = row.to_dict()
    assert row.hidden
    assert (shown["value"], shown["n"], shown["standing"]) == (None, None, "unknown")


def test_a_target_of_months_is_judged_on_months():
    written = {"first": "12% by 2026-12-31", "gone": "5% a month by 2026-12-31"}
    journey = Journey(zone="UTC", sources={}, stages=STAGES, targets=written)
    kpis = {
        "week": Kpis(label(0), (estimate(0, 0.20), estimate(0, 0.01, metric="gone")), (), "now"),
        "month": Kpis("2026-03", (estimate(0, 0.09, metric="gone", period="2026-03"),), (), "now"),
    }
    march = (date(2026, 3, 1), date(2026, 3, 31))
    days = {label(0): (FIRST, FIRST + timedelta(days=6)), "2026-03": march}
    first, gone = targets_of(journey, METRICS, kpis, days).rows
    assert (first.standing, first.days) == ("above", days[label(0)])
    assert (gone.standing, gone.on_target, gone.days) == ("above", False, march)


@pytest.mark.parametrize(
    ("values", "standing", "met", "below"),
    [
        ((0.08, 0.08, 0.08, 0.20), "below", 1, 3),  # the newest is unlike the others
        ((0.20, 0.20, 0.20, 0.08), "above", 3, 1),
        ((0.20, 0.08, 0.20, 0.08), "inconclusive", 2, 2),
        ((0.12, 0.12, 0.20, 0.20), "inconclusive", 2, 0),
    ],
)
def test_a_month_is_judged_by_what_most_of_its_weeks_are(values, standing, met, below):
    journey = Journey(zone="UTC", sources={}, stages=STAGES, targets={"first": "12% by 2026-12-31"})
    line = [estimate(n, value) for n, value in enumerate((0.30, *values))]
    kpis = Kpis(label(4), (line[-1],), tuple(line[:-1]), "now")
    starts = {label(n): FIRST + timedelta(weeks=n) for n in range(5)}
    days = {name: (first, first + timedelta(days=6)) for name, first in starts.items()}
    inside = (starts[label(1)] + timedelta(days=6), days[label(4)][1])  # the first begins before it
    (row,) = targets_of(journey, METRICS, {"week": kpis}, days, inside).rows
    assert (row.standing, len(row.judged), row.met) == (standing, 4, met)
    told = row.to_dict()
    assert (told["judged"], told["judged_above"], told["judged_below"]) == (4, met, below)
    (alone,) = targets_of(journey, METRICS, {"week": kpis}, days, days[label(4)]).rows
    assert (alone.standing, alone.judged) == (standing_of(line[-1], 0.12), ())


def test_a_target_of_one_stage_and_its_benchmark():
    line = [estimate(0, 0.10), estimate(0, 0.30, stage="stay")]
    kpis = Kpis(label(0), tuple(line), (), "now")
    journey = Journey(
        zone="UTC",
        sources={},
        stages=STAGES,
        targets={"first.stay": "20% by 2026-12-31, benchmark 15%"},
    )
    days = {label(0): (FIRST, FIRST + timedelta(days=6))}
    (row,) = targets_of(journey, METRICS, {"week": kpis}, days).rows
    assert (row.stage, row.standing, row.benchmark) == ("stay", "above", 0.15)


def write(tmp_path, targets):
    (tmp_path / "journey.yaml").write_text(
        "journey: tiny\nzone: UTC\ndata: events.csv\nstages: {look: visited, buy: ordered}\n"
        f"targets:\n{targets}",
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("  advanced.bay: 12% by 2026-12-31\n", "unknown stage 'bay'. Did you mean 'buy'?"),
        ("  advancd: 12% by 2026-12-31\n", "unknown metric 'advancd'. Did you mean 'advanced'?"),
        ("  advanced: 12%\n", "'12%' is not a target; write '12% by 2026-12-31'"),
        ("  advanced: 12% by 2026-12-31, benchmark 3\n", "a benchmark in another unit"),
    ],
)
def test_a_wrong_target_names_its_line(tmp_path, target, message):
    import stagelift

    write(tmp_path, target)
    with pytest.raises(DefinitionError) as caught:
        stagelift.open(tmp_path)
    (issue,) = caught.value.issues
    assert str(issue.location).endswith("journey.yaml:6")
    assert message in str(issue)
