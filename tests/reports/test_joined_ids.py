"""A page says in its checks what became of devices' ids, where they are joined with members'."""

from __future__ import annotations

import pytest
import shop

from stagelift.data.identities import Joined
from stagelift.data.matching import Match
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.tables import checks

KINDS = (
    Joined(column="app.device_id", ids=12_000, joined=9_000, ambiguous=100),
    Joined(column="braze.id", ids=300, joined=100, ambiguous=20),
)
MATCHES = (
    Match(source="app", customers=10_000, known=4_000),
    Match(source="orders", customers=4_100, known=4_000),
    Match(source="small", customers=9, known=9),
    Match(source="empty", customers=0, known=0),
)


def page(language, **trust):
    source = shop.Shop()
    source.counts = shop.Trust(**trust)
    period = Period.parse(shop.PERIOD)
    return str(checks(Material.read(source, period=period, language=language, tiles=())))


@pytest.mark.parametrize(
    ("language", "ids", "known"),
    [
        (
            "en",
            "9,100 of 12,300 device and sender ids joined to one customer; 120 seen with",
            "app: 40.0% of its customers, orders: 97.6% of its customers",
        ),
        (
            "ko",
            "번호 12,300개 중 9,100개를 한 고객으로 이음. 여러 고객과 나온 120개는",
            "app 고객의 40.0%, orders 고객의 97.6%",
        ),
    ],
)
def test_joined_ids_and_known_customers_are_said_in_both_languages(language, ids, known):
    said = page(language, joined=KINDS, matches=MATCHES)
    assert ids in said
    assert known in said
    assert "empty" not in said
    assert "small" not in said  # fewer than ten customers are shown nowhere


def test_nothing_is_said_where_nothing_is_joined():
    said = page("en")
    assert "device" not in said
    assert "Known to other sources" not in said
