"""Cases of the conformance set for quantiles.

Computed from raw values in exact fractions, by numpy, scipy.stats and statsmodels, or copied from a
printed table: never by stagelift.
Ran with numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0:

    python tests/oracles/quantiles.py
"""

from __future__ import annotations

from scipy import stats
from writing import Case, case, write

SCIPY = "scipy 1.17.1"


def quantiles() -> list[Case]:
    found = [
        case(
            "the 1.96 of 95 %",
            "quantiles.normal_critical",
            {"level": 0.95},
            {"result": 1.959963985},
            "Abramowitz and Stegun 1964, table 26.5",
            tolerance=5e-9,
        ),
        case(
            "the 2.5758 of 99 %",
            "quantiles.normal_critical",
            {"level": 0.99},
            {"result": 2.575829304},
            "Abramowitz and Stegun 1964, table 26.5",
            tolerance=5e-9,
        ),
        case(
            "t with 9 degrees of freedom, 95 %",
            "quantiles.t_critical",
            {"level": 0.95, "df": 9},
            {"result": 2.262},
            "Abramowitz and Stegun 1964, table 26.10",
            tolerance=5e-4,
        ),
        case(
            "t with 1 degree of freedom, 95 %",
            "quantiles.t_critical",
            {"level": 0.95, "df": 1},
            {"result": 12.706},
            "Abramowitz and Stegun 1964, table 26.10",
            tolerance=5e-4,
        ),
    ]
    for level in (0.5, 1 - 1e-12):
        wanted = float(stats.norm.isf((1 - level) / 2))
        found.append(
            case(
                f"normal quantile at level {level!r}",
                "quantiles.normal_critical",
                {"level": level},
                {"result": wanted},
                f"{SCIPY} norm.isf",
            )
        )
    found.extend(
        case(
            f"t quantile with {df:g} degrees of freedom",
            "quantiles.t_critical",
            {"level": 0.999, "df": df},
            {"result": float(stats.t.isf(0.0005, df))},
            f"{SCIPY} t.isf",
        )
        for df in (2.5, 36671.2, 1e9)
    )
    for z in (0.0, 5.3001, 30.0):
        wanted = float(2 * stats.norm.sf(z))
        found.append(
            case(
                f"normal p of {z:g}",
                "quantiles.normal_p",
                {"z": z},
                {"result": wanted},
                f"{SCIPY} norm.sf",
                tolerance=min(1e-9, wanted * 1e-9),
            )
        )
    found.append(
        case(
            "t p of -8.5 with 3 degrees of freedom",
            "quantiles.t_p",
            {"t": -8.5, "df": 3},
            {"result": float(2 * stats.t.sf(8.5, 3))},
            f"{SCIPY} t.sf",
        )
    )
    found.extend(
        case(
            f"level {level}",
            "quantiles.normal_critical",
            {"level": level},
            {"error": "level is"},
            "a level lies between 0 and 1",
        )
        for level in (0, 1, 95)
    )
    return found


if __name__ == "__main__":
    write("quantiles", quantiles())
