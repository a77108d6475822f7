"""Why messages were not answered, as the map says it: reasons, channels that tell nothing, few."""

from datetime import datetime, timedelta, timezone

import pytest
from tests.tiny import write_csv

import stagelift

JOURNEY = """journey: corner
zone: Asia/Seoul
as_of: 2026-03-30 06:00
sources:
  log:
    {read: log.csv, as: events, customer: who, time: at, event: what, channel: via, message: text}
stages:
  looking: {enter: visited, label: {en: Looking, ko: 구경}}
  buying: {enter: ordered, label: {en: Buying, ko: 구매}}
"""
MORNING = datetime(2026, 3, 3, 9, tzinfo=timezone(timedelta(hours=9)))
TOLD = {  # channel, what became of the message, and of how many
    "email": {"clicked": 20, "opened": 30, "silent": 40, "bounced": 25, "unsubscribed": 15},
    "push": {"clicked": 20, "opened": 30, "silent": 40, "unsubscribed": 5},
    "sms": {"clicked": 15, "silent": 60},
    "post": {"silent": 30},
}


@pytest.fixture(scope="module")
def corner(tmp_path_factory):
    root = tmp_path_factory.mktemp("corner")
    (root / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    rows = [["w", "2026-01-05T09:00:00+09:00", "visited", "", ""]]
    for channel, became in TOLD.items():
        for what, count in became.items():
            for number in range(count):
                who, at = f"{channel}-{what}-{number}", MORNING.isoformat()
                arrived = "sent" if what == "bounced" else "delivered"
                after = [] if what == "silent" else [what]
                rows += [[who, at, event, channel, "hello"] for event in (arrived, *after)]
    write_csv(root / "log.csv", ["who", "at", "what", "via", "text"], rows)
    with stagelift.open(root) as ws:
        yield ws


@pytest.mark.parametrize(
    ("language", "silent", "unseen", "failed"),
    [
        (
            "en",
            "No answer was ever recorded on: post.",
            "Nothing tells whether messages were opened on: SMS.",
            "email: failed",
        ),
        (
            "ko",
            "답이 기록된 적 없는 채널: 우편.",
            "열었는지 알 수 없는 채널: 문자.",
            "이메일: 발송 실패",
        ),
    ],
)
def test_reasons_are_shares_of_what_was_not_answered(corner, language, silent, unseen, failed):
    found = corner.map(period="2026-W10", language=language).section("unanswered")
    assert found.lines[1:] == (silent, unseen)
    [grid] = found.grids
    rows = {row[0]: row[1:] for row in grid.rows}
    # of 110 e-mails without an answer 25 failed, all of them in the morning
    whole, messages, morning, *others = rows[failed]
    assert morning == whole
    assert whole.startswith("22.7% [")
    assert others == ["–", "–", "–"]
    assert messages == "25"


def test_no_message_of_the_weeks_is_said(corner):
    found = corner.map(period="2026-W02", as_of="2026-01-20", language="en").section("unanswered")
    assert found.status == "absent"
    assert found.lines == ("Not shown: no message of those weeks is without an answer.",)


def test_few_customers_are_told_nowhere_nor_given_away(corner):
    found = corner.map(period="2026-W10", language="en").section("unanswered")
    records = [row for row in found.records if row["channel"] == "push" and row["part"] is None]
    assert {row["reason"]: row["k"] for row in records} == {
        "unread": 40,
        "read": None,
        "left": None,
    }
    assert all(row["n"] is None and row["value"] is None for row in records if row["k"] is None)
    [grid] = found.grids
    said = {row[0]: row[1:] for row in grid.rows}
    assert said["push: opted out or complained"] == ("…", "–", "…", "–", "–", "–")
