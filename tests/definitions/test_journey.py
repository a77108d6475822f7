from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from stagelift.definitions import Channel, EventPattern, Journey, Label, Source, Stage
from stagelift.errors import DefinitionError

SMALLEST = {"country": "KR", "data": "data/events.parquet"}
STAGES = {
    "awareness": "visited",
    "purchase": "ordered",
    "retention": "ordered x2",
    "advocacy": "review_written | friend_invited",
}


def journey(**keys):
    return Journey(**{**SMALLEST, "stages": STAGES, **keys})


def mistakes(**keys):
    with pytest.raises(DefinitionError) as caught:
        journey(**keys)
    return [str(issue) for issue in caught.value.issues]


def test_a_country_gives_zone_currency_and_first_language():
    found = journey()
    assert (found.zone, found.currency, found.languages) == ("Asia/Seoul", "KRW", ("ko",))


def test_what_is_written_wins_over_the_country():
    found = journey(zone="UTC", currency="USD", languages="en")
    assert (found.zone, found.currency, found.languages) == ("UTC", "USD", ("en",))


def test_one_file_of_events_becomes_a_source():
    columns = {"customer": "customer_id", "time": "time", "event": "event"}
    assert journey().sources == {
        "data": Source(name="data", read="data/events.parquet", columns=columns)
    }


def test_a_stage_is_its_entry():
    assert journey().stages["retention"] == Stage(name="retention", enter="ordered x2")


def test_twins_are_equal():
    spelt_out = {name: {"enter": EventPattern.parse(text)} for name, text in STAGES.items()}
    named = {name: Stage(enter=text) for name, text in STAGES.items()}
    assert journey() == journey(stages=spelt_out) == journey(stages=named)
    assert hash(journey()) == hash(journey(stages=named))


def test_the_stage_an_event_opens():
    found = journey()
    assert [found.stage_of("ordered", time) for time in (1, 2, 3)] == [
        *("purchase", "retention", "retention"),
    ]
    assert found.stage_of("friend_invited") == "advocacy"
    assert found.stage_of("wished") is None


def test_the_stage_before():
    assert journey().stage_before("purchase") == "awareness"
    assert journey().stage_before("awareness") is None


def test_a_local_time_is_read_in_the_zone_of_the_journey():
    assert journey(as_of="2026-11-16 06:00").as_of == datetime(2026, 11, 15, 21, tzinfo=UTC)
    assert journey(as_of="2026-11-16", zone="UTC").as_of == datetime(2026, 11, 16, tzinfo=UTC)
    seoul = timezone(timedelta(hours=9))
    aware = journey(as_of=datetime(2026, 11, 16, 6, tzinfo=seoul))
    assert aware == journey(as_of="2026-11-16 06:00:00")


def test_rules_channels_and_targets():
    found = journey(
        channels={"kakao": {"cost": "15", "opens": "none", "falls_back_to": "sms"}},
        rules={"holdout": "5%", "at_most": "3 ads a week", "worth": {"x": "18000 won"}},
        targets={"x": "12% by 2026-12-31"},
    )
    assert found.channels["kakao"] == Channel(
        name="kakao", cost=Decimal(15), opens="none", falls_back_to="sms"
    )
    assert found.rules.holdout == Fraction(1, 20)
    assert found.rules.worth["x"].currency == "KRW"
    assert found.targets["x"].value == 12


def test_channels_are_the_built_in_ones_and_those_added():
    names = journey(channels={"line": {"cost": "4"}, "sms": {"cost": "12"}}).channel_names
    assert names[0] == "email"
    assert names[-1] == "line"
    assert names.count("sms") == 1


