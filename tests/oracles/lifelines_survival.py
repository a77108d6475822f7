"""Survival by lifelines: writes what it gives, for `tests/conformance/survival.json` to be held to.

Run once in an environment of its own, not the project's (lifelines brings pandas and more):

    python -m venv /tmp/lifelines && /tmp/lifelines/bin/pip install lifelines==0.30.3
    /tmp/lifelines/bin/python tests/oracles/lifelines_survival.py > lifelines_survival.json

Versions used: lifelines 0.30.3, numpy 2.4.6, pandas 2.3.3, scipy 1.17.1, Python 3.11. The figures
printed are copied into the cases whose source names lifelines. It was not asked for the variance of
the restricted mean (`return_variance` is that of the time, not of the mean), entries at the time of
an exit (it counts who enters as at risk) and ties with several causes (it moves times at random).
"""

from __future__ import annotations

import json
import sys
import warnings

import numpy as np
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from lifelines.utils import median_survival_times, restricted_mean_survival_time

# Freireich et al. 1963, months in remission of 21 pairs with acute leukaemia; 0 is censored.
SIX_MP = {
    "times": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    "seen": [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
}
PLACEBO = {
    "times": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
    "seen": [1] * 21,
}
THIRD = {
    "times": [2, 3, 3, 5, 7, 8, 9, 9, 12, 14, 15, 18, 20, 21, 26],
    "seen": [1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0],
}
# entered, left, seen: entries are halves, so none falls on an exit
LATE = [
    (0, 4, 1),
    (0, 7, 1),
    (0, 9, 0),
    (0, 9, 1),
    (0, 12, 1),
    (2.5, 6, 1),
    (2.5, 15, 0),
    (3.5, 12, 1),
    (5.5, 8, 1),
    (5.5, 20, 0),
    (7.5, 14, 1),
    (9.5, 17, 1),
    (9.5, 21, 0),
]
# distinct times, cause 1 or 2, 0 is censored
CAUSES = {
    "times": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    "cause": [1, 2, 0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 0, 2, 1, 0],
}


def arrays(group):
    return np.array(group["times"], float), np.array(group["seen"])


def curve(times, seen, **more):
    fitted = KaplanMeierFitter(alpha=0.05).fit(times, seen, **more)
    limits = fitted.confidence_interval_
    table = fitted.event_table
    at = [t for t in fitted.survival_function_.index if t > 0]
    median = median_survival_times(limits)
    return {
        "times": at,
        "at_risk": table["at_risk"].reindex(at).tolist(),
        "survival": fitted.survival_function_.iloc[:, 0].reindex(at).tolist(),
        "low": limits.iloc[:, 0].reindex(at).tolist(),
        "high": limits.iloc[:, 1].reindex(at).tolist(),
        "median": float(fitted.median_survival_time_),
        "median_limits": [float(v) for v in median.iloc[0]],
        "restricted": {
            str(tau): float(restricted_mean_survival_time(fitted, t=tau)) for tau in (10, 20)
        },
    }


def tested(found):
    return {"chi_square": float(found.test_statistic), "p_value": float(found.p_value)}


def weighted(p, q):
    (t1, e1), (t0, e0) = arrays(SIX_MP), arrays(PLACEBO)
    return tested(
        logrank_test(t1, t0, e1, e0, weightings="fleming-harrington", p=p, q=q)
        if p or q
        else logrank_test(t1, t0, e1, e0)
    )


def incidences():
    times, cause = np.array(CAUSES["times"], float), np.array(CAUSES["cause"])
    found = {}
    for one in (1, 2):
        fitted = AalenJohansenFitter(calculate_variance=True).fit(
            times, cause, event_of_interest=one
        )
        found[str(one)] = {
            "incidence": fitted.cumulative_density_.iloc[1:, 0].tolist(),
            "variance": fitted.variance_.iloc[1:].to_numpy().ravel().tolist(),
        }
    return found


def main():
    warnings.simplefilter("ignore")
    groups = {"six_mp": SIX_MP, "placebo": PLACEBO, "third": THIRD}
    entered, left, seen = (np.array(column, float) for column in zip(*LATE, strict=True))
    parts = [arrays(group) for group in groups.values()]
    labels = np.repeat([0, 1, 2], [len(part[0]) for part in parts])
    every = np.concatenate([p[0] for p in parts]), labels, np.concatenate([p[1] for p in parts])
    found = {name: curve(*arrays(group)) for name, group in groups.items()}
    found["late"] = curve(left, seen, entry=entered)
    found["log_rank"] = {f"{p},{q}": weighted(p, q) for p, q in ((0, 0), (1, 0), (0, 1), (0.5, 2))}
    found["three_groups"] = tested(multivariate_logrank_test(*every))
    found["causes"] = incidences()
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
