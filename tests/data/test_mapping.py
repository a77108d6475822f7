from __future__ import annotations

import pytest

from stagelift.data.contract import Contract
from stagelift.data.mapping import check_source
from stagelift.errors import DefinitionError

from .worlds import World

TYPED = {
    "id": "bigint",
    "half": "float8",
    "ts": "timestamp",
    "day": "date",
    "z": "timestamptz",
    "name": "text",
    "amount": "decimal(12, 2)",
    "ok": "boolean",
}


def issues(world: World, **source):
    world.typed("app", TYPED, [[None] * len(TYPED)])
    journey = world.journey({"app": source})
    return [str(issue) for issue in check_source(world.engine(journey), journey.sources["app"])]


def test_a_mapping_that_fits_has_no_issue(world: World):
    fits = {"customer": "id", "time": "z", "event": "'ordered'", "value": "amount * 2"}
    assert issues(world, **fits, keep={"label": "name"}) == []


def test_every_mistake_of_a_source_comes_at_once(world: World):
    found = issues(
        world,
        customer="idd",
        time="ts",
        event="name",
        value="amout - 1",
        keep={"os": "platform"},
    )
    listed = "there are id, half, ts, day, z, name, amount, ok"
    assert found == [
        f"sources.app.customer: no column 'idd'; {listed}. Did you mean 'id'?",
        "sources.app.time: column 'ts' holds times without an offset; say zone: Asia/Seoul",
        f"sources.app.value: no column 'amout'; {listed}. Did you mean 'amount'?",
        f"sources.app.keep.os: no column 'platform'; {listed}",
    ]


@pytest.mark.parametrize("column", ["ts", "day"])
def test_a_typed_naive_column_needs_a_zone_once(world: World, column):
    assert issues(world, customer="id", time=column, event="name") == [
        f"sources.app.time: column '{column}' holds times without an offset; say zone: Asia/Seoul"
    ]
    assert issues(world, customer="id", time=column, event="name", zone="Asia/Seoul") == []


@pytest.mark.parametrize(
    ("key", "column", "expected"),
    [
        ("customer", "half", "floating-point numbers; customer takes integers or text"),
        ("customer", "amount", "decimals; customer takes integers or text"),
        ("time", "ok", "true and false; time takes integers or decimals"),
        ("value", "z", "instants; value takes integers or decimals"),
    ],
)
def test_a_column_of_another_type_is_refused(world: World, key, column, expected):
    columns = {"customer": "id", "time": "z", "event": "name", key: column}
    (found,) = issues(world, **columns)
    assert found.startswith(f"sources.app.{key}: column '{column}' holds {expected}")


def test_an_expression_the_engine_cannot_compute_is_named(world: World):
    (found,) = issues(world, customer="id", time="z", event="name", value="amount - z")
    assert found.startswith("sources.app.value: 'amount - z' cannot be computed: ")


def test_consent_columns_are_checked_too(world: World):
    source = {"as": "customers", "customer": "id", "consent": {"email": "okay"}}
    (found,) = issues(world, **source)
    assert found.startswith("sources.app.consent.email: no column 'okay'")


def test_a_contract_stops_with_the_mistakes_of_all_sources(world: World):
    world.text("app", ["id", "ts"], [["a", "b"]])
    world.text("crm", ["id"], [["a"]])
    journey = world.journey(
        {
            "app": {"customer": "idd", "time": "ts", "event": "'x'"},
            "crm": {"as": "customers", "customer": "member"},
        }
    )
    with pytest.raises(DefinitionError) as caught:
        Contract(world.engine(journey), journey, 0).query("events", ["at"])
    assert [issue.where for issue in caught.value.issues] == [
        "sources.app.customer",
        "sources.crm.customer",
    ]
