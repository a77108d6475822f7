"""The ways customers took, on the map: counted by hand, beside each other by segment."""

from datetime import datetime, timedelta, timezone

import pytest
from tests.tiny import write_csv

import stagelift

JOURNEY = """journey: corner
zone: Asia/Seoul
country: KR
as_of: 2026-03-30 06:00
sources:
  log: {read: log.csv, as: events, customer: who, time: at, event: what}
  people: {read: people.csv, as: customers, customer: who, keep: {phone: phone}}
stages:
  looking: {enter: visited, label: {en: Looking, ko: 구경}}
  buying: {enter: ordered, label: {en: Buying, ko: 구매}, part: during}
  telling: {enter: reviewed, label: {en: Telling, ko: 추천}}
"""
SEGMENTS = """segments:
  blue: {where: {phone: blue}, label: {en: Blue, ko: 파랑}}
  rare: {where: {phone: rare}, label: {en: Rare, ko: 드묾}}
  anyone: {where: {phone: [blue, red, rare]}, label: {en: Anyone, ko: 누구나}}
"""
FIRST = datetime(2026, 1, 5, 12, tzinfo=timezone(timedelta(hours=9)))
# stages of a way, then how many went it: on a blue phone, on a red one, on a rare one
WAYS = {
    ("visited",): (100, 60, 2),
    ("visited", "ordered"): (40, 30, 1),
    ("visited", "ordered", "visited"): (12, 30, 0),
    ("visited", "ordered", "reviewed"): (15, 12, 0),
}


@pytest.fixture
def open_shop(tmp_path):
    """A shop with or without segments."""

    def opened(segments):
        (tmp_path / "journey.yaml").write_text(JOURNEY + segments, encoding="utf-8")
        events, people = [], []
        for way, counts in WAYS.items():
            for phone, count in zip(("blue", "red", "rare"), counts, strict=True):
                for number in range(count):
                    who = f"{'-'.join(way)}-{phone}-{number}"
                    people.append([who, phone])
                    for step, what in enumerate(way):
                        at = FIRST + timedelta(days=number % 7 + 2 * step)
                        events.append([who, at.isoformat(), what])
        write_csv(tmp_path / "log.csv", ["who", "at", "what"], events)
        write_csv(tmp_path / "people.csv", ["who", "phone"], people)
        return stagelift.open(tmp_path)

    return opened


def table(ws, language="en"):
    [grid] = ws.map(period="2026-W10", language=language).section("paths").grids
    return grid.header, {row[0]: row[1:] for row in grid.rows}


def test_the_ways_most_went_stand_beside_each_other_by_segment(open_shop):
    with open_shop(SEGMENTS) as ws:
        header, rows = table(ws)
        found = ws.map(period="2026-W10", language="en").section("paths")
    # 302 customers, 167 on blue phones; three on rare ones are too few to have a column
    assert header == ("way", "everyone", "Blue")
    assert rows["customers followed"] == ("302", "167")
    assert rows["Looking"][0].startswith("53.6% [")
    assert rows["Looking"][1].startswith("59.9% [")
    assert rows["Looking → Buying"][0].startswith("23.5% [")
    assert rows["Looking → Buying"][1].startswith("24.0% [")
    # the third way of everyone, and the third of those on blue phones
    assert {"Looking → Buying → Looking", "Looking → Buying → Telling"} <= set(rows)
    assert "Holds everyone who came then: Anyone." in found.lines
    assert all(record["segment"] != "rare" or record["value"] is None for record in found.records)


def test_a_way_to_a_purchase_is_told_however_few_went_it(open_shop, monkeypatch):
    monkeypatch.setattr("stagelift.reports.map.ways.WAYS", 1)
    with open_shop("") as ws:
        header, rows = table(ws, "ko")
    assert header == ("길", "전체")
    assert list(rows) == ["지켜본 고객", "구경", "구경 → 구매"]


def test_nobody_followed_long_enough_is_said(open_shop):
    with open_shop("") as ws:
        [line] = ws.map(period="2026-W13", language="en").section("paths").lines
        young = ws.map(as_of="2026-01-20", period="2026-W02", language="en").section("paths")
    assert "customers went through" in line
    assert young.status == "absent"
    assert young.lines[0].startswith("Not shown: nobody of 18 Oct – 12 Dec 2025 has")
