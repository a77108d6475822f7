"""What names, types and contents speak for; the columns are written down, nothing is read."""

from __future__ import annotations

from stagelift.workspace.connecting.guess import guess
from stagelift.workspace.connecting.profile import FORMS, Column
from stagelift.workspace.connecting.words import perhaps_personal, personal, plain


def column(name, kind="text", *, filled=1000, distinct=1000, **forms):
    known = {**dict.fromkeys(FORMS, 0), **dict.fromkeys(forms, filled)}
    return Column(name, kind, 1000, filled, distinct, known)


def times(name, **more):
    return column(name, "timestamptz", **more)


def few(name, distinct=5):
    return column(name, distinct=distinct)


def test_events_of_an_app():
    columns = (
        column("event_id"),
        column("user_id", distinct=200),
        times("ts"),
        few("event_name"),
        few("os"),
        times("ingested_at"),
    )
    found = guess(columns, "events")
    assert found.role == "events"
    assert found.columns == {
        "customer": "user_id",
        "time": "ts",
        "event": "event_name",
        "event_id": "event_id",
        "ingested": "ingested_at",
    }
    assert found.keep == {"os": "os"}


def test_orders_are_one_event_and_their_number_is_both_ids():
    columns = (
        column("주문번호"),
        column("회원번호", distinct=300),
        column("주문일시", wall=True),
        column("결제금액", "integer", number=True),
    )
    found = guess(columns, "매출_202611")
    assert found.columns == {
        "customer": "회원번호",
        "time": "주문일시",
        "event": "'ordered'",
        "value": "결제금액",
        "event_id": "주문번호",
        "order_id": "주문번호",
    }


def test_the_journey_s_own_word_for_an_event_is_taken():
    columns = (column("member_no", distinct=300), times("created_at"))
    assert guess(columns, "fct_orders").columns["event"] == "'ordered'"
    assert guess(columns, "fct_orders", ["order_paid"]).columns["event"] == "'order_paid'"
    assert guess(columns, "app_log").columns["event"] == "'app_log'"


def test_a_survey_is_known_by_its_score():
    columns = (
        column("member_no"),
        column("q1", distinct=11, filled=150, scale=True, number=True),
        column("sent_at", wall=True),
        column("done_at", filled=150, wall=True),
        few("question", 1),
    )
    found = guess(columns, "surveys")
    assert found.role == "surveys"
    assert found.columns["score"] == "q1"
    assert (found.columns["invited"], found.columns["answered"]) == ("sent_at", "done_at")


def test_one_row_a_customer_is_a_table_of_customers_with_consent():
    columns = (
        column("member_no"),
        few("grade", 4),
        column("ad_email_yn", distinct=2, yes_no=True),
        column("야간수신동의", distinct=2, yes_no=True),
    )
    found = guess(columns, "dim_member")
    assert (found.role, found.columns) == ("customers", {"customer": "member_no"})
    assert found.keep == {"grade": "grade"}
    assert found.consent == {"email": "ad_email_yn", "night": "야간수신동의"}


def test_assignments_and_contracts():
    assigned = (column("user_id"), few("experiment", 2), few("variant", 2), times("assigned_at"))
    assert guess(assigned, "assignments").role == "assignments"
    contract = (
        column("customer_id"),
        column("start_date", "date"),
        column("end_date", "date", filled=200),
        column("mrr", "decimal"),
    )
    found = guess(contract, "subscriptions")
    assert found.role == "contracts"
    assert list(found.columns) == ["customer", "start", "end", "mrr"]


def test_a_role_that_was_asked_for_is_kept():
    columns = (column("user_id"), times("ts"), few("event"))
    assert guess(columns, "x", role="customers").columns == {"customer": "user_id"}


def test_a_device_beside_an_id_that_is_missing_in_some_rows():
    rows = (column("device_id"), times("ts"), few("event"))
    assert guess((column("user_id", filled=400), *rows), "app").device == "device_id"
    assert guess((column("user_id"), *rows), "app").device == ""
    assert guess(rows, "app").columns["customer"] == "device_id"


def test_a_person_comes_before_a_device_and_an_own_id_before_a_tool_s():
    rows = (times("ts"), few("event"))
    for names in (("device_id", "user_id"), ("user_id", "member_no"), ("id", "externalUserId")):
        columns = (*(column(name, distinct=300) for name in names), *rows)
        assert guess(columns, "app").columns["customer"] == names[1]


def test_the_type_of_something_else_is_no_event():
    columns = (column("household", distinct=300), few("campaign_type"), times("day"))
    assert guess(columns, "offers").columns["event"] == "'offers'"
    event = few("app_event")
    assert guess((*columns, event), "offers").columns["event"] == "app_event"


def test_what_cannot_be_told_is_left_out():
    found = guess((column("a", "float"), column("b", "boolean")), "x")
    assert (found.role, found.columns) == ("events", {})


def test_names_are_compared_in_one_form():
    assert plain("$insertId") == plain("insert-id") == plain("Insert ID") == "insert_id"
    assert plain("회원 번호") == "회원번호"


def test_names_that_point_to_a_person():
    for name in ("userId", "member_no", "email", "휴대폰번호", "수신번호", "성명", "first_name"):
        assert personal(name), name
    for name in ("event_name", "campaign_id", "os", "결제금액", "주문일시"):
        assert not personal(name), name
    assert perhaps_personal("order_no")
    assert not perhaps_personal("amount")
