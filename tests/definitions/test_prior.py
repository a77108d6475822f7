"""The prior of an experiment's file, as it may be written."""

from __future__ import annotations

import pytest

from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.prior import Prior
from stagelift.experiments.exploring.bayes import as_written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("±10%", "0% ± 10%"),
        ("+0.5pp ± 1pp", "0.5pp ± 1pp"),
        ("-2% +- 5%", "-2% ± 5%"),
        ("0 +/- 1,500", "0 ± 1500"),
    ],
)
def test_a_prior_is_a_centre_and_a_spread(text, said):
    assert str(Prior.parse(text)) == said
    assert Prior.parse(said) == Prior.parse(text)


def test_per_cent_are_log_ratios_and_points_are_differences():
    assert as_written(Prior.parse("±10%")).scale == "log_ratio"
    assert as_written(Prior.parse("±10%")).spread == pytest.approx(0.1)
    points = as_written(Prior.parse("0.3pp ± 1pp"))
    assert (points.scale, points.centre, points.spread) == ("difference", 0.003, 0.01)
    assert as_written(Prior.parse("100 ± 500")).spread == 500.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10%", "is no prior"),
        ("flat", "is no prior"),
        ("0% ± 0%", "no spread"),
        ("1% ± 1pp", "mixes units"),
        ("1 ± 5%", "mixes units"),
    ],
)
def test_what_is_no_proper_prior_is_refused(text, words):
    with pytest.raises(Mistake, match=words):
        Prior.parse(text)
