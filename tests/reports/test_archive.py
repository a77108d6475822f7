"""The archive over many runs: what it holds, how numbers changed, whether forecasts held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from stagelift.errors import ArgumentError, ReportError
from stagelift.metrics.estimate import Estimate
from stagelift.reports import facts
from stagelift.reports.archive import warehouse
from stagelift.reports.archive.calibration import calibration
from stagelift.reports.archive.restating import restatements, with_late
from stagelift.reports.archive.selection import Hidden, Selection, chosen, kept
from stagelift.reports.archive.trend import trend
from stagelift.reports.prose import Fact

BASE = {"metric": "churn", "measure": "level", "unit": "share", "status": "ok", "fingerprint": "f1"}


def fact(value, period="2026-W45", *, day=9, **more):
    known = {"as_of": f"2026-11-{day:02d}T06:00:00+00:00", "name": more.get("metric", "churn")}
    return BASE | known | {"period": period, "value": value} | more


def add(archive, run_id, *given, report="weekly", hour=6, experiment=""):
    file = archive.parent / f"{run_id}.parquet"
    origin = {"run_id": run_id, "report": report, "run_time": f"2026-11-16T{hour:02d}:00:00+00:00"}
    facts.write(file, given, **origin, experiment=experiment)
    facts.append(archive, file, run_id)


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "facts"


def test_a_period_is_told_once_with_what_was_told_first(archive):
    add(archive, "a", fact(None, status="immature"), fact(0.3, "2026-W44"), hour=1)
    add(archive, "b", fact(0.213), fact(0.2131, name="churn@2026-W45"), hour=2)
    add(archive, "c", fact(0.211, day=16, n=400), fact(0.31, "2026-11"), hour=3)
    found = trend(chosen(archive, Selection(metric="churn")))
    told = {each.period: (each.value, each.first, each.runs, each.restated) for each in found}
    assert told == {
        "2026-11": (0.31, None, 1, False),  # the month was not over
        "2026-W44": (0.3, 0.3, 1, False),
        "2026-W45": (0.211, 0.213, 3, True),  # the immature first value was none to restate
    }
    assert [each.period for each in found] == ["2026-11", "2026-W44", "2026-W45"]
    assert found[-1].to_dict()["n"] == 400


def test_a_new_definition_restates_nothing_but_is_said(archive):
    add(archive, "a", fact(0.2), hour=1)
    add(archive, "b", fact(0.3, fingerprint="f2"), hour=2)
    (told,) = trend(chosen(archive, Selection(metric="churn")))
    assert (told.redefined, told.restated) == (True, False)
    (change,) = restatements(chosen(archive, Selection()))
    assert change.cause == "redefined"


def test_facts_are_chosen_by_every_name(archive):
    given = [
        fact(0.1, stage="purchase", segment="vip"),
        fact(0.2, variant="push", measure="effect", name="cart.effect"),
        fact(5.0, metric="rows", measure="count"),
    ]
    add(archive, "a", *given)
    add(archive, "b", fact(0.4, "2026-W46"), report="map")
    value = lambda **asked: [row["value"] for row in chosen(archive, Selection(**asked))]  # noqa: E731 - four uses
    assert value() == [0.1, 0.2, 0.4]  # a count is no measurement
    assert value(measure="count") == [5.0]
    assert value(stage="purchase", segment="vip") == [0.1]
    assert value(variant="push") == [0.2]
    assert value(period="2026-W46", report="map") == [0.4]
    with pytest.raises(ArgumentError, match=r"of metric 'chrun'. Did you mean 'churn'"):
        value(metric="chrun")
    with pytest.raises(ArgumentError, match=r"of metric 'zzz'. There are: churn$"):
        chosen(archive, Selection(metric="zzz"))  # rows are counted, no metric
    with pytest.raises(ArgumentError, match=r"stage 'purchase', report 'map' together"):
        value(stage="purchase", report="map")
    with pytest.raises(ArgumentError, match="nothing has been published yet"):
        chosen(archive / "none", Selection(metric="churn"))


def test_the_figures_of_a_red_experiment_are_left_out(archive):
    effect = fact(0.2, variant="push", measure="effect", name="cart.effect")
    add(archive, "a", effect, fact(0.1), effect | {"name": "mail.effect"})
    shown = chosen(archive, Selection(), hidden=Hidden(names={"cart"}))
    assert [row["name"] for row in shown] == ["churn", "mail.effect"]
    entry = "2026-10-05..2026-11-01"  # on its own page a fact is named by its metric
    own = {"variant": "push", "measure": "effect", "name": "churn.effect@push"}
    add(archive, "b", fact(0.2, entry, **own), report="readout", hour=7, experiment="cart")
    add(archive, "c", fact(0.3, entry, **own), report="readout", hour=8, experiment="mail")
    shown = chosen(archive, Selection(), hidden=Hidden(names={"cart"}))
    assert [row["value"] for row in shown] == [0.1, 0.2, 0.3]  # the other one looks the same
    assert shown[1]["name"] == "mail.effect"


def test_what_two_experiments_tell_alike_restates_nothing(archive):
    own = {"variant": "push", "measure": "effect", "name": "churn.effect@push", "look": 3}
    entry = "2026-10-05..2026-11-01"
    whole = fact(0.1, entry)  # a level of everyone is one thing on whatever page
    add(archive, "a", fact(0.2, entry, **own), whole, report="readout", experiment="cart")
    told = fact(0.3, entry, day=16, **own), whole | {"value": 0.2}
    add(archive, "b", *told, report="readout", hour=7, experiment="mail")
    found = chosen(archive, Selection())
    assert [(one.measure, one.before, one.now) for one in restatements(found)] == [
        ("level", 0.1, 0.2)
    ]
    told = [(each.experiment, each.measure, each.value) for each in trend(found)]
    assert told == [("cart", "effect", 0.2), ("mail", "effect", 0.3), ("mail", "level", 0.2)]
    now = fact(0.4, entry, **own)
    assert [one.before for one in facts.restated([now | {"experiment": "cart"}], archive)] == [0.2]


def test_an_archive_of_an_earlier_version_lacks_a_column_and_is_read(archive):
    add(archive, "a", fact(0.2, variant="push", measure="effect", look=1))
    path = str(archive / "a.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * EXCLUDE experiment FROM '{path}'")
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    (row,) = chosen(archive, Selection())
    assert (row["value"], row["experiment"]) == (0.2, None)
    assert [one.before for one in facts.restated([row | {"value": 0.3}], archive)] == [0.2]


def test_what_is_kept_is_counted_by_metric(archive):
    assert kept(archive) == ()
    add(archive, "a", fact(0.1), fact(0.2, "2026-W46"), fact(1.0, metric="rows", measure="count"))
    add(archive, "b", fact(0.1), hour=7)
    (found,) = kept(archive)
    assert (found.metric, found.facts, found.runs, found.periods) == ("churn", 3, 2, 2)
    assert (found.first[11:13], found.last[11:13]) == ("06", "07")


def test_each_change_is_told_with_its_cause(archive):
    add(archive, "a", fact(0.213, n=400), hour=1)
    add(archive, "b", fact(0.211, day=16, n=404), hour=2)
    add(archive, "c", fact(0.200, day=16), hour=3)
    add(archive, "d", fact(0.212, day=10), hour=4)  # as of an earlier instant: no restatement
    add(archive, "e", fact(0.200, day=17), hour=5)
    found = restatements(chosen(archive, Selection()))
    assert [(one.before, one.now, one.cause) for one in found] == [
        (0.213, 0.211, "later rows"),
        (0.211, 0.2, "other rows"),
    ]
    assert (found[0].n_before, found[0].n_now, found[0].run_now) == (400, 404, "b")
    key = ("2026-W45", found[0].known_before, found[0].known_now)
    late = with_late(found, {key: {"sms": 1204}})
    assert [dict(one.late) for one in late] == [{"sms": 1204}, {}]


def test_only_numbers_about_the_same_closed_question_are_restated(archive):
    entry = "2026-10-19..2026-11-29"
    effect = {
        "variant": "push",
        "measure": "effect",
        "metric": "first_order",
        "name": "cart.effect",
    }
    gain = {**effect, "measure": "money", "unit": "KRW", "name": "cart.gain"}
    pool = {"metric": "came_back.week.1", "name": "came_back.1@all"}
    test = {**effect, "name": "mail.effect"}
    first = (
        fact(0.020, entry, n=6000, look=3, **effect),
        fact(10.1e6, entry, look=3, **gain),
        fact(0.40, "all", **pool),
        fact(0.10, "2026-W46", metric="nps", name="nps"),  # told while the week went on
        fact(0.05, entry, n=900, look=1, **test),
        fact(0.03, entry, n=900, **{**effect, "name": "any.effect"}),  # read at any time
    )
    later = (
        fact(0.033, entry, day=16, n=8833, look=4, **effect),
        fact(9.3e6, entry, day=16, look=4, **gain),
        fact(0.41, "all", day=16, **pool),
        fact(0.12, "2026-W46", day=16, metric="nps", name="nps"),
        fact(0.06, entry, day=16, n=900, look=1, **test),  # the same look, with late rows
        fact(0.04, entry, day=16, n=900, **{**effect, "name": "any.effect"}),
    )
    add(archive, "a", *first)
    assert [one.fact["name"] for one in facts.restated(later, archive)] == ["mail.effect"]
    add(archive, "b", *later, hour=7)
    found = chosen(archive, Selection())
    assert [(one.name, one.before, one.now) for one in restatements(found)] == [
        ("mail.effect", 0.05, 0.06)
    ]
    assert [told.name for told in trend(found) if told.restated] == ["mail.effect"]


@pytest.mark.parametrize(("looks", "kept"), [("weekly", 4), ("once", 4), ("always", None)])
def test_a_fact_of_an_experiment_says_at_which_look_it_was_read(looks, kept):
    estimate = Estimate(
        metric="first_order",
        unit="share",
        stage=None,
        period="2026-10-19..2026-11-29",
        as_of=datetime(2026, 11, 9, tzinfo=UTC),
        value=0.1,
        n=1000,
        method="wilson",
        looks=looks,
        look=4,
    )
    assert Fact.of("cart.control", estimate).to_dict().get("look") == kept
    whole = Fact.of("first_order", replace(estimate, looks=None, look=None)).to_dict()
    assert "look" not in whole  # no field that says nothing in every row of the archive


def test_a_week_ends_at_the_midnight_of_the_journey(archive):
    sunday = {"as_of": "2026-11-08T21:00:00+00:00"}  # Monday 06:00 in Seoul
    add(archive, "a", fact(0.213) | sunday)
    assert facts.restated([fact(0.211)], archive) == ()
    assert len(facts.restated([fact(0.211)], archive, zone="Asia/Seoul")) == 1
    add(archive, "b", fact(0.211), hour=7)
    found = chosen(archive, Selection())
    assert restatements(found) == ()
    assert len(restatements(found, "Asia/Seoul")) == 1
    assert [told.restated for told in trend(found, "Asia/Seoul")] == [True]


def test_raw_and_adjusted_effects_of_one_experiment_restate_nothing(archive):
    effect = fact(0.033, variant="push", measure="effect", name="first_order.effect@push")
    add(archive, "a", effect, effect | {"name": "first_order.effect.adjusted@push", "value": 0.034})
    add(archive, "b", effect, hour=7)
    assert restatements(chosen(archive, Selection())) == ()
    assert facts.restated([effect], archive) == ()


def forecast(value, low, high, *, day, metric="churn"):
    ends = {"low": low, "high": high, "level": 0.9, "measure": "forecast", "metric": metric}
    return fact(value, "2026-11-16..2026-11-22", day=day, name=f"{metric}.lands", **ends)


def test_forecasts_of_targets_are_held_against_what_came(archive):
    add(
        archive, "a", forecast(0.20, 0.15, 0.25, day=2), forecast(9.0, 8.0, 10.0, day=2, metric="x")
    )
    add(archive, "b", forecast(0.20, 0.15, 0.25, day=2), hour=7)  # the brief page of the full one
    add(archive, "c", forecast(0.30, 0.26, 0.34, day=9), hour=8)
    assert calibration(facts.read(archive)).share is None
    add(archive, "d", fact(0.24, "2026-W47", day=30), hour=9)
    found = calibration(facts.read(archive))
    assert [(row.told[8:10], row.came, row.held) for row in found.rows] == [
        ("02", 0.24, True),
        ("02", None, None),
        ("09", 0.24, False),
    ]
    said = found.to_dict()
    assert (said["n"], said["held"], said["share"], said["promised"]) == (2, 1, 0.5, 0.9)
    # Wilson 1927 at 1 of 2, z = 1.959964: (0.5 + z²/4) / (1 + z²/2) -+ …
    assert (round(said["low"], 4), round(said["high"], 4)) == (0.0945, 0.9055)


def test_a_forecast_is_held_only_against_the_days_it_was_made_for(archive):
    ends = {"low": 0.074, "high": 0.143, "level": 0.9, "measure": "forecast"}
    named = fact(0.109, "2026-W45", name="target.churn.landing", **ends)  # told after that week
    add(archive, "a", fact(0.08, "2026-W45"), named)
    assert calibration(facts.read(archive)).rows == ()
    ahead = fact(0.109, "2026-W52", name="target.churn.landing", **ends)
    going = fact(0.3, "2026-W52") | {"as_of": "2026-12-24T06:00:00+00:00"}
    add(archive, "b", ahead, going, hour=7)
    assert [row.came for row in calibration(facts.read(archive)).rows] == [None]
    over = going | {"value": 0.12, "as_of": "2026-12-28T06:00:00+00:00"}
    add(archive, "c", over, hour=8)
    add(archive, "d", over | {"value": 0.5, "as_of": "2026-12-27T06:00:00+00:00"}, hour=9)
    assert [(row.came, row.held) for row in calibration(facts.read(archive)).rows] == [(0.12, True)]


def test_forecasts_of_decisions_are_held_by_the_difference_of_two_estimates(archive):
    about = {"variant": "push", "unit": "share", "level": 0.95}
    expected = fact(0.03, name="cart.expected", measure="expected", low=0.01, high=0.05, **about)
    seen = fact(0.02, name="cart.seen", measure="seen", low=0.015, high=0.028, **about)
    add(archive, "a", expected, seen)
    (row,) = calibration(facts.read(archive)).rows
    # 0.01 apart; the error of the difference is √(0.04² + 0.013²) / 3.92 = 0.0107, so z = −0.93
    assert (row.kind, row.value, row.came, row.held) == ("decision", 0.03, 0.02, True)
    assert (row.low, row.high) == (0.01, 0.05)  # its own ends, not those of what came
    far = seen | {"value": 0.005, "low": 0.003, "high": 0.007}  # z = −0.025 / 0.0103 = −2.44
    add(archive, "b", expected, far, hour=7)
    assert calibration(facts.read(archive)).share == 0.0
    add(archive, "c", expected, far | {"low": None, "high": None}, hour=8)
    assert calibration(facts.read(archive)).share is None


@pytest.fixture
def table(tmp_path):
    return warehouse.Table(name=("facts",), file=tmp_path / "out" / "facts.duckdb", shown="out")


def rows_of(table):
    with duckdb.connect(str(table.file), read_only=True) as connection:
        return connection.execute("SELECT run_id, value FROM facts ORDER BY ALL").fetchall()


def test_each_run_is_in_the_table_once_whatever_is_repeated(archive, table):
    add(archive, "a", fact(0.1), fact(0.2, "2026-W44"))
    add(archive, "m", fact(0.9), report="map")
    assert warehouse.add_runs(table, archive, ["weekly"]) == ("a",)
    assert warehouse.add_runs(table, archive, ["weekly"]) == ()
    add(archive, "b", fact(0.3), hour=7)
    assert warehouse.add_runs(table, archive, ["weekly"]) == ("b",)
    assert rows_of(table) == [("a", 0.1), ("a", 0.2), ("b", 0.3)]


def test_a_table_gets_all_runs_or_none(archive, table, monkeypatch):
    add(archive, "a", fact(0.1))
    warehouse.add_runs(table, archive, ["weekly"])
    add(archive, "b", fact(0.2), hour=7)
    add(archive, "c", fact(0.3), hour=8)
    monkeypatch.setattr(warehouse, "PART", 1)
    insert, calls = warehouse._insert, []

    def killed(*given):
        calls.append(given)
        return insert(*given) if len(calls) == 1 else "INSERT INTO nothing VALUES (1)"

    monkeypatch.setattr(warehouse, "_insert", killed)
    with pytest.raises(ReportError, match="facts: 'out' cannot be written"):
        warehouse.add_runs(table, archive, ["weekly"])
    assert rows_of(table) == [("a", 0.1)]
    monkeypatch.undo()
    assert warehouse.add_runs(table, archive, ["weekly"]) == ("b", "c")


def test_a_table_is_a_file_or_one_of_a_connection(tmp_path, monkeypatch):
    from types import SimpleNamespace

    dw = SimpleNamespace(postgresql="$DW_URL")
    shop = SimpleNamespace(connections={"dw": dw}, engine=None)
    with pytest.raises(ReportError, match=r"'warehouse.facts' is neither a DuckDB file"):
        warehouse.table_of("warehouse.facts", shop, tmp_path)
    with pytest.raises(ReportError, match="Did you mean 'dw'"):
        warehouse.table_of("dww.facts", shop, tmp_path)
    with pytest.raises(ReportError, match="DW_URL"):
        warehouse.table_of("dw.marts.facts", shop, tmp_path)
    monkeypatch.setenv("DW_URL", "postgresql://secret@host/db")
    found = warehouse.table_of("dw.marts.facts", shop, tmp_path)
    assert (found.quoted, found.shown) == ('"marts"."facts"', "dw.marts.facts")
