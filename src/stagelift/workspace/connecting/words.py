"""The names columns usually have, in English and Korean, by what they hold."""

from __future__ import annotations

import re

# Best first: an id the company set before one a tool made, a person before a device.
CUSTOMER = (
    *("external_user_id", "member_no", "member_id", "customer_id", "customer_no", "cust_id"),
    *("customer", "member", "회원번호", "고객번호", "회원id", "고객id", "회원코드", "고객코드"),
    *("user_id", "user_no", "uid", "user", "사용자id", "유저id", "account_id", "account_no"),
    *("client_id", "contact_id", "subscriber_id", "recipient_id", "person_id", "profile_id"),
    *(
        "respondent_id",
        "household_key",
        "household_id",
        "household",
        "아이디",
        "distinct_id",
        "who",
    ),
    *("email", "email_address", "to_email", "recipient", "이메일", "수신자", "phone"),
    *("phone_number", "mobile", "수신번호", "전화번호", "휴대폰번호", "휴대폰", "핸드폰번호"),
    *("user_pseudo_id", "anonymous_id", "device_id", "visitor_id", "client"),
)
DEVICE = (
    *("device_id", "user_pseudo_id", "anonymous_id", "visitor_id", "cookie_id", "session_user_id"),
    *("client_id", "fullvisitorid", "idfv", "기기id", "디바이스id"),
)
TIME = (
    *("time", "event_time", "event_timestamp", "timestamp", "ts", "occurred_at", "happened_at"),
    *("happened", "event_at", "datetime", "date_time", "created_at", "ordered_at", "order_date"),
    *("purchased_at", "assigned_at", "sent_at", "at", "date", "event_date", "day", "일시"),
    *(
        "시각",
        "이벤트일시",
        "이벤트시각",
        "발생일시",
        "주문일시",
        "결제일시",
        "구매일시",
        "접속일시",
    ),
    *("발송일시", "등록일시", "생성일시", "일자", "날짜", "주문일", "구매일"),
)
INGESTED = (
    *("ingested_at", "ingested", "loaded_at", "load_time", "received_at", "received"),
    *("server_received_at", "server_upload_time", "upload_time", "inserted_at", "etl_loaded_at"),
    *("fivetran_synced", "airbyte_extracted_at", "sdc_batched_at", "적재일시", "수집일시"),
)
EVENT = (
    *("event", "event_name", "event_type", "eventname", "action", "activity", "kind", "type"),
    *("what", "이벤트", "이벤트명", "행동", "행동유형"),
)
EVENT_ID = (
    *("event_id", "insert_id", "message_uuid", "uuid", "receipt_id", "row_id", "id", "order_no"),
    *("order_id", "transaction_id", "이벤트id", "주문번호", "일련번호"),
)
VALUE = (
    *("value", "net_amount", "amount", "revenue", "total_amount", "order_amount", "total"),
    *(
        "payment",
        "price",
        "sales",
        "sales_value",
        "금액",
        "결제금액",
        "주문금액",
        "구매금액",
        "매출",
    ),
)
ORDER_ID = ("order_id", "order_no", "transaction_id", "주문번호")
CART_ID = ("cart_id", "cart_no", "basket_id", "장바구니번호")
SESSION = ("session_id", "session", "ga_session_id", "세션id")
CHANNEL = ("channel", "medium", "채널", "발송채널", "발송유형")
MESSAGE = (
    *("message", "template", "template_code", "template_id", "message_name", "campaign_name"),
    *("campaign", "템플릿", "템플릿코드", "캠페인", "캠페인명", "메시지"),
)
EXPERIMENT = ("experiment", "experiment_name", "experiment_id", "test_name", "실험", "실험명")
VARIANT = ("variant", "variation", "variation_name", "variant_name", "arm", "실험군", "그룹")
STAGE = ("stage", "journey_stage", "단계", "여정단계")
SCORE = (
    *("score", "nps", "nps_score", "rating", "q1", "answer", "recommend", "likelihood"),
    *("점수", "nps점수", "추천점수", "추천의향", "응답점수", "평점"),
)
INVITED = ("invited_at", "invited", "asked_at", "sent_at", "survey_sent_at", "발송일시", "요청일시")
ANSWERED = (
    *("answered_at", "answered", "responded_at", "response_date", "submitted_at", "completed_at"),
    *("done_at", "응답일시", "응답일", "제출일시"),
)
COMMENT = ("comment", "comments", "feedback", "verbatim", "의견", "사유", "코멘트", "주관식")
INSTRUMENT = ("instrument", "survey", "survey_name", "question", "문항", "설문", "설문명")
START = (
    *("start", "start_date", "started_at", "contract_start", "subscribed_at", "subscription_start"),
    *("시작일", "가입일", "계약시작일", "개통일"),
)
END = (
    *("end", "end_date", "ended_at", "contract_end", "cancelled_at", "canceled_at", "churned_at"),
    *("종료일", "해지일", "계약종료일"),
)
MRR = ("mrr", "monthly_fee", "monthly_price", "plan_price", "월요금", "월정액")
VALID_FROM = ("valid_from", "dbt_valid_from", "effective_from")
VALID_TO = ("valid_to", "dbt_valid_to", "effective_to")
HOUSEHOLD = ("household", "household_id", "household_key", "가구번호")

