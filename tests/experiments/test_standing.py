"""Advance and contract churn per assigned customer: from where each stood when assigned."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pandas as pd
import pytest

import stagelift
from stagelift.errors import DefinitionError
from stagelift.statistics.proportions import difference_of_proportions
from tiny import MONDAY, day, workspace, write_csv

BOUGHT = "  bought: {conversion: ordered, within: 7 days}\n"
METRICS = BOUGHT + "  churn: {churn: contracts, within: 7 days}\n"
TRIAL = """\
question: Who moves on?
audience: everyone
primary: {primary}
run: 2026-01-05..2026-01-11
variants: {{a: email, b: push}}
looks: {looks}
{more}
"""
CLOSED = MONDAY + timedelta(days=14, microseconds=1)
ALIVE = [("z", day(days), "searched") for days in (6, 9.9, 13.9)]
MICRO = 1 / 86_400e6
TERMS = ("customer", "start", "end")


def trial(primary, looks="once", more=""):
    return TRIAL.format(primary=primary, looks=looks, more=more)


def opened(root, text, *, events=(), arms=(), terms=(), metrics=METRICS, as_of=CLOSED):
    rows = [(customer, "trial", variant, day(at)) for customer, variant, at in arms]
    if terms is not None:
        write_csv(root / "terms.csv", TERMS, terms)
        extra = "  terms: {read: terms.csv, as: contracts, customer: customer, start: start, "
        extra += "end: end}\nstages:\n"
    for name in ("metrics/all.yaml", "experiments/trial.yaml"):
        (root / name).unlink(missing_ok=True)  # written for another call
    workspace(root, [*ALIVE, *events], assignments=rows, as_of=as_of).close()
    path = root / "journey.yaml"
    if terms is not None:
        path.write_text(path.read_text("utf-8").replace("stages:\n", extra), encoding="utf-8")
    (root / "metrics" / "all.yaml").write_text(f"metrics:\n{metrics}", encoding="utf-8")
    (root / "experiments" / "trial.yaml").write_text(text, encoding="utf-8")
    return stagelift.open(root, as_of=as_of)


def readout(*args, **more):
    with opened(*args, **more) as ws:
        return ws.experiments["trial"].readout()


def level(found, metric, variant="a"):
    return found.estimate(metric, "level", variant)


# what a customer did, with the day, and whether it reached its next stage within a week of day 0.5;
# None where it stood in no stage, or in the last
STOOD = {
    "looked, then ordered": ([("visited", -3), ("ordered", 2)], 1),
    "looked, then nothing": ([("visited", -3)], 0),
    "looked, ordered too late": ([("visited", -3), ("ordered", 7.5)], 0),
    "ordered as it was assigned": ([("visited", -3), ("ordered", 0.5)], 0),
    "ordered as it was assigned, and again": ([("ordered", 0.5), ("ordered", 3)], 1),
    "bought, then again": ([("ordered", -9), ("ordered", 4)], 1),
    "bought, then looked: its next is buying": (
        [("ordered", -9), ("visited", -2), ("ordered", 4)],
        1,
    ),
    "bought, then looked: a review is not its next": (
        [("ordered", -9), ("visited", -2), ("reviewed", 4)],
        0,
    ),
    "two at one instant: the later stage": ([("visited", -1), ("ordered", -1), ("ordered", 2)], 1),
    "stays, then tells": ([("ordered", -9), ("ordered", -8), ("reviewed", 1)], 1),
    "tells already: no next stage": ([("reviewed", -1), ("ordered", 2)], None),
    "in no stage": ([("searched", -1), ("ordered", 2)], None),
    "nothing at all": ([], None),
}


def test_where_each_stood_and_whether_it_moved_on(tmp_path):
    events = [(c, day(at), name) for c, (rows, _) in STOOD.items() for name, at in rows]
    arms = [(case, "a", 0.5) for case in STOOD]
    arms += [(f"quiet{number}", "b", 0.5) for number in range(len(STOOD))]
    events += [(f"quiet{number}", day(-1), "visited") for number in range(len(STOOD))]
    found = readout(
        tmp_path, trial("advanced"), events=events, arms=arms, terms=None, metrics=BOUGHT
    )
    base = [moved for _, moved in STOOD.values() if moved is not None]
    shown = level(found, "advanced")
    assert (shown.n, shown.k) == (len(base), sum(base))
    assert dict(shown.excluded) == {"no_next_stage": len(STOOD) - len(base)}
    assert (level(found, "advanced", "b").n, level(found, "advanced", "b").k) == (len(STOOD), 0)
    assert "advanced" not in {estimate.metric for estimate in found.adjusted}


@pytest.mark.parametrize("case", STOOD)
def test_each_customer_alone(stood, case):
    assert stood.get(case) == STOOD[case][1]


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """Whether each moved on, from one query split by an attribute."""
    from stagelift.data.query import (
        Attribute,
        MappedAssignments,
        Measurement,
        StageAdvance,
        measure,
    )
    from stagelift.data.zones import to_us
    from stagelift.journey.rules import stage_terms

    events = [(c, day(at), name) for c, (rows, _) in STOOD.items() for name, at in rows]
    customers = (("customer", "case"), [(case, case) for case in STOOD])
    sent = [(case, "trial", "a", day(0.5)) for case in STOOD]
    root, week, start = tmp_path_factory.mktemp("stood"), 7 * 86_400_000_000, to_us(MONDAY)
    with workspace(
        root, [*ALIVE, *events], customers=customers, assignments=sent, as_of=CLOSED
    ) as ws:
        stages = tuple(terms for _, terms in stage_terms(ws.journey))
        plan = Measurement(
            populations=(MappedAssignments("trial", start, start + week),),
            values=(("onward", StageAdvance(stages, week)),),
            attributes=(Attribute("case"),),
            as_of=ws.contract.as_of_us,
        )
        cells = measure(ws.contract, plan)
    return {
        cell.segment.removeprefix("case="): cell.s1 for cell in cells if cell.segment and cell.n
    }


def test_advance_is_the_conversion_of_each_stage_apart(tmp_path):
    """Everyone in one stage: the same numbers as the conversion to the next one."""
    rng = random.Random(4)
    arms = [(f"c{n}", rng.choice("ab"), rng.uniform(0, 6.9)) for n in range(300)]
    events = [(c, day(at - 1), "visited") for c, _, at in arms]
    events += [(c, day(at + rng.uniform(0, 12)), "ordered") for c, _, at in arms[::2]]
    text = trial("advanced", more="secondary: [bought]")
    found = readout(tmp_path, text, events=events, arms=arms, terms=None, metrics=BOUGHT)
    for measure in ("level", "effect"):
        one, other = found.estimate("advanced", measure), found.estimate("bought", measure)
        assert (one.n, one.k, one.value, one.low) == (other.n, other.k, other.value, other.low)
    assert found.estimate("advanced", "effect").status == "ok"


IN_FORCE = {
    "runs on": ([(-30, None)], 0),
    "ends inside": ([(-30, 3)], 1),
    "begins as it is assigned, ends inside": ([(0.5, 3)], 1),
    "ends at the end of the window": ([(-30, 7.5)], 1),
    "ends after the window": ([(-30, 7.5 + MICRO)], 0),
    "ended as it was assigned": ([(-30, 0.5)], None),
    "begins later": ([(0.5 + MICRO, None)], None),
    "begins later and ends": ([(1, 2)], None),
    "never had one": ([], None),
    "renewed at once": ([(-30, 3), (3, None)], 0),
    "renewed after a gap, within the window": ([(-30, 3), (5, None)], 0),
    "renewed after the window": ([(-30, 3), (9, None)], 1),
    "overlapping ones: the later row is rejected": ([(-30, 3), (2, None)], 1),
    "ends before it starts: rejected": ([(2, -30)], None),
}


def contracts(cases):
    return [
        (case, day(start), "" if end is None else day(end))
        for case, rows in cases.items()
        for start, end in rows
    ]


def test_who_was_under_contract_and_who_is_no_more(tmp_path):
    terms = contracts({case: rows for case, (rows, _) in IN_FORCE.items()})
    arms = [(case, "a", 0.5) for case in IN_FORCE]
    arms += [(f"kept{number}", "b", 0.5) for number in range(20)]
    terms += [(f"kept{number}", day(-1), "") for number in range(20)]
    found = readout(tmp_path, trial("churn"), arms=arms, terms=terms)
    base = {case: gone for case, (_, gone) in IN_FORCE.items() if gone is not None}
    shown = level(found, "churn")
    assert (shown.n, shown.k) == (len(base), sum(base.values()))
    assert dict(shown.excluded) == {"no_contract": len(IN_FORCE) - len(base)}
    assert level(found, "churn", "b").k == 0


def known(found, metric="churn"):
    """Units by fate, over both variants: the books of an experiment."""
    levels = [level(found, metric, variant) for variant in "ab"]
    return pd.DataFrame(
        [{"n": one.n, "churned": one.k, **dict(one.excluded)} for one in levels],
        index=list("ab"),
    ).fillna(0)


def test_the_books_balance_and_are_those_of_pandas(tmp_path):
    """In force at assignment = kept + churned; assigned = in force + without one + waiting."""
    rng = random.Random(21)
    arms, terms = [], []
    for number in range(500):
        customer = f"c{number}"
        arms.append((customer, rng.choice("ab"), round(rng.uniform(0, 6.9), 3)))
        start = rng.uniform(-60, 6)
        for _ in range(rng.choice([0, 1, 1, 2])):
            end = start + rng.uniform(1, 40)
            terms.append((customer, day(start), "" if rng.random() < 0.3 else day(end)))
            start = end + rng.choice([0, 1, 9])
            if not terms[-1][2]:
                break
    early = MONDAY + timedelta(days=10)
    text = trial("churn", looks="always")
    found = readout(tmp_path, text, arms=arms, terms=terms, as_of=early)
    units = pd.DataFrame(arms, columns=["customer", "variant", "days"])
    units["at"] = [datetime.fromisoformat(day(days)) for days in units["days"]]
    units["end"] = units["at"] + timedelta(days=7)
    rows = pd.DataFrame(terms, columns=list(TERMS))
    for name in ("start", "end"):
        rows[name] = pd.to_datetime(rows[name].replace("", None), utc=True, format="ISO8601")
    both = units.merge(rows, on="customer", suffixes=("", "_of"))
    ends = both["end_of"].fillna(pd.Timestamp("2100-01-01", tz="UTC").as_unit("us"))
    held = both[(both["start"] <= both["at"]) & (ends > both["at"])]["customer"]
    kept = both[(both["start"] <= both["end"]) & (ends > both["end"])]["customer"]
    units["held"], units["kept"] = units["customer"].isin(held), units["customer"].isin(kept)
    units["done"] = units["end"] < early
    books = known(found)
    for variant, frame in units.groupby("variant"):
        base = frame[frame["held"] & frame["done"]]
        assert books.loc[variant, "n"] == len(base)
        assert books.loc[variant, "churned"] == (~base["kept"]).sum()
        assert books.loc[variant, "no_contract"] == (~frame["held"]).sum()
        assert books.loc[variant, "immature"] == (frame["held"] & ~frame["done"]).sum()
        assert books.loc[variant, ["n", "no_contract", "immature"]].sum() == len(frame)
    assert found.assigned == units["variant"].value_counts().to_dict()


def test_contract_churn_as_guardrail_and_secondary(tmp_path):
    arms = [(f"{v}{n}", v, n % 7 + 0.5) for v in "ab" for n in range(400)]
    terms = [
        (c, day(-9), day(at + 2) if int(c[1:]) % 5 < 1 + (c[0] == "b") else "") for c, _, at in arms
    ]
    events = [(c, day(at + 1), "ordered") for c, _, at in arms[::3]]
    text = trial("bought", more="guardrails: {churn: 5pp}")
    found = readout(tmp_path, text, events=events, arms=arms, terms=terms)
    effect = found.estimate("churn", "effect")
    expected = difference_of_proportions(160, 400, 80, 400)
    assert (effect.value, effect.low) == pytest.approx((expected.value, expected.low))
    assert found.guardrails["b", "churn"].state == "breached"
    assert found.verdict == "stop"


def test_a_window_ends_before_it_is_known(tmp_path):
    """At the very end of the window it is not yet known who is still under contract."""
    arms = [(f"{v}{n}", v, 0.5) for v in "ab" for n in range(20)]
    terms = [(c, day(-9), "") for c, *_ in arms]
    end = MONDAY + timedelta(days=7.5)
    for as_of, n in ((end, 0), (end + timedelta(microseconds=1), 20)):
        with opened(
            tmp_path, trial("churn", looks="always"), arms=arms, terms=terms, as_of=as_of
        ) as ws:
            assert level(ws.experiments["trial"].readout(), "churn").n == n


def test_what_no_experiment_can_read_is_refused_at_the_line(tmp_path):
    metrics = METRICS + "  lost: {churn: contracts, weight: mrr}\n"
    for more, where in (
        ("secondary: [lost]", "secondary[1]"),
        ("guardrails: {lost: 1pp}", "guardrails.lost"),
    ):
        with pytest.raises(DefinitionError) as caught:
            opened(tmp_path, trial("bought", more=more), metrics=metrics)
        assert f"experiments/trial.yaml:7: {where}: no experiment can read it" in str(caught.value)
        assert "Write a metric with 'weight: customers' for it" in str(caught.value)


@pytest.mark.parametrize("primary", ["churn", "advanced"])
def test_without_a_covariate_the_time_before_decides_nothing(tmp_path, primary):
    with pytest.raises(DefinitionError, match=r"trial\.yaml:7: deciding: .* has no covariate"):
        opened(tmp_path, trial(primary, more="deciding: pre_period"))
