from __future__ import annotations

import re

import pytest

from stagelift.definitions import Experiment, Journey, Segment, fingerprint
from stagelift.errors import DefinitionError

VARIANTS = {"quiet": "none", "mail": "email"}


def experiment(**keys):
    return Experiment(
        **{"name": "e", "audience": "everyone", "primary": "m", "variants": VARIANTS, **keys}
    )


def journey(**keys):
    stages = keys.pop("stages", {"a": "visited", "b": "ordered"})
    return Journey(country="KR", data="d.parquet", stages=stages, **keys)


def test_twelve_hexadecimal_digits_that_stay_the_same():
    # Kept here: a change means that every archived result looks like another definition's.
    assert fingerprint(Segment(name="vip", did="ordered", within="180 days")) == "e8482ce22ef2"
    assert re.fullmatch("[0-9a-f]{12}", fingerprint(experiment()))


@pytest.mark.parametrize(
    "keys",
    [
        {"question": "Why?"},
        {"owner": "김하늘"},
        {"label": "A test"},
        {"confidence": "95%"},
        {"salt": "e"},
        {"variants": {"quiet": {"channel": "none", "label": "Quiet"}, "mail": "email"}},
    ],
)
def test_what_does_not_change_numbers(keys):
    assert fingerprint(experiment(**keys)) == fingerprint(experiment())


@pytest.mark.parametrize(
    "keys",
    [
        {"primary": "n"},
        {"secondary": ["n"]},
        {"salt": "f"},
        {"confidence": "90%"},
        {"run": "2026-10-26..2026-11-15"},
        {"guardrails": {"n": "1pp"}},
        {"variants": {"mail": "email", "quiet": "none"}},
        {
            "variants": {
                "quiet": {"channel": "none", "share": "1/3"},
                "mail": {"channel": "email", "share": "2/3"},
            }
        },
    ],
)
def test_what_changes_numbers(keys):
    assert fingerprint(experiment(**keys)) != fingerprint(experiment())


def test_the_order_of_stages_counts_and_that_of_segments_does_not():
    turned = journey(stages={"b": "ordered", "a": "visited"})
    assert fingerprint(turned) != fingerprint(journey())
    segments = {"x": {"did": "visited"}, "y": {"did": "ordered"}}
    other = dict(reversed(segments.items()))
    assert fingerprint(journey(segments=segments)) == fingerprint(journey(segments=other))


def test_two_kinds_with_equal_fields_differ(kinds):
    one, other = kinds.Repurchase(repurchase="a"), kinds.Nps(nps="a")
    assert fingerprint(one) != fingerprint(other)


def test_an_example_and_an_owner_do_not_change_a_metric(kinds):
    plain = kinds.Conversion(name="m", conversion="a")
    told = kinds.Conversion(
        name="m", conversion="a", owner="x", example={"kim": ["a d1"], "gives": "1/1"}
    )
    assert plain != told
    assert fingerprint(plain) == fingerprint(told)


def test_equal_definitions_have_equal_hashes():
    assert len({experiment(), experiment(question=None), experiment(primary="n")}) == 2


def test_a_twin_with_mistakes_is_refused_in_our_words():
    with pytest.raises(DefinitionError) as caught:
        experiment(primary=3, rn="x")
    first, second = (str(issue) for issue in caught.value.issues)
    assert first == "primary: '3' came, a text is expected"
    assert second.startswith("rn: unknown key 'rn'; allowed are question, audience, primary, ")
    assert second.endswith(", label. Did you mean 'run'?")
    assert isinstance(caught.value, ValueError)


def test_a_fingerprint_is_that_of_the_object_not_of_one_that_is_gone_or_that_it_was_copied_from():
    for days in range(50):  # objects that are gone leave their place in memory to later ones
        made = Segment(name="vip", did="ordered", within=f"{days + 1} days")
        twin = Segment(name="vip", did="ordered", within=f"{days + 1} days")
        assert fingerprint(made) == fingerprint(made) == fingerprint(twin)
        other = made.model_copy(update={"did": Segment(name="a", did="visited").did})
        assert fingerprint(other) == fingerprint(
            Segment(name="vip", did="visited", within=f"{days + 1} days")
        )
        assert len({fingerprint(made), fingerprint(other)}) == 2
