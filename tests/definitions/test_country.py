from __future__ import annotations

import pytest

from stagelift.definitions.country import (
    currency_of,
    known_zone,
    language_of,
    zone_of,
    zones_of,
)
from stagelift.definitions.mistakes import Mistake


@pytest.mark.parametrize(
    ("country", "zone", "currency", "language"),
    [
        ("KR", "Asia/Seoul", "KRW", "ko"),
        ("JP", "Asia/Tokyo", "JPY", "ja"),
        ("DE", "Europe/Berlin", "EUR", "de"),
        ("GB", "Europe/London", "GBP", "en"),
    ],
)
def test_what_a_country_implies(country, zone, currency, language):
    assert (zone_of(country), currency_of(country), language_of(country)) == (
        zone,
        currency,
        language,
    )


@pytest.mark.parametrize("country", ["US", "AU", "BR", "CN"])
def test_a_country_with_several_clocks_must_say_which(country):
    with pytest.raises(Mistake, match="different clocks") as caught:
        zone_of(country)
    assert caught.value.hint.startswith("Write 'zone:' with the one that counts days: ")


def test_the_clocks_are_named_by_one_zone_each():
    with pytest.raises(Mistake) as caught:
        zone_of("NZ")
    assert caught.value.hint.endswith(": Pacific/Auckland, Pacific/Chatham")


def test_no_country():
    with pytest.raises(Mistake, match="unknown country 'QQ'"):
        zone_of("QQ")
    assert currency_of("QQ") == ""
    assert language_of("QQ") == "en"


def test_a_zone_that_does_not_exist_names_the_nearest():
    assert known_zone("UTC") == "UTC"
    with pytest.raises(Mistake) as caught:
        known_zone("Asia/Soul")
    assert caught.value.hint == "Did you mean 'Asia/Seoul'?"


@pytest.mark.parametrize("name", ["", "../etc/passwd", "Asia"])
def test_names_that_are_no_zone(name):
    with pytest.raises(Mistake, match="unknown zone"):
        known_zone(name)


def test_the_clocks_of_most_areas_come_first():
    assert zones_of("US")[:3] == ("America/New_York", "America/Chicago", "America/Denver")
    assert zones_of("AU")[0] == "Australia/Sydney"
    with pytest.raises(Mistake) as caught:
        zone_of("RU")
    assert caught.value.hint.endswith(", …")
    assert caught.value.hint.count("/") == 8
