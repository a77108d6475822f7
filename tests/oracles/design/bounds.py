"""What no design can do, and what is refused."""

from __future__ import annotations

from asked import aim, case, setting, share, value


def boundaries():
    from_hand = "by definition"
    case(
        "no effect is large enough",
        "sizes.mde",
        {"baseline": share(0.9), "n": [30, 30]},
        {"effect": None, "power": None, "status": "low_n"},
        "Fleiss, Levin & Paik 2003: 30 units see 0.1 with 43 %",
    )
    case(
        "two years are too short",
        "weeks.schedule",
        {
            "baseline": share(0.109),
            "effect": 0.01,
            "traffic": {"design.weeks.Traffic": {"per_week": 10}},
        },
        {"weeks": None, "status": "low_n"},
        "1,040 units in 104 weeks",
    )
    case(
        "no margin is wide enough",
        "sizes.smallest_margin",
        {
            "baseline": share(0.02),
            "n": [20, 20],
            "setting": setting(aim=aim("non_inferiority", 0.001)),
        },
        {"result": None},
        "Farrington & Manning 1990: 20 units do not even exclude that all is lost",
    )
    errors = [
        ("no baseline", "sizes.sample_size", {"baseline": None, "effect": 0.1}, "baseline is None"),
        (
            "no effect",
            "sizes.sample_size",
            {"baseline": share(0.1), "effect": 0.0},
            "effect is 0.0",
        ),
        (
            "an impossible effect",
            "sizes.sample_size",
            {"baseline": share(0.1), "effect": 0.95},
            "between -0.1 and 0.9",
        ),
        (
            "an effect short of its margin",
            "sizes.sample_size",
            {
                "baseline": share(0.1),
                "effect": 0.01,
                "setting": setting(aim=aim("superiority", 0.02)),
            },
            "it must lie above the bound 0.02",
        ),
        (
            "a rate of none",
            "designs.power",
            {"baseline": share(0.0), "effect": 0.1, "n": 100},
            "rate is 0.0",
        ),
        (
            "a value that does not vary",
            "designs.power",
            {"baseline": value(0.0), "effect": 0.1, "n": 100},
            "variance is 0.0",
        ),
        (
            "one unit",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": [1, 1]},
            "at least two units",
        ),
        (
            "fewer than no units",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": -2},
            "n is -2",
        ),
        (
            "shares that do not sum to one",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.1,
                "n": 100,
                "setting": setting(allocation=[0.5, 0.4]),
            },
            "shares must sum to 1",
        ),
        (
            "certainty",
            "designs.power",
            {"baseline": share(0.1), "effect": 0.1, "n": 100, "setting": setting(power=1.0)},
            "power is 1.0",
        ),
        (
            "a look before the first",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.1,
                "n": 100,
                "setting": setting(looks="weekly", fractions=[0.0, 1.0]),
            },
            "fraction 1 is 0.0",
        ),
        (
            "more events than units",
            "blinded.blinded_share",
            {"k": 11, "n": 10, "effect": 0.1},
            "k is 11",
        ),
        (
            "a margin beyond the metric",
            "designs.power",
            {
                "baseline": share(0.1),
                "effect": 0.0,
                "n": 100,
                "setting": setting(aim=aim("non_inferiority", 0.2)),
            },
            "margin is 0.2",
        ),
    ]
    for name, function, arguments, text in errors:
        case(name, function, arguments, {"error": text}, from_hand)
