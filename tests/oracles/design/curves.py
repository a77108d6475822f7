"""Power by units, and the smallest effect by weeks."""

from __future__ import annotations

from asked import aim, case, setting, value
from scipy import optimize
from statsmodels.stats import power as sm_power


def curves():
    test = sm_power.TTestIndPower()
    source = "statsmodels 0.15.0 TTestIndPower (one-sided 2.5 %)"
    powers = [float(test.power(0.25, n // 2, 0.025, alternative="larger")) for n in (50, 200, 800)]
    case(
        "power at three sizes",
        "curves.by_units",
        {"baseline": value(4.0), "effect": 0.5, "totals": [50, 200, 800]},
        {"result": [{"power": chance} for chance in powers]},
        source,
    )

    def shortfall(size, n):
        return test.power(size, n, 0.025, alternative="larger") - 0.8

    sizes = [
        float(optimize.brentq(shortfall, 0.01, 3.0, args=(50 * weeks,), xtol=1e-14))
        for weeks in (1, 2, 4)
    ]
    case(
        "the smallest effect by weeks of 100 units",
        "curves.by_weeks",
        {
            "baseline": value(4.0),
            "traffic": {
                "design.weeks.Traffic": {"per_week": 200, "reachable": 0.5, "window_days": 7}
            },
            "weeks": [1, 2, 4],
        },
        {
            "result": [
                {"effect": 2.0 * size, "units": 100 * weeks, "ready_days": 7 * weeks + 7}
                for size, weeks in zip(sizes, (1, 2, 4), strict=True)
            ]
        },
        source + ", solved by scipy 1.17.1 brentq",
        1e-9,
    )
    case(
        "the smallest effect of fifty units a group",
        "sizes.mde",
        {
            "baseline": value(4.0),
            "n": [50, 50],
            "setting": setting(aim=aim("difference", 0, "down")),
        },
        {"effect": -2.0 * sizes[0]},
        source + ", solved by scipy 1.17.1 brentq",
        1e-9,
    )
