"""The repository's own top-level files are a workspace without a mistake, and fit the world."""

from __future__ import annotations

from pathlib import Path

from stagelift.definitions.load import read_workspace
from stagelift.definitions.yaml_file import read_yaml
from stagelift.demo.templates import TEMPLATES
from stagelift.demo.trials import CART_REMINDER, REVIEW_ASK, TRIALS
from stagelift.experiments.frozen import hand_edits
from stagelift.metrics.registry import KINDS

ROOT = Path(__file__).parents[2]


def test_the_definitions_load_without_an_issue():
    _, issues = read_workspace(ROOT, kinds=KINDS)
    assert [str(issue) for issue in issues] == []


def test_experiments_are_those_the_world_lives():
    definitions, _ = read_workspace(ROOT, kinds=KINDS)
    assert set(definitions.experiments) == {trial.name for trial in TRIALS}
    for trial in TRIALS:
        experiment = definitions.experiments[trial.name]
        assert list(experiment.variants) == [trial.control, trial.treatment]
    for trial in (CART_REMINDER, REVIEW_ASK):
        run = definitions.experiments[trial.name].run
        assert (run.first, run.last) == (trial.first, trial.last)


def test_truth_names_metrics_that_exist(small):
    definitions, _ = read_workspace(ROOT, kinds=KINDS)
    assert set(small.truth.kpis) <= set(definitions.metrics)
    for truth in small.truth.experiments.values():
        assert set(truth.assigned) <= set(definitions.metrics)


def test_every_message_text_is_there():
    definitions, _ = read_workspace(ROOT, kinds=KINDS)
    for experiment in definitions.experiments.values():
        for variant in experiment.variants.values():
            assert (ROOT / variant.message).read_text("utf-8").count("**") == 4


def test_the_seven_channels_are_used():
    assert len({template.channel for template in TEMPLATES}) == 7


def test_no_frozen_plan_of_the_shop_was_edited_since():
    plans = sorted((ROOT / "experiments").glob("*.plan.yaml"))
    assert len(plans) == len(TRIALS)
    for path in plans:
        record = read_yaml(path, path.name).content
        assert hand_edits(record["experiment"], record) == ()
