"""The one-line values of an experiment's file: the holdback after shipping, a stated baseline."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from stagelift.definitions import Mistake, read_workspace
from stagelift.definitions.holdback import Holdback
from stagelift.definitions.stated import Baseline
from stagelift.metrics.registry import KINDS
from stagelift.metrics.standard import standard_metrics

JOURNEY = (
    "journey: tiny\nzone: UTC\ndata: e.parquet\nstages:\n  looking: visited\n  buying: ordered\n"
)
TEST = """\
audience: everyone
primary: {primary}
run: 2026-01-05..2026-01-18
variants: {{quiet: none, push: push}}
"""


@pytest.mark.parametrize(
    ("written", "share", "variant", "days"),
    [
        ("keep 5% on email_day2 for 4 weeks", Fraction(1, 20), "email_day2", 28),
        ("keep 1/3 for 10 days", Fraction(1, 3), "", 10),
        ("keep 12.5% on quiet for 1 week", Fraction(1, 8), "quiet", 7),
    ],
)
def test_a_holdback_reads_back_as_it_was_written(written, share, variant, days):
    found = Holdback.parse(written)
    assert (found.share, found.variant, found.days) == (share, variant, days)
    assert str(found) == written
    assert found == Holdback.parse(str(found))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("leave a few on email", "is not a holdback; write 'keep 5% on email_day2 for 4 weeks'"),
        ("keep 60% on a for 4 weeks", "at most 50% can be kept"),
        ("keep 0% on a for 4 weeks", "more than 0%"),
        ("keep 5 on a for 4 weeks", "not between 0% and 100%"),
        ("keep 5% on a for 1 month", "has no fixed length"),
        ("keep 5% on a for 36 hours", "whole days or weeks"),
    ],
)
def test_what_is_no_holdback_is_refused(written, words):
    with pytest.raises(Mistake, match=words):
        Holdback.parse(written)


def test_a_holdback_below_five_per_cent_scores_nothing():
    assert Holdback.parse("keep 5% for 2 weeks").scores
    assert not Holdback.parse("keep 4.9% for 2 weeks").scores


@pytest.mark.parametrize(
    ("written", "levels", "sd", "traffic"),
    [
        ('8%..12% from "pilot in Busan, May 2026"', (0.08, 0.12), None, None),
        ('10% from "the old shop"', (0.1,), None, None),
        ('8..12% from "a guess"', (0.08, 0.12), None, None),
        ('4800, sd 12000, 3,000 a week from "the ERP"', (4800.0,), Decimal(12000), 3000),
    ],
)
def test_a_baseline_has_levels_and_a_source(written, levels, sd, traffic):
    found = Baseline.parse(written)
    assert found.levels == pytest.approx(levels)
    assert (found.sd, found.per_week) == (sd, traffic)
    assert Baseline.parse(str(found)) == found


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("8%..12%", "does not say where the level is known from"),
        ('8%..12% from ""', "does not say where"),
        ('12%..8% from "x"', "runs backwards"),
        ('8%..0.12 from "x"', "is not a level or a range"),
        ('about 8% from "x"', "is not a level or a range"),
        ('8%, sdd 3 from "x"', "'sd 12000' or '3000 a week' is expected"),
    ],
)
def test_what_is_no_baseline_is_refused(written, words):
    with pytest.raises(Mistake, match=words):
        Baseline.parse(written)


@pytest.mark.parametrize(
    ("primary", "line", "message"),
    [
        (
            "first_order",
            "decide: {after_ship: keep 5% on pussh for 4 weeks}",
            "decide.after_ship: unknown variant 'pussh'. Did you mean 'push'?",
        ),
        ("first_order", 'baseline: 8..12 from "x"', "lies below 100%. Write '8%'"),
        ("spent", 'baseline: 8 from "x"', "how much customers differ is needed too"),
    ],
)
def test_what_does_not_fit_the_experiment_is_named_with_its_line(tmp_path, primary, line, message):
    (tmp_path / "experiments").mkdir()
    (tmp_path / "metrics").mkdir()
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    metrics = "metrics:\n  first_order: {conversion: ordered, within: 7 days}\n"
    metrics += "  spent: {sum: ordered.value, within: 7 days}\n"
    (tmp_path / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    text = f"{TEST.format(primary=primary)}{line}\n"
    (tmp_path / "experiments" / "a.yaml").write_text(text, encoding="utf-8")
    _, issues = read_workspace(tmp_path, kinds=KINDS, standard=standard_metrics)
    assert len(issues) == 1
    assert str(issues[0]).startswith("experiments/a.yaml:5:")
    assert message in str(issues[0])
