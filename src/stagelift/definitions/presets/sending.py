"""Logs of tools that send: SendGrid, Twilio, and Korean agencies for Kakao and text messages."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset, renamed

SENDGRID_NAMES = (
    ("processed", "sent"),
    ("open", "opened"),
    ("click", "clicked"),
    ("bounce", "bounced"),
    ("spamreport", "complained"),
    ("unsubscribe", "unsubscribed"),
    ("group_unsubscribe", "unsubscribed"),
)
MACHINE = (
    "event = 'open' AND lower(cast(sg_machine_open AS text)) = 'true'",
    "'opened_by_machine'",
)
SENDGRID = Preset(
    name="sendgrid",
    title=Label.accept({"en": "SendGrid event webhook", "ko": "SendGrid 이벤트 웹훅"}),
    role="events",
    columns=(
        ("customer", "email"),
        ("time", '"timestamp"'),
        ("event", renamed("event", SENDGRID_NAMES, first=(MACHINE,))),
        ("event_id", "sg_event_id"),
        ("channel", "'email'"),
        ("message", "coalesce(singlesend_name, marketing_campaign_name, sg_template_name)"),
    ),
    keep=(("url", "url"), ("reason", "reason")),
    signature=("email", "timestamp", "event", "sg_event_id", "sg_message_id"),
    optional=(
        *("singlesend_name", "marketing_campaign_name", "sg_template_name", "sg_machine_open"),
        *("url", "reason"),
    ),
    file_name="sendgrid",
    event_names=SENDGRID_NAMES,
    documents=(
        "timestamp is seconds since 1970 UTC; sg_event_id tells copies of an event sent again; the "
        "customer is the address unless a custom argument carries an id."
    ),
)
TWILIO_NAMES = (
    ("undelivered", "bounced"),
    ("failed", "bounced"),
    ("read", "opened"),
    ("received", "replied"),
)
TWILIO = Preset(
    name="twilio",
    title=Label.accept({"en": "Twilio message logs", "ko": "Twilio 메시지 로그"}),
    role="events",
    columns=(
        ("customer", 'CASE WHEN direction = \'inbound\' THEN "from" ELSE "to" END'),
        ("time", "coalesce(date_sent, date_created)"),
        ("event", renamed("status", TWILIO_NAMES)),
        ("event_id", "sid"),
        ("channel", "CASE WHEN \"to\" LIKE 'whatsapp:%' THEN 'whatsapp' ELSE 'sms' END"),
        ("value", "abs(price)"),
    ),
    keep=(("error_code", "error_code"), ("segments", "num_segments")),
    zone="UTC",
    signature=("sid", "account_sid", "date_sent", "to", "from", "status", "direction"),
    optional=("date_created", "price", "error_code", "num_segments"),
    file_name="twilio|messages",
    event_names=TWILIO_NAMES,
    documents=(
        "a day file of the bulk export has one record a message in its last state; dates are UTC "
        "in ISO 8601; value is what the message cost; the customer is the telephone number."
    ),
)
KAKAO_NAMES = (("성공", "delivered"), ("실패", "bounced"), ("대기", "sent"))
KAKAO_CHANNEL = (
    "CASE WHEN 발송유형 IN ('알림톡', '친구톡', '브랜드메시지') THEN 'kakao' "
    "WHEN 발송유형 IN ('SMS', 'LMS', 'MMS', '문자') THEN 'sms' ELSE 발송유형 END"
)
KAKAO_AGENCY = Preset(
    name="kakao_agency",
    title=Label.accept(
        {"en": "Kakao and text messages of a Korean agency", "ko": "카카오·문자 대행사 발송 내역"}
    ),
    role="events",
    columns=(
        ("customer", "coalesce(회원번호, 수신번호)"),
        ("time", "replace(replace(발송일시, '/', '-'), '.', '-')"),
        ("event", renamed("발송결과", KAKAO_NAMES)),
        ("event_id", "메시지키"),
        ("channel", KAKAO_CHANNEL),
        ("message", "coalesce(템플릿코드, 캠페인명)"),
    ),
    keep=(("campaign", "캠페인명"), ("fallback", "대체발송"), ("reason", "실패사유")),
    zone="Asia/Seoul",
    signature=("발송일시", "수신번호", "발송결과", "발송유형"),
    optional=("회원번호", "메시지키", "템플릿코드", "캠페인명", "대체발송", "실패사유"),
    file_name="알림톡|카카오|kakao|문자|발송",
    event_names=KAKAO_NAMES,
    documents=(
        "times are the wall clock of Seoul; files are CP949, or UTF-8 with a byte-order mark; the "
        "customer is the telephone number unless 회원번호 is there; agencies name columns apart."
    ),
)
