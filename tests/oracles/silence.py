"""Cases of the conformance set for silences.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/silence.py
"""

from __future__ import annotations

import numpy as np
from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def silence() -> list[Case]:
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = [[g, 3 + g % 17, g % 3 > 0, 1] for g in range(120)]
    days = np.array([r[1] for r in rows])
    back = np.array([bool(r[2]) for r in rows])
    km = SurvfuncRight(days - 0.5 * ~back, back.astype(int))  # an open silence ends before its day

    def lasting(day: int) -> float:
        before = [s for t, s in zip(km.surv_times, km.surv_prob, strict=True) if t < day]
        return float(before[-1]) if before else 1.0

    made = {"silence.Silences.from_counts": {"counts": rows}}
    found = [
        case(
            f"the risk of a return in {h} days after {w}",
            "silence.return_risk",
            {"silences": made, "window": w, "horizon": h},
            {"value": 1 - lasting(w + h) / lasting(w)},
            "statsmodels 0.15.0 SurvfuncRight",
        )
        for w, h in ((0, 5), (4, 6), (8, 8))
    ]
    gone = {"silence.Silences.from_counts": {"counts": [[g, 40, False, 1] for g in range(50)]}}
    upper = float(stats.binomtest(0, 50).proportion_ci(0.95, "exact").high)
    found += [
        case(
            "nobody came back",
            "silence.return_risk",
            {"silences": gone, "window": 7, "horizon": 28},
            {"value": 0.0, "low": 0.0, "high": upper, "method": "clopper_pearson"},
            f"{SCIPY} binomtest exact",
        ),
        case(
            "no silence lasted so long",
            "silence.return_risk",
            {"silences": gone, "window": 60, "horizon": 7},
            {"value": None, "status": "no_data"},
            "by definition",
        ),
        case(
            "followed for too short",
            "silence.return_risk",
            {"silences": gone, "window": 30, "horizon": 30},
            {"value": None, "status": "not_identifiable"},
            "by definition",
        ),
        case(
            "a horizon of no days",
            "silence.return_risk",
            {"silences": gone, "window": 7, "horizon": 0},
            {"error": "horizon is 0"},
            "by definition",
        ),
    ]
    return found


if __name__ == "__main__":
    write("silence", silence())
