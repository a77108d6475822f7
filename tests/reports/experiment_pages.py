"""The readout page of a trial as its cells make it."""

from __future__ import annotations

import trial

from stagelift.formatting import NARROW
from stagelift.reports.experiment_report import CHARTS, TABLES, ExperimentReport

DECISION = {
    "decision": "ship",
    "owner": "박지훈",
    "on": "2026-11-20",
    "reason": "costs nothing",
    "forecast": "about two more of a hundred",
    "effect": {"metric": "first_order", "value": "0.021", "low": "0.012", "high": "0.03"},
}


def report(found, language="en", **fields):
    return ExperimentReport(trial.source(found, **fields), "cart_reminder", language=language)


def page(made):
    """Every cell of the notebook, in its order."""
    tables = {name: made.table(name) for name in TABLES}
    charts = {name: made.chart(name) for name in CHARTS}
    return [
        *(made.head(), made.answer(), charts["forest"], made.checks()),
        *(tables["plan"], tables["messages"], tables["levels"], charts["later"], tables["looks"]),
        *(tables["decision"], made.finish()),
    ]


def words(found, language="en", **fields):
    return " ".join(map(str, page(report(found, language, **fields)))).replace(NARROW, " ")


def answer(found, language="en", **fields):
    return str(report(found, language, **fields).answer()).replace(NARROW, " ")


def harmed():
    """A ship-worthy primary beside a guardrail that is wholly beyond its limit."""
    estimates = [e for e in trial.readout().estimates if e.metric != "left"]
    left = trial.outcome("left", "guardrail", 126, 300)
    state = trial.reading(next(e for e in left if e.measure == "effect"))
    assert state.state == "breached"
    return trial.readout(
        verdict="stop", estimates=(*estimates, *left), guardrails={("push_1h", "left"): state}
    )
