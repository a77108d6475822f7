from __future__ import annotations

import pytest

from stagelift.definitions.rules import RULES

METRIC = "conversion: ordered\n"
EXPERIMENT = "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\n"
TABLE = "{read: dw.mart.app, customer: id, time: ts, event: name}"
SOURCE = "{read: a.csv, customer: id, time: ts, event: name}"
JOURNEY = f"country: KR\nsources: {{app: {SOURCE}}}\nstages: {{a: visited, b: ordered}}\n"


def experiment(text):
    return {"metrics/m.yaml": METRIC, "experiments/e.yaml": EXPERIMENT + text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "guardrails: {m: 0.3%}\n",
            (
                "4: guardrails.m: '0.3%' of a share can be read in two ways, "
                "pp or relative. Write '0.3pp' for points, or '0.3% relative'"
            ),
        ),
        ("guardrails: {m: 0.3 % relative}\n", None),
        ("guardrails: {m: 0.3pp}\n", None),
        ("secondary: [m]\n", "4: secondary[1]: 'm' is the primary metric already"),
        ("secondary: m\n", "4: secondary: 'm' is the primary metric already"),
        (
            "run: 2026-10-01..2026-10-31\nenters: once, on 2026-11-01\n",
            "5: enters: 2026-11-01 is not within the run 2026-10-01..2026-10-31",
        ),
        (
            "run: 2026-10-01..2026-10-31\nlooks: once\ndecide: {by: 2026-10-31}\n",
            "6: decide.by: the decision is due on 2026-10-31, before the run ends on 2026-10-31",
        ),
        ("run: 2026-10-01..2026-10-31\nlooks: always\ndecide: {by: 2026-10-15}\n", None),
        ("run: 2026-10-01..2026-10-31\ndecide: {by: 2026-11-07}\n", None),
        (
            "run: 2026-10-01..2026-10-31\ncorrection: dunnett\n",
            (
                "5: correction: 'dunnett' corrects a single look, and this plan looks several "
                "times. Write 'bonferroni', or 'looks: once'"
            ),
        ),
        ("run: 2026-10-01..2026-10-31\nlooks: once\ncorrection: dunnett\n", None),
    ],
)
def test_rules_of_experiments(read, text, expected):
    _, issues = read(experiment(text))
    assert issues == ([f"experiments/e.yaml:{expected}"] if expected else [])


def test_a_text_that_is_sent_exists(read):
    variants = (
        "audience: everyone\nprimary: m\nvariants:\n  a: none\n  b: {channel: sms, message: b.md}\n"
    )
    files = {"metrics/m.yaml": METRIC, "experiments/e.yaml": variants}
    assert read(files)[1] == [
        "experiments/e.yaml:5: variants.b.message: the file 'b.md' does not exist"
    ]
    assert read({**files, "b.md": "Hello"})[1] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "rules: {guardrails: {m: 9%}}\n",
            (
                "4: rules.guardrails.m: '9%' of a share can be read in "
                "two ways, pp or relative. Write '9pp' for points, or '9% relative'"
            ),
        ),
        ("rules: {guardrails: {m: 9pp}}\n", None),
        (
            "rules: {guardrails: {m: x}}\n",
            "4: rules.guardrails.m: 'x' is not a margin; write '0.3pp', '9%' or a number",
        ),
        (
            "rules: {worth: {m: 3 USD}}\n",
            "4: rules.worth.m: '3 USD' is not in the journey's currency KRW",
        ),
        ("rules: {worth: {m: 3 won}}\n", None),
        ("rules: {worth: {m: 3}}\n", None),
        ("rules: nothing\n", "4: rules: 'nothing' came, a mapping of keys is expected"),
    ],
)
def test_rules_of_the_journey(read, text, expected):
    _, issues = read({"journey.yaml": JOURNEY + text, "metrics/m.yaml": METRIC})
    assert issues == ([f"journey.yaml:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"country: KR\nsources: {{app: {SOURCE}}}\nstages: {{}}\n",
            "3: stages: no stage came; write at least one",
        ),
        (
            f"country: KR\nsources: {{app: {SOURCE}}}\nstages:\n  a: x\n  b: y | x\n",
            ("5: stages.b: 'x' already opens the stage 'a'. Write 'x x2' for a later time"),
        ),
        (
            (f"country: KR\nsources: {{app: {TABLE}}}\nstages: {{a: visited}}\n"),
            (
                "2: sources.app.read: unknown connection 'dw'. "
                "Write it under 'connections:', as in 'dw: {postgresql: $URL}'"
            ),
        ),
        (
            (
                f"country: KR\nconnections: {{dw: {{postgresql: $URL}}}}\n"
                f"sources: {{app: {TABLE}}}\nstages: {{a: visited}}\n"
            ),
            None,
        ),
        (
            (
                f"country: KR\nsources: {{app: {SOURCE.replace('a.csv', 'a.b.csv')}}}\n"
                "stages: {a: visited}\n"
            ),
            None,
        ),
    ],
)
def test_rules_of_sources_and_stages(read, text, expected):
    _, issues = read({"journey.yaml": text})
    assert issues == ([f"journey.yaml:{expected}"] if expected else [])


def test_a_column_needs_a_source_with_one_row_per_customer(read):
    metric = {"metrics/m.yaml": "label: M\nconversion: {column: bought}\n"}
    assert read(metric)[1] == [
        (
            "metrics/m.yaml:2: conversion: no source has the column 'bought' per customer. "
            "Write 'shape: unit' in the source that holds it"
        )
    ]
    unit = "country: KR\nsources: {a: {read: a.csv, shape: unit, customer: row}}\nstages: {s: x}\n"
    assert read({**metric, "journey.yaml": unit})[1] == []


def test_two_experiments_need_two_salts(read):
    files = experiment("salt: one\n")
    files["experiments/f.yaml"] = files["experiments/e.yaml"]
    assert read(files)[1] == [
        (
            "experiments/f.yaml:4: salt: 'one' already splits the experiment 'e'. "
            "Every experiment needs a salt of its own"
        )
    ]


def test_every_rule_says_what_holds():
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)