# Words in a name that point to a person, so that examples are shown by their form alone.
PERSON = frozenset(
    (
        *("customer", "member", "user", "contact", "subscriber", "recipient", "person", "profile"),
        *("household", "respondent", "email", "mail", "phone", "mobile", "tel", "address", "addr"),
        *("anonymous", "visitor", "distinct", "pseudo", "cookie", "device"),
        *("birth", "birthday", "birthdate", "ssn", "who", "to", "uid", "comment", "feedback"),
        *("이름", "성명", "주소", "생년월일", "연락처", "의견", "사유", "수신번호", "발신번호"),
    )
)
PERSON_PARTS = ("회원", "고객", "아이디", "이메일", "전화", "휴대폰", "핸드폰", "주소")
PERSON_NAMES = frozenset(("name", "full_name", "first_name", "last_name", "nickname", "gcn"))
# Words that do so where there are many values: a device is near to a person, an app is not.
PERHAPS = frozenset(("id", "no", "key", "ip", "uuid", "token", "name"))
# What a table of one kind of event is called, and the event it holds.
ONE_EVENT = {
    **dict.fromkeys(("order", "orders", "purchase", "purchases", "주문", "구매"), "ordered"),
    **dict.fromkeys(("visit", "visits", "session", "sessions", "방문", "접속"), "visited"),
    **dict.fromkeys(("review", "reviews", "리뷰", "후기"), "review_written"),
    **dict.fromkeys(("cart", "carts", "장바구니"), "cart_added"),
    **dict.fromkeys(("return", "returns", "refund", "refunds", "반품", "환불"), "returned"),
    **dict.fromkeys(("signup", "signups", "registration", "회원가입", "가입"), "signed_up"),
}


def plain(name: str) -> str:
    """A column's name in one form: lower case, words joined by `_`.

    Args:
        name: As the source spells it.

    Returns:
        The form the lists of this module are in.

    Example:
        >>> plain("$insertId"), plain("Event Name"), plain("회원 번호")
        ('insert_id', 'event_name', '회원번호')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    joined = re.sub(r"[^0-9a-z가-힣]+", "_", spaced.casefold()).strip("_")
    return re.sub(r"(?<=[가-힣])_|_(?=[가-힣])", "", joined)


def personal(name: str) -> bool:
    """Whether a column's name says that its values point to a person.

    Args:
        name: As the source spells it.

    Returns:
        True for ids, names, addresses and free text of people.

    Example:
        >>> personal("memberNo"), personal("event_name"), personal("os")
        (True, False, False)
    """
    found = plain(name)
    said = bool(PERSON & set(found.split("_"))) or found in PERSON_NAMES
    return said or any(part in found for part in PERSON_PARTS)


def perhaps_personal(name: str) -> bool:
    """Whether a column's name leaves it open: it names a thing that has an id.

    Args:
        name: As the source spells it.

    Returns:
        True for ids and names of orders, sessions, devices.

    Example:
        >>> perhaps_personal("session_id"), perhaps_personal("amount")
        (True, False)
    """
    found = plain(name)
    return bool(PERHAPS & set(found.split("_"))) or found.endswith("번호")
