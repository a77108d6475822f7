"""Many tests taken together: one scale, shrunk effects, and what the winners bring in total.

`scale` puts effects of different metrics on one scale; `prior` holds what is believed of true
effects; `empirical_bayes` learns that from the tests and shrinks each; `winners` corrects the total
of those chosen because they looked good; `value` says what a test is worth before it is run;
`forecasts` sets what was expected beside what came.
"""

from stagelift.statistics.programme.empirical_bayes import Together, believe, learn
from stagelift.statistics.programme.forecasts import (
    Calibration,
    Score,
    calibration,
    score_forecast,
)
from stagelift.statistics.programme.prior import DEFAULT_SPREAD, LEAST_TESTS
from stagelift.statistics.programme.scale import LogRatio, log_ratio_of_counts, log_ratio_of_levels
from stagelift.statistics.programme.value import expected_gain
from stagelift.statistics.programme.winners import WinnersTotal, winners_total

__all__ = [
    "DEFAULT_SPREAD",
    "LEAST_TESTS",
    "Calibration",
    "LogRatio",
    "Score",
    "Together",
    "WinnersTotal",
    "believe",
    "calibration",
    "expected_gain",
    "learn",
    "log_ratio_of_counts",
    "log_ratio_of_levels",
    "score_forecast",
    "winners_total",
]
