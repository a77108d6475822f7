from __future__ import annotations

import pytest
import shop

from stagelift.reports.first_screen.compose import compose
from stagelift.reports.front.told import trial_values
from stagelift.reports.material import Material
from stagelift.reports.numbers.beside import kept_beside
from stagelift.reports.periods import Period
from stagelift.reports.tables import checks, experiments

CHECK = shop.Check("split", "red", "split 64.0 : 36.0")


def turned_red(language, *, alone=False):
    """A page whose decided experiment is red; alone, no other one is on it."""
    source = shop.Shop()
    name, trial = next((n, t) for n, t in source.experiments.items() if t.decision is not None)
    trial.found = shop.Readout(None, health=(CHECK,))
    if alone:
        source.experiments = {name: trial}
    fields = {"period": Period.parse(shop.PERIOD), "language": language, "tiles": ()}
    return name, Material.read(source, **fields)


@pytest.mark.parametrize(
    ("language", "red", "now", "hidden"),
    [
        ("en", "red: ", "data broken now", "hidden"),
        ("ko", "실패: ", "지금은 데이터에 이상", "숨김"),
    ],
)
def test_a_decided_experiment_that_turns_red_is_named_as_such(language, red, now, hidden):
    name, material = turned_red(language)
    label = next(row.label for row in material.trials if row.name == name)
    assert f"{red}{label}" in checks(material).html
    row = experiments(material).html.split(label)[1].split("</tr>")[0]
    assert now in row
    assert hidden in row


@pytest.mark.parametrize(
    ("language", "trust", "red"),
    [("en", "Trust", "1 test red"), ("ko", "신뢰", "이상 있는 실험 1건")],
)
def test_the_first_screen_leads_with_it_where_nothing_waits(language, trust, red):
    name, material = turned_red(language, alone=True)
    answer = compose(material)
    (row,) = material.trials
    assert (row.name, row.state, answer.tone) == (name, "decided", "fix")
    assert row.label in str(answer.headline)
    said = {key: str(text) for key, text in answer.rows}
    assert said[trust].endswith(red)
    assert not {"You decide", "결정"} & set(said)


def test_the_first_screen_tells_it_below_what_waits():
    name, material = turned_red("en")
    answer = compose(material, 200)
    label = next(row.label for row in material.trials if row.name == name)
    assert answer.tone != "fix"
    said = {key: str(text) for key, text in answer.rows}
    assert label in said["No result"]


def test_its_figures_beside_the_page_before_go():
    name, material = turned_red("en", alone=True)
    told = trial_values(material.trials, material.as_of.date())
    assert [(one["name"], one["state"], one["red"]) for one in told] == [(name, "decided", True)]
    assert kept_beside({"trials": told}) == 1
