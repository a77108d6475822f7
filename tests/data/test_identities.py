"""Ids of one person: every expectation is counted by hand, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stagelift.data.contract import Contract
from stagelift.data.identities import Joined
from stagelift.data.matching import match_rates
from stagelift.data.zones import to_us
from stagelift.errors import DefinitionError

from .worlds import AS_OF, World, rows_of

APP = {"customer": "user_id", "time": "at", "event": "what"}
ORDERS = {"customer": "member_no", "time": "at", "event": "'ordered'"}
DEVICES = {"app.device_id": "app.user_id"}


def day(number: int) -> str:
    return f"2026-10-{number:02} 10:00:00+09:00"


def shop(world: World) -> None:
    """Kim on two devices, Lee and Park sharing one, and a device nobody logged in on."""
    world.text(
        "app",
        ["user_id", "device_id", "at", "what"],
        [
            ["", "d1", day(1), "visited"],  # Kim, before the login
            ["kim", "d1", day(2), "logged_in"],
            ["kim", "d2", day(3), "visited"],
            ["", "d2", day(4), "visited"],  # Kim, after the logout
            ["lee", "d3", day(1), "visited"],
            ["park", "d3", day(2), "visited"],
            ["", "d3", day(3), "visited"],  # Lee or Park: nobody knows
            ["", "d4", day(3), "visited"],  # nobody ever logged in
            ["choi", "", day(5), "visited"],
            ["", "", day(6), "visited"],  # neither id: rejected
        ],
    )
    world.text(
        "orders", ["member_no", "at"], [["kim", day(7)], ["lee", day(8)], ["stranger", day(9)]]
    )


def contract(
    world: World,
    same_person: dict[str, str],
    sources: dict[str, dict[str, object]] | None = None,
    as_of: datetime = AS_OF,
) -> Contract:
    made = world.journey(sources or {"app": APP, "orders": ORDERS})
    journey = made.model_copy(update={"same_person": same_person})
    return Contract(world.engine(journey), journey, to_us(as_of))


def customers(found: Contract, role: str = "events") -> list[str]:
    return [str(row[0]) for row in rows_of(found, role, [])]


def test_rows_before_a_login_count_for_the_member_of_their_device(world):
    shop(world)
    found = contract(world, DEVICES)
    app = [row[0] for row in found.engine.run(found.required("events", (), source="app"))]
    # d3 was seen with two members: its own anonymous row stays the device's
    assert sorted(app) == ["choi", "d3", "d4", "kim", "kim", "kim", "kim", "lee", "park"]
    assert found.counts("events").rejected == {"missing_customer": 1}


def test_what_became_of_the_devices_is_counted(world):
    shop(world)
    [joined] = contract(world, DEVICES).joined()
    assert joined == Joined(column="app.device_id", ids=4, joined=2, ambiguous=1)
    assert joined.alone == 1


def test_it_makes_no_difference_which_of_the_two_is_called_the_customer(world):
    shop(world)
    by_user = customers(contract(world, DEVICES))
    by_device = {"app": {**APP, "customer": "device_id"}, "orders": ORDERS}
    assert customers(contract(world, DEVICES, by_device)) == by_user


def test_without_the_key_nothing_changes(world):
    shop(world)
    found = contract(world, {})
    assert sorted(set(customers(found))) == ["choi", "kim", "lee", "park", "stranger"]
    assert found.joined() == ()
    assert found.counts("events").rejected == {"missing_customer": 5}


def test_a_sender_s_id_leads_over_its_external_id_to_the_member(world):
    world.text("orders", ["member_no", "at"], [["kim", day(7)], ["lee", day(8)]])
    world.text(
        "braze",
        ["id", "external", "at", "what"],
        [
            ["b1", "kim", day(1), "sent"],
            ["b1", "", day(2), "opened"],
            ["b2", "", day(3), "sent"],
            ["b3", "lee", day(3), "sent"],
        ],
    )
    braze = {"customer": "id", "time": "at", "event": "what"}
    sources = {"orders": ORDERS, "braze": braze}
    found = contract(world, {"braze.external": "orders.member_no"}, sources)
    assert customers(found) == ["b2", "kim", "kim", "kim", "lee", "lee"]
    assert [one.alone for one in found.joined()] == [1]


def test_a_chain_of_ids_ends_at_the_customer(world):
    """A cookie leads to a device, the device to a user, whose ids are those of the orders."""
    world.text("orders", ["member_no", "at"], [["kim", day(7)]])
    world.text(
        "app",
        ["device", "user_id", "at", "what"],
        [["d1", "kim", day(1), "visited"], ["d2", "", day(1), "visited"]],
    )
    world.text(
        "web",
        ["cookie", "app_device", "at", "what"],
        [["c1", "d1", day(1), "seen"], ["c1", "", day(2), "seen"], ["c9", "", day(2), "seen"]],
    )
    sources = {
        "orders": ORDERS,
        "app": {"customer": "device", "time": "at", "event": "what"},
        "web": {"customer": "cookie", "time": "at", "event": "what"},
    }
    same = {
        "web.cookie": "web.app_device",
        "web.app_device": "app.device",
        "app.device": "app.user_id",
        "app.user_id": "orders.member_no",
    }
    assert customers(contract(world, same, sources)) == ["c9", "d2", "kim", "kim", "kim", "kim"]


def test_two_sources_of_one_device_are_pooled(world):
    """Each source alone knows one member of the device; both together know two."""
    for name, who in (("app", "kim"), ("web", "lee")):
        rows = [[who, "d1", day(1), "visited"], ["", "d1", day(2), "visited"]]
        world.text(name, ["user_id", "device_id", "at", "what"], rows)
    sources = {"app": APP, "web": APP}
    alone = contract(world, {**DEVICES, "web.device_id": "web.user_id"}, sources)
    assert customers(alone) == ["kim", "kim", "lee", "lee"]
    same = {**DEVICES, "web.device_id": "app.device_id"}
    # a row's own member counts; the rows without one stay the device's
    assert customers(contract(world, same, sources)) == ["d1", "d1", "kim", "lee"]


def test_pairs_are_learnt_from_what_was_known_then(world):
    shop(world)
    before = contract(world, DEVICES, as_of=datetime(2026, 10, 2, tzinfo=UTC))
    assert customers(before) == ["d1", "lee"]  # Kim logs in later on that day


def test_integer_ids_stay_integers_and_meet_texts_as_text(world):
    columns = {"user_id": "bigint", "device_id": "bigint", "at": "timestamptz", "what": "varchar"}
    rows = [[7, 100, day(1), "visited"], [None, 100, day(2), "visited"]]
    world.typed("app", columns, rows)
    found = contract(world, DEVICES, {"app": APP})
    assert found.engine.run(found.required("events", ())) == [(7,), (7,)]
    world.text("orders", ["member_no", "at"], [["7", day(7)]])
    assert set(customers(contract(world, DEVICES))) == {"7"}


def test_attributes_of_two_ids_of_one_person_become_one_customer(world):
    shop(world)
    world.text(
        "people",
        ["who", "device_id", "grade", "since"],
        [["", "d1", "new", day(1)], ["kim", "d1", "gold", day(2)], ["lee", "", "gold", day(1)]],
    )
    people = {
        "as": "customers",
        "customer": "who",
        "valid_from": "since",
        "keep": {"grade": "grade"},
    }
    sources = {"app": APP, "orders": ORDERS, "people": people}
    found = contract(world, {**DEVICES, "people.device_id": "app.device_id"}, sources)
    assert rows_of(found, "customers", ["grade"]) == [("kim", "gold"), ("lee", "gold")]


def test_an_id_may_be_an_expression(world):
    shop(world)
    found = contract(world, {"app.upper(device_id)": "app.lower(user_id)"})
    assert "D4" in customers(found)
    assert customers(found).count("kim") == 5


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ({"app.devise_id": "app.user_id"}, "same_person.app.devise_id: no column 'devise_id'"),
        ({"app.device_id": "app.user"}, "same_person.app.device_id: no column 'user'"),
    ],
)
def test_a_column_that_is_not_there_is_named(world, same, said):
    shop(world)
    with pytest.raises(DefinitionError, match="Did you mean") as caught:
        contract(world, same).counts("events")
    assert said in str(caught.value)


def test_match_rates_count_joined_customers(world):
    shop(world)
    found = {one.source: (one.customers, one.known) for one in match_rates(contract(world, {}))}
    assert found == {"app": (4, 2), "orders": (3, 2)}  # kim and lee are in both
    joined = {
        one.source: (one.customers, one.known) for one in match_rates(contract(world, DEVICES))
    }
    assert joined == {"app": (6, 2), "orders": (3, 2)}  # d3 and d4 are customers of their own
    assert match_rates(contract(world, {}, {"app": APP})) == ()
