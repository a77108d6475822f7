from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from stagelift.definitions import DateSpan, Duration, Experiment, Margin, Once, Send, Variant
from stagelift.errors import DefinitionError
from stagelift.statistics.looks import chosen_looks

SMALLEST = {
    "name": "cart_reminder",
    "audience": "cart_open",
    "primary": "first_order",
    "variants": {"email_day2": "email", "push_1h": "push"},
}


def experiment(**keys):
    return Experiment(**{**SMALLEST, **keys})


def shares(*written):
    variants = {
        name: {"channel": "email", **({"share": share} if share else {})}
        for name, share in zip("abcdef", written, strict=False)
    }
    return experiment(variants=variants).variants


def mistakes(**keys):
    with pytest.raises(DefinitionError) as caught:
        experiment(**keys)
    return [str(issue) for issue in caught.value.issues]


def test_the_smallest_experiment():
    found = experiment()
    assert found.control == "email_day2"
    assert found.variants["push_1h"] == Variant(
        name="push_1h", channel="push", share=Fraction(1, 2)
    )
    assert (found.salt, found.confidence, found.looks) == ("cart_reminder", 0.95, None)
    assert found.enters == "as they qualify"


def test_all_keys():
    found = experiment(
        enters="once, on 2026-10-26",
        reachable_by="all variants",
        split_by='braze canvas "Autumn"',
        worth_having="+1.0pp",
        run="2026-10-26..2026-11-15",
        looks="always",
        decide={"by": "2026-11-25", "owner": "박지훈"},
        confidence="90%",
        salt="cart/2",
    )
    assert found.enters == Once(date(2026, 10, 26))
    assert str(found.enters) == "once, on 2026-10-26"
    assert found.worth_having == Margin.parse("1.0pp")
    assert found.run == DateSpan(date(2026, 10, 26), date(2026, 11, 15))
    assert found.decide.by == date(2026, 11, 25)
    assert (found.confidence, found.salt) == (0.9, "cart/2")


def test_yaml_and_python_words_are_equal():
    assert experiment(enters=Once(date(2026, 10, 26))) == experiment(enters="once on 2026-10-26")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("50%", "50%"), ("1/2", "1/2")),
        (("1/3", "1/3", "1/3"), ("1/3", "1/3", "1/3")),
        (("2", "1"), ("2/3", "1/3")),
        ((None, None, None), ("1/3", "1/3", "1/3")),
        (("90%", "10%"), ("9/10", "1/10")),
    ],
)
def test_shares_sum_to_one_exactly(written, expected):
    assert [variant.share for variant in shares(*written).values()] == [
        Fraction(share) for share in expected
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            ("33%", "33%", "33%"),
            "the shares sum to 0.99 (33/100 + 33/100 + 33/100 = 99/100), not to 1",
        ),
        (("1/3", "1/3", "50%"), "the shares sum to 1.16667 (1/3 + 1/3 + 1/2 = 7/6), not to 1"),
        (("50%", None), "'b' has no share while others have one; give all or none"),
        (("100%", "0%"), "a variant has the share 0; leave it out"),
        (("100%",), "1 came, at least two variants are needed"),
    ],
)
def test_shares_that_do_not(written, expected):
    with pytest.raises(DefinitionError) as caught:
        shares(*written)
    assert str(caught.value) == f"variants: {expected}"


def test_a_message_goes_out_at_or_after_entry():
    assert Send.parse("2 days after entry") == Send(Duration.parse("2 days"))
    assert Send.parse("at entry") == Send(None)
    assert str(Send(None)) == "at entry"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"looks": "dayly"},
            "looks: 'dayly' came, one of these is expected: once, weekly, always",
        ),
        (
            {"enters": "twice"},
            "enters: 'twice' came, 'as they qualify' or 'once, on 2026-10-26' is",
        ),
        ({"run": "2026-11-15..2026-10-26"}, "run: the days run backwards: 2026-10-26 is before"),
        (
            {"split_by": "magic"},
            "split_by: 'magic' came, 'stagelift' or 'braze canvas \"NAME\"' is",
        ),
        ({"confidence": "40%"}, "confidence: '40%' came, a confidence above 50% and below 100% is"),
        ({"salt": "Größe"}, "'Größe' cannot salt the hash; a to z, 0 to 9 and _ . / - are allowed"),
        ({"decide": "soon"}, "decide: 'soon' came, a mapping of keys is expected"),
        ({"secondary": {"a": "b"}}, "secondary: a mapping came, a list of names such as '[a, b]'"),
        ({"secondary": ["a", "a"]}, "secondary: 'a' is in the list twice"),
        ({"primary": None}, "primary: nothing came, a text is expected"),
        ({"variants": ["a", "b"]}, "variants: a list came, a mapping of names is expected"),
        ({"guardrails": {"x": "some"}}, "guardrails.x: 'some' is not a margin; write '0.3pp'"),
        (
            {"variants": {"a": "email", "b": {"channel": "push", "send": "later"}}},
            "variants.b.send: 'later' came, '2 days after entry' or 'at entry' is expected",
        ),
        (
            {"variants": {"a": "email", "b": {"chanel": "push"}}},
            "variants.b.chanel: unknown key 'chanel'; allowed are channel, share, send",
        ),
        (
            {
                "variants": {
                    "a": {"channel": "email", "share": "half"},
                    "b": {"channel": "x", "share": "1/2"},
                }
            },
            "variants.a.share: 'half' is not a share; write '50%' or '1/3'",
        ),
        (
            {
                "variants": {
                    "a": {"channel": "email", "share": []},
                    "b": {"channel": "x", "share": "1/2"},
                }
            },
            "variants.a.share: a list came, a share such as '50%' or '1/3' is expected",
        ),
    ],
)
def test_mistakes(keys, expected):
    assert mistakes(**keys)[0].startswith(expected)


def test_every_mistake_is_said_at_once():
    assert len(mistakes(audience=None, run="x", looks="daily", qestion="?")) == 4


def test_values_are_frozen():
    with pytest.raises(Exception, match="frozen"):
        experiment().audience = "everyone"


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ({"enters": "once, on 2026-10-26"}, "once"),
        ({"run": "2026-10-26..2026-11-07"}, "once"),  # thirteen days
        ({"run": "2026-10-26..2026-11-08"}, "weekly"),
        ({"run": "2026-10-26..2026-11-08", "looks": "always"}, "always"),
        ({"enters": "once, on 2026-10-26", "looks": "weekly"}, "weekly"),
        ({}, "always"),
    ],
)
def test_the_rule_for_looking_is_chosen_by_how_units_enter(keys, rule):
    found = experiment(**keys)
    assert found.chosen_looks == rule
    if found.run is not None and found.looks is None:
        days = (found.run.last - found.run.first).days + 1
        assert chosen_looks(timedelta(days=days)).rule == rule