def test_labels():
    stage = Stage(enter="visited", label={"ko": "인지", "en": "Awareness"})
    assert stage.label == Label((("en", "Awareness"), ("ko", "인지")))
    assert stage.label.text("ko") == "인지"
    assert stage.label.text("fr") == "Awareness"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"country": "Korea"},
            "country: 'Korea' came, two capital letters such as 'KR' are expected",
        ),
        ({"country": "QQ"}, "country: unknown country 'QQ'; write two capital letters, as in 'KR'"),
        (
            {"country": "NZ"},
            (
                "country: the country 'NZ' has 2 different clocks. "
                "Write 'zone:' with the one that counts days: Pacific/Auckland, Pacific/Chatham"
            ),
        ),
        (
            {"country": None},
            "country: neither 'country' nor 'zone' came. Write the country, as in 'country: KR'",
        ),
        (
            {"zone": "Asia/Soul"},
            (
                "zone: unknown zone 'Asia/Soul'; write one such as 'Asia/Seoul'. "
                "Did you mean 'Asia/Seoul'?"
            ),
        ),
        ({"currency": "won"}, "currency: 'won' came, a text such as 'KRW' is expected"),
        (
            {"as_of": "yesterday"},
            "as_of: 'yesterday' came, a local time such as '2026-11-16 06:00' is expected",
        ),
        ({"languages": ["ko", "ko"]}, "languages: 'ko' is in the list twice"),
        ({"stages": "visited"}, "stages: 'visited' came, a mapping of names is expected"),
        (
            {"stages": {"a": {"label": "A"}}},
            "stages.a: neither 'enter' nor 'after' came; a stage has one of them",
        ),
        (
            {"stages": {"a": {"enter": "x", "name": "b"}}},
            "stages: 'a' is the name; remove 'name: b'",
        ),
        (
            {"stages": {"a": "x |"}},
            "stages.a: 'x |' lacks the name of an event; write 'cart_added | wished'",
        ),
        (
            {"stages": {"a": {"entr": "x"}}},
            (
                "stages.a.entr: unknown key 'entr'; allowed are enter, label, owner, aliases, "
                "part, steps, may_go_back_to, after. Did you mean 'enter'?"
            ),
        ),
        (
            {"rules": {"at_most": "three"}},
            "rules.at_most: 'three' came, a text such as '3 ads a week' is expected",
        ),
        (
            {"rules": {"holdout": "lots"}},
            "rules.holdout: 'lots' is not a share; write '50%' or '1/3'",
        ),
        (
            {"channels": {"kakao": {"opens": "some"}}},
            "channels.kakao.opens: 'some' came, one of these is expected: human, all, none",
        ),
        ({"channels": {"kakao": {"cost": "dear"}}}, "channels.kakao.cost: 'dear' is not a number"),
        (
            {"rules": ["x"]},
            (
                "rules: a list came, a mapping of keys is expected. "
                "Write 'name: …' on each line, without '- ' in front"
            ),
        ),
        ({"targets": {"x": "12%"}}, "targets.x: '12%' is not a target; write '12% by 2026-12-31'"),
    ],
)
def test_mistakes(keys, expected):
    found = mistakes(**keys)
    assert expected in found
    assert not any("pydantic" in text or "Input should" in text for text in found)


def test_a_journey_without_its_main_parts_says_how_to_write_them():
    with pytest.raises(DefinitionError) as caught:
        Journey(country="KR")
    assert [str(issue) for issue in caught.value.issues] == [
        "stages: this key is missing. Write them in order, as in 'awareness: visited'",
    ]


def test_a_journey_may_have_no_data_yet():
    assert Journey(country="KR", stages={"awareness": "visited"}).sources == {}


def test_a_block_with_nothing_in_it_was_not_written():
    empty = dict.fromkeys(("sources", "segments", "channels", "targets", "rules", "languages"))
    written = {"country": "KR", "stages": {"awareness": "visited"}}
    assert Journey(**written, **empty) == Journey(**written)
    assert mistakes(segmnts=None)[0].startswith("segmnts: unknown key 'segmnts'")


def test_the_shorthand_for_one_file_is_named_in_its_mistake():
    assert mistakes(data=["a", "b"]) == ["data: a list came, a text is expected"]


def test_what_is_no_mapping_at_all():
    with pytest.raises(DefinitionError, match="unknown key 'stage'"):
        journey(stage={"a": "visited"})
