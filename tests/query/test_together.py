"""Experiments asked in one query answer as each does when it is asked alone."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

import stagelift
from stagelift.data.query import together
from stagelift.data.query.together import read_together
from stagelift.errors import EngineError
from tiny import MONDAY, day, workspace

METRICS = """\
  first_order: {conversion: ordered, first: true, within: 7 days}
  spent: {sum: ordered.value, within: 9 days}
  per_visit: {ratio: ordered, per: visited, within: 8 days}
  back: {retention: visited, days: 2..4}
  silence: {churn: visited | ordered, silent_for: 5 days}
"""
TRIAL = """\
question: Which is better?
audience: {audience}
primary: {primary}
secondary: [{secondary}]
variants: {{a: email, b: push}}
looks: {looks}
run: {run}
"""
EARLY, LATE = "2026-01-06..2026-01-19", "2026-01-09..2026-01-23"
TRIALS = {
    "everyone": ("everyone", "first_order", "spent", "weekly", EARLY),
    "the_same_again": ("everyone", "spent", "per_visit, back", "once", EARLY),
    "visitors": ("recent", "first_order", "back", "once", LATE),
    "visitors_too": ("recent", "back", "silence", "once", LATE),
    "visitors_before": ("recent", "back", "spent", "once", EARLY),
    "by_table": ("everyone", "per_visit", "spent", "once", EARLY),
    "by_table_too": ("everyone", "first_order", "silence", "once", LATE),
}
SEGMENTS = "  recent: {did: visited, but_not: ordered, within: 4 days}\n  rich: {did: ordered}\n"


def shop(root, *, trials=tuple(TRIALS), order=0):
    draw = random.Random(5)
    rows = []
    for number in range(300):
        who = f"c{number}"
        visits = sorted(draw.uniform(0, 30) for _ in range(draw.randint(1, 6)))
        rows += [(who, day(at), "visited", "") for at in visits]
        bought = [at + 0.1 for at in visits if draw.random() < 0.3]
        rows += [(who, day(at), "ordered", f"{draw.randint(5, 90)}.25") for at in bought]
    random.Random(order).shuffle(rows)
    sent = [
        (f"c{number}", name, draw.choice("ab"), day(draw.uniform(1, 25)))
        for name in ("by_table", "by_table_too", "nobody_asked")
        for number in range(0, 300, 2)
    ]
    sent += [("c2", "by_table", "b", day(3)), ("c2", "by_table", "a", day(3))]
    names = ("audience", "primary", "secondary", "looks", "run")
    written = {name: TRIAL.format(**dict(zip(names, TRIALS[name], strict=True))) for name in trials}
    at = MONDAY + timedelta(days=40)
    return workspace(
        root,
        rows,
        metrics=METRICS,
        experiments=written,
        segments=SEGMENTS,
        assignments=sent,
        as_of=at,
    )


def queries(ws, monkeypatch):
    """The queries about units that a workspace asks from now on."""
    asked = []
    run = ws.contract.engine.run

    def counted(query):
        text = query.sql(ws.contract.engine.dialect)
        asked.extend([text] if "unit_values" in text else [])
        return run(query)

    monkeypatch.setattr(ws.contract.engine, "run", counted)
    return asked


def alone(root, name):
    """What an experiment says when nothing was asked before."""
    import shutil

    shutil.rmtree(root / ".stagelift", ignore_errors=True)
    with stagelift.open(root, as_of=MONDAY + timedelta(days=40)) as ws:
        return ws.experiments[name].readout(around=False)


def test_each_says_the_same_as_alone_and_one_query_is_asked(tmp_path, monkeypatch):
    with shop(tmp_path) as ws:
        asked = queries(ws, monkeypatch)
        found = {one.experiment: one.readout for one in ws.monitor()}
        assert len(asked) == 1
    assert {name: readout.assigned for name, readout in found.items() if not readout.assigned} == {}
    for name in TRIALS:
        assert found[name] == alone(tmp_path, name), name


def test_the_order_of_rows_changes_nothing(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with shop(tmp_path / "one") as one, shop(tmp_path / "other", order=9) as other:
        assert [s.to_dict() for s in one.monitor()] == [s.to_dict() for s in other.monitor()]


def test_what_was_asked_together_is_kept_for_each_alone(tmp_path, monkeypatch):
    with shop(tmp_path) as ws:
        ws.monitor()
    with stagelift.open(tmp_path, as_of=MONDAY + timedelta(days=40)) as again:
        asked = queries(again, monkeypatch)
        again.experiments["visitors"].readout(around=False)
        again.monitor()
    assert asked == []


def test_more_than_one_query_takes_in_are_asked_in_several(tmp_path, monkeypatch):
    monkeypatch.setattr(together, "MOST", 3)
    with shop(tmp_path) as ws:
        asked = queries(ws, monkeypatch)
        found = {one.experiment: one.readout for one in ws.monitor()}
    assert len(asked) == 3
    assert found["by_table"] == alone(tmp_path, "by_table")


def test_where_the_engine_refuses_all_each_is_asked_alone(tmp_path, monkeypatch):
    def refused(*_):
        raise EngineError("too much at once")

    monkeypatch.setattr(together, "answers_of", refused)
    with shop(tmp_path, trials=("everyone", "by_table")) as ws:
        asked = queries(ws, monkeypatch)
        found = {one.experiment: one.readout for one in ws.monitor()}
    assert len(asked) == 2
    assert found["everyone"] == alone(tmp_path, "everyone")


def test_readers_of_nothing_give_nothing_and_mistakes_come_through(tmp_path):
    def mistaken():
        raise EngineError("mine")

    with shop(tmp_path, trials=("everyone",)) as ws:
        assert read_together(ws.contract, []) == []
        with pytest.raises(EngineError, match="mine"):
            read_together(ws.contract, [mistaken, lambda: 1])
