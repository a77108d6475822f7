"""Cases of group sequential plans at their limits: one look, no information, what is refused."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import stats
from writing import Case, case


def small_cases() -> list[Case]:
    weeks = [0.25, 0.5, 0.75, 1.0]
    third = {"effect": 0.5, "se": 0.25, "critical": 3.0}
    return [
        case(
            "the bound of a single look",
            "looks.integration.upper_bound",
            {"grid": {"looks.integration.start": {}}, "time": 0.3, "chance": 0.001},
            {"result": float(stats.norm.isf(0.001))},
            "scipy 1.17.1 norm.isf",
        ),
        case(
            "an interval of three standard errors",
            "looks.repeated_interval",
            third,
            {"value": 0.5, "low": -0.25, "high": 1.25, "p_value": None},
            "by hand",
        ),
        case(
            "a standard error of zero",
            "looks.repeated_interval",
            third | {"se": 0.0},
            {"error": "se is 0.0; it must be a number > 0"},
            "the argument's bound",
        ),
        *(
            case(
                f"the repeated p of look {number} at its own critical value",
                "looks.repeated_p",
                {"z": -value, "fractions": weeks[:number], "last": number == 4},
                {"result": 0.05},
                "printed by the Lan–DeMets program and gsDesign (one-sided 0.025)",
                tolerance=2e-5,
            )
            for number, value in ((2, 2.9631), (4, 2.0141))
        ),
        case(
            "enrolment without an end",
            "looks.chosen_looks",
            {"enrolment": None},
            {"rule": "always", "reason": "no_end", "looks": None, "fractions": None},
            "by definition",
        ),
    ]


def refused_cases() -> list[Case]:
    hand = "the argument's bound"
    plan, bounds = "looks.GroupSequential", "looks.boundaries"
    look = {"number": 1, "n_mature": 10, "effect": 0.1, "se": 0.1}
    planned = {"n_planned": 100, "looks": 4}

    def read(name: str, more: Sequence[Case], error: str) -> Case:
        looks = [{"looks.Look": {**look, **each}} for each in more]
        arguments = {"self": {plan: planned}, "looks": looks}
        return case(name, f"{plan}.read", arguments, {"error": error}, hand)

    return [
        read(
            "a look before the first planned", [{"number": 0}], "the first planned look is number 1"
        ),
        read("looks out of order", [{"number": 2}, {"number": 2}], "it must be above 2"),
        read("a negative se", [{"se": -1.0}], "se is -1.0; it must be ≥ 0"),
        case(
            "nothing planned", plan, planned | {"n_planned": 0}, {"error": "n_planned is 0"}, hand
        ),
        case("no look planned", plan, planned | {"looks": 0}, {"error": "looks is 0"}, hand),
        case(
            "fractions that fall",
            bounds,
            {"fractions": [0.5, 0.4]},
            {"error": "fraction 2 is 0.4; it must be ≥ 0.5001"},
            hand,
        ),
        case("no fraction", bounds, {"fractions": []}, {"error": "1 to 400 looks"}, hand),
        case(
            "a level above one",
            bounds,
            {"fractions": [1.0], "level": 1.2},
            {"error": "level"},
            hand,
        ),
        case(
            "a power family without its power",
            "looks.Spending",
            {"name": "power"},
            {"error": "parameter is None; 'power' needs one"},
            hand,
        ),
        case(
            "an unknown family",
            "looks.Spending",
            {"name": "obrian_fleming"},
            {"error": "Did you mean 'obrien_fleming'"},
            hand,
        ),
        case(
            "bounds that cross",
            "looks.exit_probabilities",
            {"fractions": [1.0], "upper": [1.0], "lower": [2.0]},
            {"error": "lower 1 is 2.0; it must be ≤ the upper bound"},
            hand,
        ),
        case(
            "no look yet",
            f"{plan}.read",
            {"self": {plan: planned}, "looks": []},
            {"kind": "none", "ended": None, "shown": {"status": "immature", "low": None}},
            "by hand",
        ),
    ]
