"""Who answered, on the readout's page: by stage and by what differs most, while it may be read."""

from __future__ import annotations

from dataclasses import replace

import trial

from stagelift.experiments.exploring.exploration import Row
from stagelift.experiments.exploring.groups import Groups
from stagelift.reports.experiment_report import ExperimentReport


def cell(stage, value, *, dimension=None, segment=None, shrunk=None):
    low, high = (None, None) if value is None else (value - 0.01, value + 0.01)
    estimate = trial._estimate(
        "first_order",
        "stage",
        value=value,
        low=low,
        high=high,
        level=0.95,
        n=4_000,
        stage=stage,
        segment=segment,
        variant="push_1h",
        status="ok" if value is not None else "low_n",
    )
    drawn = {} if shrunk is None else {"shrunk": shrunk, "shrunk_low": -0.01, "shrunk_high": 0.03}
    return Row(
        estimate=estimate, dimension=dimension, channel="push", against_channel="email", **drawn
    )


def groups(dimension, p):
    return Groups(
        dimension=dimension,
        stage=None,
        variant="push_1h",
        compared=2,
        p_value=p,
        adjusted_p_value=min(1.0, 2 * p),
    )


SEEN = trial.explored(
    rows=(
        cell("awareness", 0.045),
        cell("consideration", 0.002),
        cell(None, 0.03, dimension="os", segment="os=<b>ios</b>", shrunk=0.012),
        cell(None, None, dimension="os", segment="os=web"),
        cell(None, 0.01, dimension="grade", segment="grade=gold"),
    ),
    groups=(groups("grade", 0.6), groups("os", 0.2), groups("stage", 0.01)),
)


def page(seen=SEEN, language="en"):
    report = ExperimentReport(
        trial.source(trial.readout(), seen=seen), "cart_reminder", language=language
    )
    return report.chart("answered").html, report


def test_stages_and_what_differs_most_are_drawn_and_a_table_holds_the_rest():
    html, report = page()
    assert html.count("<caption>") == 2
    assert "+4.5" in html
    assert "+1.2" in html  # shrunk, where it is
    assert "gold" not in html
    assert "too few to be shown" in html
    assert "p 0.020" in html  # corrected, as three ways to split were looked at
    (twin,) = report.material.twins
    assert [row[0] for row in twin.rows][-1] == "grade gold"
    assert len(twin.rows) == len(SEEN.rows)


def test_every_number_is_a_fact_and_every_text_is_text():
    html, report = page()
    assert "<b>ios</b>" not in html
    facts = {fact.name: fact for fact in report.material.book}
    assert facts["explored.stage.awareness@push_1h"].value == 0.045
    assert facts["explored.os.os=<b>ios</b>@push_1h"].method == "shrunk towards the other groups"


def test_nothing_is_drawn_while_nothing_may_be_read():
    assert page(trial.explored(shut="red"))[0] == ""
    assert page(trial.explored())[0] == ""
    only = replace(SEEN, rows=(cell("awareness", None),), groups=(groups("stage", 0.5),))
    assert page(only)[0] == ""


def test_it_reads_in_korean():
    assert "누가 반응했나" in page(language="ko")[0]
