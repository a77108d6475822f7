"""A page says in its checks what became of devices' ids, where they are joined with members'."""

from __future__ import annotations

import pytest
import shop

from stagelift.data.identities import Joined
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.tables import checks


def page(language, *joined):
    source = shop.Shop()
    source.counts = shop.Trust(joined=joined)
    period = Period.parse(shop.PERIOD)
    return str(checks(Material.read(source, period=period, language=language, tiles=())))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "9,100 of 12,300 device and sender ids joined to one customer; 120 seen with"),
        ("ko", "번호 12,300개 중 9,100개를 한 고객으로 이음. 여러 고객과 나온 120개는"),
    ],
)
def test_joined_ids_are_counted_in_both_languages(language, said):
    kinds = (
        Joined(column="app.device_id", ids=12_000, joined=9_000, ambiguous=100),
        Joined(column="braze.id", ids=300, joined=100, ambiguous=20),
    )
    assert said in page(language, *kinds)


def test_nothing_is_said_where_nothing_is_joined():
    assert "device" not in page("en")
