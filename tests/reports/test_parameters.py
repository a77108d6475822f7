from __future__ import annotations

from datetime import date

import nbformat
import pytest

from stagelift.errors import ArgumentError
from stagelift.reports.parameters import check_parameters, declared, parse_parameters

CELL = """# what a reader may choose
period: str = "last-week"  # the weeks shown
page: str = "brief"  # length; one of: brief, full
weeks: int = 6  # weeks of history
level: float = 0.95
mature_only: bool = True
since: str = ""  # date of the first entrant
"""


def check(**given):
    return check_parameters(parse_parameters(CELL), given)


def test_defaults_types_and_meanings_are_read_from_the_cell():
    found = {p.name: p for p in parse_parameters(CELL)}
    assert [*found] == ["period", "page", "weeks", "level", "mature_only", "since"]
    assert found["weeks"].meaning == "weeks of history"
    assert found["page"].choices == ("brief", "full")
    assert found["since"].is_date
    assert check() == {
        "period": "last-week",
        "page": "brief",
        "weeks": 6,
        "level": 0.95,
        "mature_only": True,
        "since": "",
    }


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("period", "0012", "0012"),
        ("period", "True", "True"),
        ("period", "", ""),
        ("weeks", "12", 12),
        ("weeks", -3, -3),
        ("level", "0.9", 0.9),
        ("level", 1, 1.0),
        ("mature_only", "no", False),
        ("mature_only", "TRUE", True),
        ("since", "2026-11-02", "2026-11-02"),
        ("since", date(2026, 11, 2), "2026-11-02"),
        ("since", "", ""),
        ("page", "full", "full"),
    ],
)
def test_values_take_the_declared_type(name, given, value):
    found = check(**{name: given})[name]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("weeks", "0012", "weeks: '0012' (str) came; a whole number without leading zeros"),
        ("weeks", "six", "weeks: 'six' (str) came"),
        ("weeks", 6.0, "weeks: 6.0 (float) came"),
        ("weeks", True, "weeks: True (bool) came"),
        ("weeks", "1_000", "weeks: '1_000' (str) came"),
        ("level", "nan", "level: 'nan' (str) came; a finite number"),
        ("level", True, "level: True (bool) came"),
        ("level", None, "level: nothing came"),
        ("period", 46, "period: 46 (int) came; a text"),
        ("mature_only", 1, "mature_only: 1 (int) came; true or false"),
        ("mature_only", "maybe", "mature_only: 'maybe' (str) came"),
        ("since", "02.11.2026", "since: '02.11.2026' came; a day such as 2026-11-15"),
        ("page", "breif", "allowed: brief, full. Did you mean 'brief'?"),
        ("page", "x", "page: 'x' came; allowed: brief, full"),
        ("periode", "2026-W46", "unknown parameter 'periode'. Did you mean 'period'?"),
    ],
)
def test_what_does_not_fit_is_refused(name, given, said):
    with pytest.raises(ArgumentError) as caught:
        check(**{name: given})
    assert said in str(caught.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ArgumentError) as caught:
        check(wekes=1, level="high", page="long")
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == ["unknown", "page:", "level:"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("weeks = 6", "line 1: 'weeks = 6' came; `name: type = default  # meaning` is allowed"),
        ("import os", "line 1: 'import os' came"),
        ("weeks: integer = 6", "weeks: type 'integer' came; allowed: str, int, float, bool"),
        ("weeks: int", "weeks: the default must be a literal of type int"),
        ('weeks: int = "6"', "weeks: the default must be a literal of type int"),
        ("weeks: int = len('six')", "weeks: the default must be a literal"),
        ("\n\ndb_password: str = ''", "line 3: db_password: secrets come from the environment"),
        ("weeks: int = = 6", "parameters cell, line 1: "),
    ],
)
def test_a_cell_holds_declarations_only(source, said):
    with pytest.raises(ArgumentError) as caught:
        parse_parameters(source)
    assert said in str(caught.value)


def test_the_tagged_cell_is_found_and_a_notebook_may_have_none():
    v4 = nbformat.v4
    plain = v4.new_code_cell("weeks: int = 1")
    tagged = v4.new_code_cell("weeks: int = 2", metadata={"tags": ["parameters"]})
    assert [p.default for p in declared(v4.new_notebook(cells=[plain, tagged]))] == [2]
    assert declared(v4.new_notebook(cells=[plain])) == ()
    with pytest.raises(ArgumentError, match="the notebook declares none"):
        check_parameters((), {"weeks": 1})
