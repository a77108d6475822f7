"""The same definitions over the same rows give the same numbers in DuckDB and in PostgreSQL."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

import stagelift
from stagelift.demo.world import make

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[1]
DEFINITIONS = ("journey.yaml", "metrics", "experiments", "messages")
TABLES = {
    "app": "data/app/*.parquet",
    "orders": "data/orders.parquet",
    "receipts": "data/receipts.parquet",
    "surveys": "data/surveys.csv",
    "customers": "data/customers.parquet",
    "assignments": "data/assignments.parquet",
    "feedback": "data/feedback.csv",
    "support": "data/support.parquet",
    "sendlog": "data/sendlog.parquet",
    "logistics": "data/logistics.parquet",
    "coupons": "data/coupons.parquet",
}
PERIOD = "2026-W45"
BY = ("vip", "cart_open", "lapsed", "grade")
EXACT = ("n", "k", "status", "note", "excluded", "method", "matured_through", "fingerprint")
CLOSE = ("value", "se", "low", "high", "p_value", "adjusted_p_value")
PLACE = ("metric", "measure", "stage", "segment", "variant", "against", "period")


def copied(to: Path) -> Path:
    for name in DEFINITIONS:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("*.plan.yaml", "*.decision.yaml")
            shutil.copytree(ROOT / name, to / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, to / name)
    return to


def load(url: str, folder: Path) -> None:
    """Each file as a table with the file's own types, the CSV as text."""
    import psycopg

    with duckdb.connect() as files, psycopg.connect(url) as server:
        files.execute("SET TimeZone = 'UTC'")
        for table, path in TABLES.items():
            reader = "read_csv" if path.endswith(".csv") else "read_parquet"
            options = ", all_varchar = true" if path.endswith(".csv") else ""
            source = f"FROM {reader}('{folder / path}'{options})"
            columns = ", ".join(
                f'"{name}" {kind.replace("VARCHAR", "TEXT")}'
                for name, kind, *_ in files.execute(f"DESCRIBE {source}").fetchall()
            )
            rows = folder / f"{table}.copy.csv"
            files.execute(f"COPY ({source}) TO '{rows}' (FORMAT csv, HEADER false)")
            server.execute(f'DROP TABLE IF EXISTS public."{table}"')
            server.execute(f'CREATE TABLE public."{table}" ({columns})')
            with server.cursor().copy(f'COPY public."{table}" FROM STDIN (FORMAT csv)') as copy:
                copy.write(rows.read_bytes())
        server.execute("ANALYZE")


KPIS = (
    *("first_order", "cart_added", "order_value", "repeat_order", "order_again", "review", "nps"),
    *("unsubscribed", "complained", "csat", "effort", "mood", "enquiries"),
)


@pytest.fixture(scope="module")
def found(tmp_path_factory, postgres_url):
    """The estimates and readouts of both engines."""
    here = copied(tmp_path_factory.mktemp("files"))
    there = copied(tmp_path_factory.mktemp("server"))
    make(here, customers=2_000)
    load(postgres_url, here)
    text = (there / "journey.yaml").read_text(encoding="utf-8")
    for table, path in TABLES.items():
        assert f"read: {path}" in text
        text = text.replace(f"read: {path}", f"read: dw.public.{table}")
    text += "\nconnections:\n  dw: {postgresql: $STAGELIFT_TEST_PG}\n"
    (there / "journey.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STAGELIFT_TEST_PG", postgres_url)
        yield tuple(everything(root) for root in (here, there))


def everything(root: Path) -> dict[str, object]:
    with stagelift.open(root) as ws:
        # steps, visits, carts and money are compared in tests/data on small worlds
        told = {name: ws.metrics[name] for name in KPIS}
        kpis = ws.kpis(PERIOD, by=BY, history=3, metrics=told)
        readouts = {name: trial.readout() for name, trial in ws.experiments.items()}
        return {
            "kpis": (*kpis.past, *kpis.estimates),
            "readouts": readouts,
            "trust": ws.trust(),
            "said": {
                "voice": ws.voice(PERIOD).to_dicts(),
                "waits": ws.waits("first_response", PERIOD, by="platform").to_dicts(),
                "called": ws.waits("called_back", PERIOD).to_dicts(),
                "emotions": ws.emotions("mood", PERIOD).to_dicts(),
                "topics": ws.topics("enquiries", PERIOD, by="platform").to_dicts(),
                "answers": ws.answers("effort", PERIOD).to_dicts(),
                "weighted": ws.weighted("csat", PERIOD, by="sent_by").to_dicts(),
                "against": ws.answers("effort", PERIOD).against,
            },
            "engine": ws.engine.dialect,
        }


def test_two_engines_answered(found):
    assert [one["engine"] for one in found] == ["duckdb", "postgres"]


def same(ours, theirs):
    assert [tuple(getattr(e, f) for f in PLACE) for e in ours] == [
        tuple(getattr(e, f) for f in PLACE) for e in theirs
    ]
    for one, other in zip(ours, theirs, strict=True):
        place = [getattr(one, name) for name in PLACE]
        for name in EXACT:
            assert getattr(one, name) == getattr(other, name), (place, name)
        for name in CLOSE:
            # rounded to 12 digits; sums are exact on both, so the last digit may differ only in
            # what a different shift leaves of a variance
            expected = getattr(other, name)
            close = expected if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-15)
            assert getattr(one, name) == close, (place, name)


def test_kpis_are_equal(found):
    ours, theirs = (one["kpis"] for one in found)
    assert sum(e.n > 0 for e in ours) > 200
    assert any(e.metric == "order_value" and e.value for e in ours)
    same(ours, theirs)


def test_readouts_are_equal(found):
    ours, theirs = (one["readouts"] for one in found)
    assert list(ours) == list(theirs)
    assert sum(len(readout.estimates) > 0 for readout in ours.values()) >= 3
    for name, readout in ours.items():
        other = theirs[name]
        same(readout.estimates, other.estimates)
        assert readout.health == other.health
        assert readout.sentence == other.sentence
        assert readout.assigned == other.assigned
        assert readout.fingerprint == other.fingerprint


def test_trust_is_equal(found):
    ours, theirs = (one["trust"] for one in found)
    assert ours == theirs


def test_what_customers_say_is_equal(found):
    ours, theirs = (one["said"] for one in found)
    assert len(ours["voice"]) == 6
    for name, rows in ours.items():
        assert rows == theirs[name], name
