from __future__ import annotations

import pytest
import shop

from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.tables import checks, experiments


@pytest.mark.parametrize(
    ("language", "red", "now", "hidden"),
    [
        ("en", "red: ", "data broken now", "hidden"),
        ("ko", "실패: ", "지금은 데이터에 이상", "숨김"),
    ],
)
def test_a_decided_experiment_that_turns_red_is_named_as_such(language, red, now, hidden):
    source = shop.Shop()
    name, trial = next((n, t) for n, t in source.experiments.items() if t.decision is not None)
    check = shop.Check("split", "red", "split 64.0 : 36.0")
    trial.found = shop.Readout(None, health=(check,))
    fields = {"period": Period.parse(shop.PERIOD), "language": language, "tiles": ()}
    material = Material.read(source, **fields)
    label = next(row.label for row in material.trials if row.name == name)
    assert f"{red}{label}" in checks(material).html
    row = experiments(material).html.split(label)[1].split("</tr>")[0]
    assert now in row
    assert hidden in row
