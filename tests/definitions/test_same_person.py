from __future__ import annotations

import pytest

from stagelift.definitions import Journey, read_workspace
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.same_person import IdColumn, same_person_of

SOURCES = {"app": "user_id", "orders": "member_no", "braze": "id", "web": "cookie"}


def journey(same_person, **more):
    sources = {
        name: {"read": f"{name}.csv", "customer": customer, "time": "at", "event": "what"}
        for name, customer in {**SOURCES, **more}.items()
    }
    return Journey(zone="UTC", stages={"a": "b"}, sources=sources, same_person=same_person)


def ladder(same_person, source, **more):
    said = same_person_of(journey(same_person, **more))
    return [one.column for one in said.ladder(source)]


def test_nothing_said_is_nothing_to_do():
    assert same_person_of(journey({})) is None


def test_the_member_is_asked_before_the_device():
    same = {"app.device_id": "app.user_id"}
    assert ladder(same, "app") == ["user_id", "device_id"]
    assert ladder(same, "app", app="device_id") == ["user_id", "device_id"]
    assert ladder(same, "orders") == []


def test_a_customer_beside_both_is_asked_last():
    assert ladder({"app.device": "app.user"}, "app", app="distinct_id") == [
        *("user", "device", "distinct_id"),
    ]


def test_an_id_shared_with_another_source_is_stronger_than_the_sender_s_own():
    same = {"braze.external": "orders.member_no"}
    assert ladder(same, "braze") == ["external", "id"]
    assert ladder(same, "orders") == []


def test_the_other_side_leads_to_the_customers_of_its_source():
    same = {"braze.external": "orders.mail"}
    assert ladder(same, "orders") == ["member_no", "mail"]
    assert ladder(same, "braze") == ["external", "id"]


def test_a_device_of_two_sources_leads_to_the_customers_of_both():
    same = {"app.device_id": "app.user_id", "web.device": "app.device_id"}
    assert ladder(same, "web") == ["cookie", "device"]


def test_a_source_that_names_the_same_ids_needs_no_look_up():
    assert ladder({"app.user_id": "orders.member_no"}, "app") == []


def test_the_column_may_be_a_path_or_an_expression():
    assert IdColumn.parse("ga4.event_params.uid") == IdColumn("ga4", "event_params.uid")
    assert IdColumn.parse("app.lower(mail)").column == "lower(mail)"


def test_a_pair_with_an_unknown_source_is_left_to_whoever_checks_names():
    assert same_person_of(journey({"ap.device": "app.user_id"})) is None


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ({"app": "app.user_id"}, "'app' is not a column of a source; write 'app.device_id'"),
        ({"app.x": "app."}, "'app.' is not a column of a source"),
        ({"app.x": "app.x"}, "'app.x' is said to be the same as itself"),
        ({"app.x": "app.y", "app.y": "app.x"}, "the ids lead in a circle: "),
        ({"app.x": "web.y", "web.y": "web.z", "web.z": "app.x"}, "the ids lead in a circle: "),
    ],
)
def test_what_leads_nowhere_is_refused(same, said):
    with pytest.raises(Mistake) as caught:
        same_person_of(journey(same))
    assert said in caught.value.message


def test_the_mistake_is_told_with_its_line(tmp_path):
    (tmp_path / "journey.yaml").write_text(
        "country: KR\nsources:\n  app: {read: a.csv, customer: u, time: t, event: e}\n"
        "stages: {a: b}\nsame_person:\n  app.d: app.u\n  app: app.u\n"
    )
    _, issues = read_workspace(tmp_path, kinds={})
    assert [str(issue) for issue in issues] == [
        "journey.yaml:7: same_person.app: 'app' is not a column of a source; write 'app.device_id'"
    ]
