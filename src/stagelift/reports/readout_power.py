"""What a test of this size can find: the power curve, from the interval's own standard error."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stagelift.formatting import default_spec, formatted
from stagelift.reports.charts.power import power_curve
from stagelift.reports.fragments import Fragment, Twin, section
from stagelift.reports.prose import stopped
from stagelift.reports.readout_registered import wanted_fact
from stagelift.reports.wording_readout import sentence
from stagelift.statistics.looks import Looking, needed_drift, power_at

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.readout_material import ReadoutMaterial
    from stagelift.statistics.looks.cost import Rule

FOUND = 0.8  # the chance an effect is called found at, as in every plan
SURE = 0.99  # the curve ends where it says nothing more
STEPS = 24
TABLE_EVERY = 4


def power(material: ReadoutMaterial) -> Fragment:
    """The chance to find an effect with the customers followed so far, by how large it is.

    It rests on the standard error alone, never on the effect seen.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while nothing may be read.
    """
    if material.red:
        return Fragment("")
    effect = material.estimate_of(material.winner)
    if not effect.se or effect.low is None:
        return Fragment("")
    looks, wanted = material.readout.looks, _wanted(material, effect)
    rule: Rule = "weekly" if looks == "weekly" else "always" if looks == "always" else "once"
    looking = Looking(rule, effect.level)  # equal steps: how they fall hardly tells
    points = _points(effect.se, looking, wanted)
    title = sentence(material.language, "power.title")
    marks, finding = _marks(material, effect, looking, wanted)
    shown = (partial(_size, material, effect), partial(_chance, material))
    drawing = power_curve(points, marks=marks, shown=shown, label=finding)
    header = tuple(sentence(material.language, f"power.{name}") for name in ("effect", "chance"))
    show, spec = material.book.bare, default_spec(effect.unit, change=True)
    told = sorted({*points[::TABLE_EVERY], *((size, chance) for size, chance, _ in marks)})
    rows = tuple(
        (show(size, spec, effect.unit), show(chance, ".0%", "share")) for size, chance in told
    )
    material.twins.append(Twin(title, header, rows))
    sub = f"{finding} {sentence(material.language, 'power.sub')}"
    return section(drawing, kind="figure power", heading=title, sub=sub, half=True)


def _points(se: float, looking: Looking, wanted: float | None) -> list[tuple[float, float]]:
    """The curve, as far as it still rises or the effect worth having lies."""
    far = max(se * needed_drift(looking, SURE), 1.1 * (wanted or 0.0))
    sizes = (far * place / STEPS for place in range(STEPS + 1))
    return [(size, power_at(looking, size / se)) for size in sizes]


def _wanted(material: ReadoutMaterial, effect: Estimate) -> float | None:
    """The effect worth having in the metric's unit, without its sign; None without one."""
    margin = material.definition.worth_having
    if margin is None:
        return None
    value = abs(float(margin.amount)) / (100 if margin.unit else 1)
    if margin.unit != "%":
        return value
    level = material.readout.estimate(effect.metric, "level", material.control).value
    return None if not level else value * abs(level)


def _marks(
    material: ReadoutMaterial, effect: Estimate, looking: Looking, wanted: float | None
) -> tuple[list[tuple[float, float, str]], str]:
    """The effects pointed out, and the finding in words; both from the same facts."""
    seen = (effect.se or 0.0) * needed_drift(looking, FOUND)
    _check_interval(effect, looking, seen)
    form = default_spec(effect.unit, change=True)
    facts = {
        "n": material.count("power.n", _followed(material, effect)),
        "least": material.count("power.least", seen, unit=effect.unit, form=form),
        "chance": material.count("power.found", FOUND, unit="share", form=".0%"),
    }
    finding = material.say("power.finding", **facts)
    marks = [(seen, FOUND, material.say("power.mark", value=facts["least"]))]
    if wanted is not None and material.definition.worth_having is not None:
        chance = power_at(looking, wanted / (effect.se or 1.0))
        if wanted != seen and (wanted > seen) != (chance > FOUND):
            raise stopped(f"'power.wanted' is {chance} at {wanted}, but {FOUND} is at {seen}")
        name = wanted_fact(material, material.definition.worth_having)
        likely = material.count("power.wanted", chance, unit="share", form=".0%")
        finding += " " + material.say("power.worth", wanted=name, chance=likely)
        mark = material.say("power.worth_mark", wanted=name, chance=likely)
        marks.append((wanted, chance, mark))
    return marks, finding


def _check_interval(effect: Estimate, looking: Looking, least: float) -> None:
    """Stops where an effect that is mostly found is smaller than half its own interval."""
    if looking.rule != "once" or effect.low is None or effect.high is None:
        return
    half = (effect.high - effect.low) / 2
    if half > least:
        raise stopped(f"'power.least' is {least} but the interval allows {half} either way")


def _followed(material: ReadoutMaterial, effect: Estimate) -> int:
    """Mature customers of the variant and its control."""
    arms = (effect.variant, effect.against)
    return sum(
        material.readout.estimate(effect.metric, "level", arm).n for arm in arms if arm is not None
    )


def _size(material: ReadoutMaterial, effect: Estimate, size: float) -> str:
    return formatted(size, default_spec(effect.unit, change=True), material.language)


def _chance(material: ReadoutMaterial, chance: float) -> str:
    return formatted(chance, ".0%", material.language)
