"""A page says in its trust line and its checks which source delivers no more."""

from __future__ import annotations

import pytest
import shop

from stagelift.reports.first_screen.compose import compose
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.tables import checks


def page(language, *stale):
    source = shop.Shop()
    source.counts = shop.Trust(stale=stale)
    period = Period.parse(shop.PERIOD)
    made = Material.read(source, period=period, language=language, tiles=())
    return dict(compose(made).rows), str(checks(made))


@pytest.mark.parametrize(
    ("language", "row", "short", "long"),
    [
        ("en", "Trust", "orders: no row for 4 days", "4 days, never more than 1 before"),
        ("ko", "신뢰", "orders: 4일째 새 행 없음", "4일째 새 행 없음, 지금까지는 길어도 1일"),
    ],
)
def test_a_silent_source_is_named_in_both_languages(language, row, short, long):
    rows, checked = page(language, shop.Silent("orders", 4, 1))
    assert f", {short}, " in rows[row]  # between what came late and what was restated
    assert long in checked


def test_one_silent_day_reads_well():
    rows, checked = page("en", shop.Silent("orders", 1, 0))
    assert rows["Trust"] == "0.3% late, orders: no row for a day, nothing restated"
    assert "never was so before" in checked


def test_fresh_sources_are_said_to_be_fresh_among_the_checks_alone():
    rows, checked = page("en")
    assert "orders" not in rows["Trust"]
    assert "each is as fresh as usual" in checked
