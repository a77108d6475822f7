"""What cannot be launched: each mistake is named, with its cure, and nothing is written."""

from __future__ import annotations

import contextlib

import pytest
from test_life import METRICS, TRIAL, at_day, launched, seen, shop

import stagelift
from stagelift.errors import ArgumentError, DefinitionError
from tiny import day, workspace

SHARES = "variants: {{a: {{channel: email, share: {a}}}, b: {{channel: push, share: {b}}}}}"


def definition(**changes):
    text = TRIAL.format(more="")
    for old, new in changes.items():
        line = next(one for one in text.splitlines() if one.startswith(f"{old}:"))
        text = text.replace(line, new)
    return text


def broken(root, text, **options):
    workspace_of(root, text, **options)
    with pytest.raises(DefinitionError) as error:
        stagelift.open(root)
    return str(error.value)


def workspace_of(root, text, **options):
    rows = [("c", day(0), "visited")]
    trials = {"trial": text, **options.pop("others", {})}
    with contextlib.suppress(DefinitionError):  # it is asked for again
        metrics = options.pop("metrics", METRICS)
        workspace(root, rows, metrics=metrics, experiments=trials, **options).close()


def test_shares_of_a_little_more_than_everybody(tmp_path):
    text = definition(variants=SHARES.format(a="50.01%", b="50%"))
    said = broken(tmp_path, text)
    assert "experiments/trial.yaml:3: variants: the shares sum to 1.0001" in said


def test_a_bare_dm(tmp_path):
    text = definition(variants="variants: {a: email, b: dm}")
    said = broken(tmp_path, text)
    assert "experiments/trial.yaml:3: variants.b: 'dm' is two channels" in said
    assert "'post' for letters, 'social' for messages" in said


def test_a_per_cent_where_points_are_meant(tmp_path):
    left = "  left: {conversion: unsubscribed, within: 1 day, better: down}\n"
    text = TRIAL.format(more="guardrails: {left: 0.3%}")
    said = broken(tmp_path, text, metrics=METRICS + left)
    assert "experiments/trial.yaml:6: guardrails.left: '0.3%' of a share can be read in two" in said
    assert "Write '0.3pp' for points, or '0.3% relative'" in said


@pytest.mark.parametrize("salt", ["other", "holdout", "other/traffic", "layer/cart"])
def test_a_salt_that_draws_something_else(tmp_path, salt):
    other = TRIAL.format(more="layer: cart")
    text = TRIAL.format(more=f"salt: {salt}")
    said = broken(tmp_path, text, others={"other": other})
    assert f"experiments/trial.yaml:6: salt: '{salt}' already" in said
    assert "Every experiment needs a salt of its own" in said


def test_a_salt_of_an_experiment_whose_file_was_changed_since(tmp_path):
    shop(
        tmp_path,
        seen(),
        experiments={"trial": TRIAL.format(more=""), "other": TRIAL.format(more="salt: own")},
    )
    with at_day(tmp_path, 6) as ws:
        ws.experiments["other"].launch(planned_units=300)
    path = tmp_path / "experiments" / "other.yaml"
    path.write_text(path.read_text("utf-8").replace("salt: own", "salt: mine"), encoding="utf-8")
    trial = tmp_path / "experiments" / "trial.yaml"
    trial.write_text(trial.read_text("utf-8") + "salt: own\n", encoding="utf-8")
    with (
        at_day(tmp_path, 6) as ws,
        pytest.raises(
            ArgumentError, match=r"'own' was used by 'other' \(experiments/other\.plan\.yaml\)"
        ),
    ):
        ws.experiments["trial"].launch(planned_units=300)
    assert not (tmp_path / "experiments" / "trial.plan.yaml").exists()


def test_an_audience_of_three(tmp_path):
    visits = {f"c{n}": [2.0 + n] for n in range(3)}
    ws = shop(tmp_path, visits)
    with pytest.raises(ArgumentError, match=r"would have 3 customers, 1\.5 of them in 'a'"):
        ws.experiments["trial"].launch()
    assert not (tmp_path / "experiments" / "trial.plan.yaml").exists()


def test_nobody_reachable_by_both_channels(tmp_path):
    visits = seen(customers=60)
    people = [(name, *("YN" if n % 2 else "NY")) for n, name in enumerate(visits)]
    ws = shop(
        tmp_path,
        visits,
        more="reachable_by: all variants",
        customers=(("customer", "email_ok", "push_ok"), people),
    )
    path = tmp_path / "journey.yaml"
    kept = "keep: {email_ok: email_ok, push_ok: push_ok}"
    text = path.read_text("utf-8")
    assert kept in text
    path.write_text(text.replace(kept, "consent: {email: email_ok, push: push_ok}"), "utf-8")
    ws = at_day(tmp_path, 6)
    with pytest.raises(ArgumentError, match="nobody who qualifies agreed to email and push"):
        ws.experiments["trial"].launch(planned_units=60)
    assert not (tmp_path / "experiments" / "trial.plan.yaml").exists()


def test_launching_twice_as_it_was_or_changed(tmp_path):
    launched(tmp_path, seen(customers=40))
    plan = tmp_path / "experiments" / "trial.plan.yaml"
    before = plan.read_bytes()
    with pytest.raises(ArgumentError, match="is launched already; `stagelift enrol trial`"):
        at_day(tmp_path, 6).experiments["trial"].launch(planned_units=300)
    path = tmp_path / "experiments" / "trial.yaml"
    path.write_text(path.read_text("utf-8").replace("once", "always"), encoding="utf-8")
    with pytest.raises(
        ArgumentError, match="launched already and departs from the frozen plan: looks"
    ):
        at_day(tmp_path, 6).experiments["trial"].launch(planned_units=300)
    assert plan.read_bytes() == before


def test_a_metric_deleted_after_the_launch(tmp_path):
    launched(tmp_path, seen(customers=40))
    path = tmp_path / "metrics" / "all.yaml"
    path.write_text(path.read_text("utf-8").replace("bought", "paid"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        at_day(tmp_path, 6)
    said = str(error.value)
    assert (
        "experiments/trial.yaml:2: primary: the metric 'bought' was deleted after the launch"
        in said
    )
    assert "experiments/trial.plan.yaml holds it under 'metrics'" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("planned_units: 300", "planned_units: many", "planned_units: 'many' came, a whole number"),
        ("looks: once", "looks: daily", "looks: 'daily' came, once, weekly or always"),
        ("frozen_at: '2026", "frozen_at: 'x2026", "frozen_at: 'x2026-01-11"),
    ],
)
def test_a_plan_edited_into_none(tmp_path, old, new, said):
    launched(tmp_path, seen(customers=40))
    path = tmp_path / "experiments" / "trial.plan.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with at_day(tmp_path, 12) as ws, pytest.raises(ArgumentError, match=f"plan.yaml: {said}"):
        ws.experiments["trial"].readout()
