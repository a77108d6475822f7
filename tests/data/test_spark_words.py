"""What journey.yaml says of Spark, and queries in Spark's words: nothing here starts it."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from sqlglot import exp, parse_one

from needed import need
from stagelift.data import sql
from stagelift.data.engine import open_engine
from stagelift.data.spark.engine import SparkEngine
from stagelift.data.spark.parts import shared_parts
from stagelift.data.spark.rendering import rendered
from stagelift.data.spark.session import Address, _require_java
from stagelift.definitions import Journey
from stagelift.errors import DataError, DefinitionError, EngineError

EVENTS = {"customer": "id", "time": "at", "event": "what"}


def journey(read="data/app.parquet", **more):
    sources = {"app": {"read": read, **EVENTS}}
    return Journey(zone="UTC", sources=sources, stages={"seen": "visited"}, **more)


@pytest.mark.parametrize(
    ("more", "master", "settings"),
    [
        ({"engine": "spark"}, "local[*]", ()),
        ({"engine": "lake", "connections": {"lake": {"spark": "yarn"}}}, "yarn", ()),
        (
            {
                "read": "lake.mart.events",
                "connections": {
                    "lake": {"spark": "$LAKE", "settings": {"spark.hadoop.secret": "$KEY"}}
                },
            },
            "spark://lake:7077",
            (("spark.hadoop.secret", "hush"),),
        ),
    ],
)
def test_one_line_chooses_spark(more, master, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("LAKE", "spark://lake:7077")
    monkeypatch.setenv("KEY", "hush")
    engine = open_engine(journey(**more), tmp_path)
    assert isinstance(engine, SparkEngine)
    assert (engine.address.master, engine.address.settings) == (master, settings)
    engine.close()  # nothing was started


def test_files_stay_with_the_embedded_engine_and_places_do_not_mix(tmp_path, monkeypatch):
    lake = {"lake": {"spark": "local"}}
    assert open_engine(journey(connections=lake), tmp_path).dialect == "duckdb"
    both = {**lake, "dw": {"postgresql": "$DW"}}
    with pytest.raises(DataError, match="must lie in one place"):
        open_engine(journey("dw.events", connections=both, engine="lake"), tmp_path)
    monkeypatch.delenv("LAKE", raising=False)
    with pytest.raises(DataError, match="variable LAKE is not set"):
        open_engine(journey(engine="l", connections={"l": {"spark": "$LAKE"}}), tmp_path)


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        ({"spark": "localhost"}, "where Spark runs is expected"),
        ({"spark": "sc://host/;token=abc"}, "a secret never stands in a file"),
        (
            {"spark": "yarn", "settings": {"spark.hadoop.fs.s3a.secret.key": "abc"}},
            "'spark.hadoop.fs.s3a.secret.key' is a secret",
        ),
    ],
)
def test_a_connection_that_cannot_be_is_refused(connection, said):
    with pytest.raises(DefinitionError, match=said):
        journey(connections={"lake": connection})


def test_what_spark_would_take_otherwise():
    number = exp.Window(this=exp.RowNumber())
    below = exp.RegexpReplace(
        this=sql.column("a"), expression=sql.text("([.])x"), replacement=sql.text("\\1")
    )
    median = parse_one("percentile_cont(0.5) within group (order by a)", dialect="postgres")
    assert rendered(exp.select(number, below, median)) == (
        "SELECT ROW_NUMBER() OVER (ORDER BY MONOTONICALLY_INCREASING_ID()),"
        " REGEXP_REPLACE(`a`, '([.])x', '$1'), PERCENTILE(a, 0.5)"
    )
    marked = parse_one("WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a", dialect="postgres")
    assert rendered(marked) == "WITH a AS (SELECT 1) SELECT * FROM a"


def test_parts_read_twice_are_apart_and_the_others_stay():
    query = parse_one(
        "WITH a AS (SELECT 1 AS x), b AS (SELECT a.x FROM a), c AS (SELECT * FROM b, b AS d)"
        " SELECT b.x FROM b JOIN c ON c.x = b.x"
    )
    ((name, part),), rest = shared_parts(query)
    assert part.sql() == "WITH a AS (SELECT 1 AS x) SELECT a.x FROM a"
    assert rest.sql() == (
        f'WITH c AS (SELECT * FROM "{name}" AS "b", "{name}" AS "d")'
        f' SELECT b.x FROM "{name}" AS "b" JOIN c ON c.x = b.x'
    )
    assert query.sql().startswith("WITH a AS")  # what came is as it was


def test_a_part_that_hides_another_keeps_its_own_inside():
    query = parse_one(
        "WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a), c AS (WITH a AS (SELECT 2 AS x)"
        " SELECT b.x FROM b, a) SELECT * FROM c, c AS d"
    )
    [(_, part)], _ = shared_parts(query)
    assert part.sql() == (
        "WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a)"
        " SELECT * FROM (WITH a AS (SELECT 2 AS x) SELECT b.x FROM b, a) AS own"
    )


def test_without_java_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"Spark needs Java 17.*apt install"):
        _require_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="where no bin/java is"):
        _require_java()


@pytest.mark.engine
def test_a_lost_session_and_a_refused_right_are_one_line_each(tmp_path):
    need(find_spec("pyspark"), "no pyspark here", without="STAGELIFT_NO_SPARK")
    from py4j import protocol as py4j

    engine = SparkEngine(Address("lake", "local"), tmp_path)

    class Gone:
        def sql(self, _: str) -> None:
            raise py4j.Py4JNetworkError("Answer from Java side is empty")

    engine.__dict__["_session"] = Gone()
    with pytest.raises(EngineError, match="connection 'lake': the session was lost; run"):
        engine.run(exp.select("1"))

    class Refusing:
        def sql(self, _: str) -> None:
            from pyspark.errors import AnalysisException

            raise AnalysisException("[DENIED] Permission denied: user=kim, access=READ\n  at x.y")

    engine.__dict__["_session"] = Refusing()
    with pytest.raises(EngineError) as caught:
        engine.run(exp.select("1"))
    assert str(caught.value).endswith("Permission denied: user=kim, access=READ")
