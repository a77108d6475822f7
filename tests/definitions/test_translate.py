from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import Field

from stagelift.definitions import Definition
from stagelift.definitions.translate import EXPECTED, dotted, issues_of, keys_of
from stagelift.errors import DefinitionError, Issue, Location


class Inner(Definition):
    size: int
    note: str | None = None


class Plain(Definition):
    """Fields of pydantic's own types, as a kind of metric may declare them."""

    text: str | None = None
    number: float = 0
    money: Decimal = Decimal(0)
    whole: int = Field(1, ge=1, lt=10)
    flag: bool = False
    day: date | None = None
    which: Literal["a", "b"] = "a"
    many: tuple[int, ...] = ()
    inner: Inner | None = None
    named: dict[str, Inner] = Field(default_factory=dict)
    from_: str | None = Field(None, alias="from")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"text": ["x"]}, "text: a list came, a text is expected"),
        ({"number": "x"}, "number: 'x' came, a number is expected"),
        ({"number": None}, "number: nothing came, a number is expected"),
        ({"money": "x"}, "money: 'x' came, a number is expected"),
        ({"whole": "x"}, "whole: 'x' came, a whole number is expected"),
        ({"whole": "1.5"}, "whole: '1.5' came, a whole number is expected"),
        ({"whole": 1.5}, "whole: '1.5' came, a whole number is expected"),
        ({"whole": "0"}, "whole: '0' came, a number from 1 is expected"),
        ({"whole": "10"}, "whole: '10' came, a number below 10 is expected"),
        ({"flag": "maybe"}, "flag: 'maybe' came, 'true' or 'false' is expected"),
        ({"day": "x"}, "day: 'x' came, a day such as '2026-10-26' is expected"),
        ({"which": "c"}, "which: 'c' came, one of these is expected: 'a' or 'b'"),
        ({"many": "x"}, "many: 'x' came, a list is expected"),
        ({"many": ["1", "x"]}, "many[2]: 'x' came, a whole number is expected"),
        ({"inner": "x"}, "inner: 'x' came, a mapping of keys is expected"),
        ({"inner": {}}, "inner.size: this key is missing"),
        (
            {"named": {"a": {"size": "1", "nte": "x"}}},
            "named.a.nte: unknown key 'nte'; allowed are size, note",
        ),
        (
            {"inner": {"size": "1", "nte": "x"}},
            "inner.nte: unknown key 'nte'; allowed are size, note",
        ),
        (
            {"named": ["a"]},
            (
                "named: a list came, a mapping of names is expected. "
                "Write 'name: …' on each line, without '- ' in front"
            ),
        ),
        ({"form": "x"}, "form: unknown key 'form'; allowed are text, number, money"),
    ],
)
def test_every_finding_becomes_our_sentence(keys, expected):
    with pytest.raises(DefinitionError) as caught:
        Plain(**keys)
    assert str(caught.value).startswith(expected)


def test_a_finding_without_a_sentence_of_its_own_still_has_one():
    assert "date_from_datetime_inexact" not in EXPECTED
    with pytest.raises(DefinitionError) as caught:
        Plain(day="2026-10-26T10:00:00")
    assert str(caught.value) == "day: '2026-10-26T10:00:00' came, another value is expected"


def test_the_place_of_a_finding_comes_from_the_file():
    written = {"named": {"a": {"size": "x"}}}
    seen = []

    def locate(path):
        seen.append(path)
        return Location("a.yaml", 3)

    try:
        Plain.model_validate(written)
    except ValueError as error:
        issues = issues_of(error, Plain, written, locate)
    assert issues == (
        Issue(Location("a.yaml", 3), "named.a.size", "'x' came, a whole number is expected"),
    )
    assert seen == [("named", "a", "size")]


def test_keys_are_those_users_write():
    assert keys_of(Plain)[-1] == "from"


def test_paths_count_items_from_one():
    assert dotted(("a", 0, "b")) == "a[1].b"
