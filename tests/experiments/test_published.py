"""What a readout publishes of small groups: nothing, wherever it is shown."""

from __future__ import annotations

import json
import re

import pytest
from test_readout import CLOSED, METRICS, shop, trial

from stagelift.experiments.published import published
from stagelift.reports.prose import Fact
from tiny import workspace

NOTE = "fewer than 10 units in a variant"


def readout(root, arms, text):
    rows, sent = shop(arms)
    with workspace(
        root, rows, metrics=METRICS, experiments={"trial": text}, assignments=sent, as_of=CLOSED
    ) as ws:
        return ws.experiments["trial"].readout()


@pytest.mark.parametrize("looks", ["once", "always"])
def test_an_arm_of_nine_shows_nothing(tmp_path, looks):
    share = "{a: {channel: email, share: 98%}, b: {channel: push, share: 2%}}"
    text = trial(looks, variants=share, more="guardrails: {left: 5pp}")
    found = readout(tmp_path, {"a": (441, 44, 4), "b": (9, 7, 1)}, text)
    assert found.assigned == {"a": 441, "b": 9}
    rows = found.to_dict()
    assert rows["assigned"] == {"a": 441, "b": None}
    read = (row for row in (*rows["estimates"], *rows["adjusted"]) if row["metric"] != "told")
    for row in read:
        about_b = "b" in (row["variant"], row["against"])
        figures = [row[name] for name in ("value", "se", "low", "high", "p_value", "k")]
        assert (figures == [None] * 6) == about_b
        assert (row["status"], row["n"]) == ("low_n", None) if about_b else row["n"] == 441
    assert {row["note"] for row in rows["estimates"] if row["measure"] == "effect"} == {NOTE}
    assert found.verdict in {"continue", "iterate"}
    assert NOTE in found.sentence
    for text in (str(found), json.dumps(rows)):
        assert not re.search(r"77\.8|0\.7{5}", text)  # 7 of 9
    assert "441 : <10" in str(found)
    assert found.to_frame().query("variant == 'b'")["value"].isna().all()
    assert found.guardrails["b", "left"].state == "open"


def test_an_arm_of_ten_is_shown(tmp_path):
    found = readout(tmp_path, {"a": (10, 4, 0), "b": (10, 5, 0)}, trial())
    assert published(found) is found
    assert found.to_dict()["assigned"] == {"a": 10, "b": 10}
    assert found.estimate("bought", "effect").value == pytest.approx(0.1)


def test_no_comparison_with_a_small_arm_tells_the_units_of_both(tmp_path):
    """Wherever it is read: 441 are shown, so nine would be left of 450."""
    share = "{a: {channel: email, share: 98%}, b: {channel: push, share: 2%}}"
    found = readout(tmp_path, {"a": (441, 44, 4), "b": (9, 7, 1)}, trial("once", variants=share))
    compared = [e for e in found.estimates if e.measure in {"effect", "lift"}]
    effects = [e for e in compared if e.metric != "told"]  # of whom nobody is known yet
    assert len(effects) >= 2
    for effect in effects:  # before anything of it is hidden for publication
        assert (effect.n, effect.withheld, effect.value) == (0, True, None)
        fact = Fact.of("it", effect)
        assert (fact.n, fact.value, fact.status, fact.note) == (None, None, "low_n", NOTE)
        assert effect.to_dict()["n"] is None
    for told in (str(found), json.dumps(found.to_dict()), json.dumps(found.rows())):
        assert "450" not in told
    assert not found.to_frame()["n"].isin([9, 450]).any()
