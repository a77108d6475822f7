from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.definitions.amounts import GRAINS, Margin, Money, Target
from stagelift.definitions.mistakes import Mistake

days = st.dates(date(1970, 1, 1), date(2199, 12, 31))
numbers = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "explicit"),
    [
        ("0.3pp", "0.3", "pp", False),
        ("+1.0 pp", "1.0", "pp", False),
        ("9%", "9", "%", False),
        ("9% relative", "9", "%", True),
        ("500", "500", "", False),
        ("-2.5%", "-2.5", "%", False),
    ],
)
def test_margins(text, amount, unit, explicit):
    margin = Margin.parse(text)
    assert (margin.amount, margin.unit, margin.explicit) == (Decimal(amount), unit, explicit)


@given(numbers, st.sampled_from(["pp", "%", "% relative", ""]))
def test_margins_read_back_equal(number, unit):
    margin = Margin.parse(f"{number}{unit}")
    again = Margin.parse(str(margin))
    assert (again, again.explicit) == (margin, margin.explicit)


def test_a_margin_may_be_a_number_in_python():
    assert Margin.accept(500) == Margin.accept(Decimal(500)) == Margin.parse("500")


@pytest.mark.parametrize("text", ["much", "3 percent", "pp", "1.2.3pp"])
def test_margins_that_are_none(text):
    with pytest.raises(Mistake):
        Margin.parse(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("18000 won", "18000", "KRW"),
        ("₩18,000", "18000", "KRW"),
        ("12.50 EUR", "12.50", "EUR"),
        ("$3", "3", "USD"),
        ("1 dollar", "1", "USD"),
        ("250", "250", ""),
    ],
)
def test_money(text, amount, currency):
    money = Money.parse(text)
    assert (money.amount, money.currency) == (Decimal(amount), currency)
    assert Money.parse(str(money)) == money


def test_money_in_no_currency():
    with pytest.raises(Mistake) as caught:
        Money.parse("18000 wonn")
    assert caught.value.message.startswith("unknown currency 'wonn'")
    assert caught.value.hint == "Did you mean 'won'?"


@pytest.mark.parametrize("text", ["won", "$3 EUR", "three won"])
def test_money_that_is_none(text):
    with pytest.raises(Mistake, match="is not an amount of money"):
        Money.parse(text)


def test_targets():
    target = Target.parse("4.5% by 2026-12-31")
    assert target == Target(Decimal("4.5"), "%", date(2026, 12, 31))
    assert Target.parse("40 by 2026-12-31").unit == ""
    assert target.every == "week"
    assert Target.parse("4.5% a month by 2026-12-31, benchmark 5%").every == "month"


@given(numbers, st.sampled_from(["%", ""]), days, st.sampled_from(GRAINS))
def test_targets_read_back_equal(number, unit, day, every):
    target = Target(number, unit, day, every=every)
    assert Target.parse(str(target)) == target


@pytest.mark.parametrize(
    "text", ["12%", "12% by soon", "by 2026-12-31", "12% a year by 2026-12-31", "12% a month"]
)
def test_targets_that_are_none(text):
    with pytest.raises(Mistake):
        Target.parse(text)
