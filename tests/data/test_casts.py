from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest
from sqlglot import exp

from stagelift.data import casts, sql

from .worlds import World


def half_away(value: Decimal) -> int:
    """The second implementation: Python's decimal."""
    return int((value * 1_000_000).to_integral_value(ROUND_HALF_UP))


@pytest.fixture
def engine(world: World):
    world.text("app", ["c"], [["x"]])
    return world.engine(world.journey({"app": {"as": "customers", "customer": "c"}}))


def outcome(engine, cast):
    """Value and reason of one cast."""
    reason = sql.case([(when, sql.text(why)) for when, why in cast.problems])
    ((value, why),) = engine.run(exp.select(cast.value, reason))
    return value, why


def constant(text, kind):
    value = exp.null() if text is None else sql.text(text)
    return sql.cast(value, kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.5", (12_500_000, None)),
        (" 7 ", (7_000_000, None)),
        ("-0.0000005", (-1, None)),
        ("0.0000005", (1, None)),
        ("0.00000049", (0, None)),
        ("1e3", (1_000_000_000, None)),
        ("1.5E-05", (15, None)),
        ("1e-10", (0, None)),
        (".5", (500_000, None)),
        ("5.", (5_000_000, None)),
        ("8999999999999", (8_999_999_999_999_000_000, None)),
        ("", (None, None)),
        (None, (None, None)),
        ("NaN", (None, None)),
        ("nan", (None, None)),
        ("abc", (None, "bad_value")),
        ("1,200", (None, "bad_value")),
        ("9000000000000", (None, "bad_value")),
        ("1e50", (None, "bad_value")),
        ("99999999999999999999999", (None, "bad_value")),
        ("١٢", (None, "bad_value")),  # digits, but not 0–9
        ("Infinity", (None, "bad_value")),
    ],
)
def test_text_becomes_micros_or_a_reason(engine, text, expected):
    assert outcome(engine, casts.micros(constant(text, "text"), "text")) == expected


@pytest.mark.parametrize(
    ("text", "kind", "contract_kind", "expected"),
    [
        ("29.99", "double", "float", (29_990_000, None)),
        ("-29.99", "double", "float", (-29_990_000, None)),
        ("0.0000005", "double", "float", (1, None)),
        ("-0.0000005", "double", "float", (-1, None)),
        ("2.5", "real", "float", (2_500_000, None)),
        ("NaN", "double", "float", (None, None)),
        ("Infinity", "double", "float", (None, "bad_value")),
        ("-9e12", "double", "float", (None, "bad_value")),
        (None, "double", "float", (None, None)),
        ("0.0000015", "decimal(18, 8)", "decimal", (2, None)),
        ("-0.0000025", "decimal(18, 8)", "decimal", (-3, None)),
        ("123456789.12", "decimal(18, 2)", "decimal", (123_456_789_120_000, None)),
        ("999999999.9999995", "decimal(38, 10)", "decimal", (1_000_000_000_000_000, None)),
        ("-999999999.999999", "decimal(18, 6)", "decimal", (-999_999_999_999_999, None)),
        ("1000000000.000001", "decimal(18, 6)", "decimal", (1_000_000_000_000_001, None)),
        ("8999999999999.99", "decimal(38, 6)", "decimal", (8_999_999_999_999_990_000, None)),
        (None, "decimal(18, 2)", "decimal", (None, None)),
        ("2147483647", "int", "integer", (2_147_483_647_000_000, None)),
        ("9000000000000", "bigint", "integer", (None, "bad_value")),
        ("true", "boolean", "boolean", (1_000_000, None)),
        ("false", "boolean", "boolean", (0, None)),
        (None, "boolean", "boolean", (None, None)),
    ],
)
def test_typed_numbers_become_micros_or_a_reason(engine, text, kind, contract_kind, expected):
    assert outcome(engine, casts.micros(constant(text, kind), contract_kind)) == expected


def test_micros_round_half_away_from_zero_like_decimal(world: World):
    random = Random(20261101)
    amounts = [Decimal(random.randint(-(10**15), 10**15)).scaleb(-8) for _ in range(400)]
    amounts += [Decimal(random.randint(-(10**17), 10**17)).scaleb(-8) for _ in range(400)]
    amounts += [amount.quantize(Decimal("1e-6")) + Decimal("5e-7") for amount in amounts]
    columns = {"who": "int", "t": "text", "d": "decimal(18, 8)"}
    world.typed("app", columns, [[n, f"{a:f}", f"{a:f}"] for n, a in enumerate(amounts)])
    journey = world.journey({"app": {"as": "customers", "customer": "who"}})
    engine = world.engine(journey)
    text, exact = casts.micros(sql.column("t"), "text"), casts.micros(sql.column("d"), "decimal")
    relation = engine.relation(journey.sources["app"])
    found = engine.run(exp.select(sql.column("who"), text.value, exact.value).from_(relation))
    assert sorted(found) == [(n, half_away(a), half_away(a)) for n, a in enumerate(amounts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (0, None)),
        ("10", (10, None)),
        ("7.0", (7, None)),
        ("11", (None, "score_off_scale")),
        ("-1", (None, "score_off_scale")),
        ("8.5", (None, "score_off_scale")),
        ("", (None, None)),
        (None, (None, None)),
        ("NaN", (None, None)),
        ("n/a", (None, "bad_score")),
    ],
)
def test_a_score_is_whole_from_0_to_10(engine, text, expected):
    assert outcome(engine, casts.score(constant(text, "text"), "text")) == expected


@pytest.mark.parametrize(
    ("text", "kind", "contract_kind", "expected"),
    [
        ("10", "int", "integer", (10, None)),
        ("11", "int", "integer", (None, "score_off_scale")),
        ("8.5", "double", "float", (None, "score_off_scale")),
        ("8", "double", "float", (8, None)),
        ("NaN", "double", "float", (None, None)),
        ("8.50", "decimal(4, 2)", "decimal", (None, "score_off_scale")),
    ],
)
def test_typed_scores_obey_the_same_scale(engine, text, kind, contract_kind, expected):
    assert outcome(engine, casts.score(constant(text, kind), contract_kind)) == expected


def test_attributes_keep_numbers_and_lose_not_a_number(engine):
    kept = [
        casts.attribute(constant("NaN", "double"), "float").value,
        casts.attribute(constant("2.5", "double"), "float").value,
        casts.attribute(constant("3", "int"), "integer").value,
        casts.attribute(constant("true", "boolean"), "boolean").value,
        casts.attribute(constant("2026-01-02", "date"), "date").value,
    ]
    assert engine.run(exp.select(*kept)) == [(None, 2.5, 3, "true", "2026-01-02")]


def test_ids_keep_integers_unless_another_source_has_text(engine):
    number, text = constant("42", "int"), constant("", "text")
    assert outcome(engine, casts.identifier(number, "integer", as_text=False)) == (42, None)
    assert outcome(engine, casts.identifier(number, "integer", as_text=True)) == ("42", None)
    found = outcome(engine, casts.identifier(text, "text", as_text=True))
    assert found == ("", "missing_customer")


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        (None, True),
        ("", True),
        ("   ", True),
        (" a", False),
        ("a", False),
        ("0", False),
        ("!", False),
        ("~", False),
        ("~~", False),
        ("\x7f", False),
        ("한글", False),
        ("é", False),
    ],
)
def test_blank_text_is_found_whatever_letter_it_starts_with(engine, text, blank):
    ((found,),) = engine.run(exp.select(casts.blank(constant(text, "text"), "text")))
    assert bool(found) is blank
