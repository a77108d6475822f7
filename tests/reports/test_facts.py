from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from stagelift.errors import ReportError
from stagelift.metrics.estimate import Estimate
from stagelift.reports import facts


def fact(value=0.213, **more):
    row = {"metric": "churn", "measure": "level", "period": "2026-W45", "value": value}
    known = {"as_of": "2026-11-09T06:00:00+00:00"}  # the week is over
    return row | known | {"status": "ok", "fingerprint": "f1"} | more


def add(archive, *given, run_id="20261116T060000Z-aa", run_time="2026-11-16T06:00:00+00:00"):
    file = archive.parent / f"{run_id}.facts"
    facts.write(file, given, run_id=run_id, report="weekly", run_time=run_time)
    facts.append(archive, file, run_id)
    return archive / f"{run_id}.parquet"


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "facts"


def test_estimates_come_back_as_they_went_in_with_their_origin(archive):
    estimate = Estimate(
        metric="first_order",
        unit="share",
        stage="purchase",
        period="2026-W45",
        as_of=datetime(2026, 11, 16, tzinfo=UTC),
        value=0.1 + 0.2,
        n=36_000,
        k=10_800,
        low=0.1,
        high=None,
        method="wilson",
        excluded=(("immature", 12),),
        fingerprint="f1",
    )
    given = estimate.to_dict() | {"name": "첫 구매"}
    assert add(archive, given, fact(value=None)) == archive / "20261116T060000Z-aa.parquet"
    first, second = facts.read(archive)
    assert {name: first[name] for name in facts.COLUMNS} == {n: given[n] for n in facts.COLUMNS}
    assert first["value"] == 0.3
    assert first["details"]["excluded"] == {"immature": 12}
    assert (first["report"], first["run_id"]) == ("weekly", "20261116T060000Z-aa")
    assert second["value"] is None
    assert second["details"] == {}


def test_one_file_a_run_and_a_repeat_changes_nothing(archive):
    path = add(archive, fact())
    before = path.read_bytes()
    assert add(archive, fact()) == path
    assert path.read_bytes() == before
    add(archive, fact(0.3), run_id="b", run_time="2026-11-17T06:00:00+00:00")
    assert sorted(p.name for p in archive.iterdir()) == [
        "20261116T060000Z-aa.parquet",
        "b.parquet",
    ]
    assert [row["value"] for row in facts.read(archive)] == [0.213, 0.3]
    assert duckdb.sql(f"SELECT count(*) FROM '{archive}/*.parquet'").fetchall() == [(2,)]


def test_an_empty_archive_and_an_empty_run_are_no_error(archive):
    assert facts.read(archive / "missing") == ()
    assert not add(archive).exists()
    assert facts.restated([fact()], archive) == ()


def test_the_last_archived_value_decides(archive):
    add(archive, fact(0.213), run_id="z", run_time="2026-11-09T06:00:00+00:00")
    add(archive, fact(0.212), run_id="a", run_time="2026-11-16T06:00:00+00:00")
    assert facts.restated([fact(0.212)], archive) == ()
    (found,) = facts.restated([fact(0.211)], archive)
    assert (found.before, found.now, found.run_id, found.redefined) == (0.212, 0.211, "a", False)


@pytest.mark.parametrize(
    "change",
    [
        {"period": "2026-W46"},
        {"stage": "purchase"},
        {"segment": "vip"},
        {"variant": "push"},
        {"against": "email"},
        {"measure": "change"},
        {"metric": "nps"},
    ],
)
def test_another_thing_is_not_compared(archive, change):
    add(archive, fact())
    assert facts.restated([fact(0.5, **change)], archive) == ()


def test_unsettled_values_are_news_and_new_definitions_are_marked(archive):
    add(archive, fact(0.1, status="immature"), fact(None, status="no_data", segment="vip"))
    now = [fact(0.2), fact(0.3, segment="vip")]
    assert facts.restated(now, archive) == ()
    add(archive, *now, run_id="b", run_time="2026-11-17T06:00:00+00:00")
    gone = fact(None, status="no_data", segment="vip", fingerprint="f2")
    (found,) = facts.restated([fact(0.2), gone], archive)
    assert (found.before, found.now, found.redefined) == (0.3, None, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metric": "churn"}, "must hold a list of mappings"),
        ([1], "must hold a list of mappings"),
        ([fact(), {"metric": "nps", "value": 1}], r"fact 2 \('nps'\) lacks measure, period"),
    ],
)
def test_facts_that_cannot_be_archived_are_named(given, said):
    with pytest.raises(ReportError, match=said):
        facts.check_facts(given)


def test_a_value_of_another_type_is_refused_before_it_is_archived(archive):
    with pytest.raises(ReportError, match=r"a fact cannot be archived: .*many"):
        add(archive, fact(n="many"))
    assert facts.read(archive) == ()


def test_good_facts_pass():
    assert facts.check_facts([fact()]) == (fact(),)
