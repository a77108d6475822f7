"""Whether a readout can be trusted, and what was registered before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from stagelift.definitions import EVERYONE, Once
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.published import size_text
from stagelift.experiments.readout import EXPLORATORY
from stagelift.formatting import clock, confidence_spec, day
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.fragments import Fragment, marks, pairs, section
from stagelift.reports.measures import words
from stagelift.reports.readout_answer import figures_of, margin_fact, split_words
from stagelift.reports.readout_material import margin_form
from stagelift.reports.wording_health import key_of
from stagelift.reports.wording_readout import READOUT_WORDING, sentence

if TYPE_CHECKING:
    from stagelift.definitions import Margin
    from stagelift.experiments.health import Check
    from stagelift.reports.readout_material import ReadoutMaterial

SIGNS = {"ok": "ok", "amber": "unknown", "red": "warn"}
MICROS = 1e6
Finding = tuple[str, str, str]


def checks(material: ReadoutMaterial) -> Fragment:
    """Every check of the experiment's health, the plan and the looks, each with its finding.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    title = sentence(material.language, "checks.title")
    return section(marks(findings(material)), kind="checks", heading=title)


def findings(material: ReadoutMaterial) -> list[Finding]:
    """Every check with its sign, its name and what it found."""
    found = [health(material, check) for check in material.readout.health]
    return [*found, plan_kept(material), looks_kept(material), *followed(material)]


def trust_words(material: ReadoutMaterial) -> str:
    """How many checks hold, and the names of those that do not: what the first screen says.

    Args:
        material: What the page is written from.

    Returns:
        A sentence.
    """
    found = findings(material)
    doubted = [name for sign, name, _ in found if sign != "ok"]
    facts = {
        "checks": material.count("trust.checks", len(found)),
        "held": material.count("trust.held", len(found) - len(doubted)),
    }
    if not doubted:
        return material.say("trust.all", checks=facts["checks"])
    return material.say("trust.some", {"names": ", ".join(doubted)}, **facts)


def health(material: ReadoutMaterial, check: Check) -> Finding:
    """One check of the experiment's health in the page's language, with what to do."""
    sign, known = SIGNS[check.status], READOUT_WORDING[material.language]
    key = key_of(check, known)
    if key is None:
        return sign, check.name, check.text
    said = {**dict(check.words), "sizes": sizes(material)}
    if check.status == "red" and check.name == "split":
        parts = split_words(material)
        said |= {"sizes": parts["came"], "planned": parts["planned"]}
    text = material.say(key, said, **figures_of(material, check))
    todo = None if check.status == "ok" else key_of(check, known, "todo")
    if todo is not None:
        text = f"{text}; {sentence(material.language, todo)}"
    return sign, sentence(material.language, f"check.{check.name}"), text


def sizes(material: ReadoutMaterial) -> str:
    """The customers assigned to each variant, side by side."""
    names = [
        material.count(f"assigned@{name}", count)
        for name, count in material.readout.assigned.items()
    ]
    shown = zip(names, material.readout.assigned.values(), strict=True)
    return " : ".join(
        size_text(units) if 0 < units < MINIMUM else material.book.show(name)
        for name, units in shown
    )


def plan_kept(material: ReadoutMaterial) -> Finding:
    """Whether a plan was frozen before the first customer entered, and is still kept."""
    name = sentence(material.language, "check.plan")
    at = frozen_at(material)
    if at is None:
        return "warn", name, material.say("check.plan.none")
    on = {"on": day(material.local(at).date(), material.language)}
    first = run_of(material.definition).instants(material.source.journey.zone)[0]
    if at.timestamp() * MICROS > first:
        return "warn", name, material.say("check.plan.late", on)
    if material.readout.banner:
        return "warn", name, deviation_words(material)
    return "ok", name, material.say("check.plan.ok", on)


def frozen_at(material: ReadoutMaterial) -> datetime | None:
    """The instant the plan was frozen, None without one by the instant of knowledge."""
    plan = material.trial.plan
    at = None if plan is None else datetime.fromisoformat(str(plan["frozen_at"]))
    return None if at is None or at > material.readout.as_of else at


def looks_kept(material: ReadoutMaterial) -> Finding:
    """Whether the figures are read when the plan allows it."""
    readout, name = material.readout, sentence(material.language, "check.looks")
    if readout.planned_looks is None:
        kind = "always" if readout.looks == "always" else "once" if readout.final else "early"
        return "ok", name, material.say(f"check.looks.{kind}")
    planned = material.count("looks.planned", readout.planned_looks)
    if readout.looked_on is None:
        return "ok", name, material.say("check.looks.none", planned=planned)
    on = {"on": day(readout.looked_on, material.language)}
    look = material.count("looks.read", readout.look)
    return "ok", name, material.say("check.looks.weekly", on, look=look, planned=planned)


def followed(material: ReadoutMaterial) -> Iterator[Finding]:
    """How many of the assigned were followed to the end of the primary metric's window."""
    primary = material.definition.primary
    levels = [e for e in material.readout.estimates if (e.metric, e.measure) == (primary, "level")]
    if not levels:
        return
    sizes = material.readout.assigned.values()
    assigned = sum(size for size in sizes if size >= MINIMUM)
    facts = {
        "mature": material.count("mature", sum(level.n for level in levels)),
        "assigned": material.count("assigned", assigned),
    }
    # a level that is hidden does not say how many are still open
    known = material.readout.final or all(level.n for level in levels)
    whole = known and not any(dict(level.excluded).get("immature") for level in levels)
    name = sentence(material.language, "check.mature")
    key = "check.mature.all" if material.book["mature"].value == assigned else "check.mature.some"
    yield "ok" if whole else "unknown", name, material.say(key, **facts)


def plan(material: ReadoutMaterial) -> Fragment:
    """What was registered: fingerprint, question, audience, metrics, looks, size, deviations.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    language = material.language
    rows = (
        ("plan", plan_words(material)),
        ("question", material.question or sentence(language, "none")),
        ("audience", audience_words(material)),
        ("entry", entry_words(material)),
        ("primary", primary_words(material)),
        ("secondary", listed(material, material.definition.secondary)),
        ("guardrails", guardrail_words(material)),
        ("looks", looks_words(material)),
        *(("costs", said) for said in cost_words(material)),
        ("units", units_words(material)),
        ("deviations", deviation_words(material)),
        *(("life", said) for said in life_words(material)),
    )
    named = [(sentence(language, f"plan.{key}"), said) for key, said in rows]
    return section(pairs(named), kind="plan", heading=sentence(language, "plan.title"))


def life_words(material: ReadoutMaterial) -> list[str]:
    """What was done since the launch, one sentence a deed."""
    return [
        material.say(f"plan.life.{deed.what}", {**deed.words, "by": deed.by})
        for deed in material.readout.life
    ]


def plan_words(material: ReadoutMaterial) -> str:
    """The plan's fingerprint and when it was frozen."""
    at = frozen_at(material)
    said = {"fingerprint": material.readout.fingerprint}
    if at is None:
        return material.say("plan.unfrozen", said)
    return material.say("plan.frozen", said | {"on": clock(material.local(at), material.language)})


def audience_words(material: ReadoutMaterial) -> str:
    """Whom the experiment is about."""
    name = material.definition.audience
    if name == EVERYONE:
        return material.say("plan.everyone")
    segment = material.source.journey.segments.get(name)
    return words(segment.label if segment else None, name, material.language)


def entry_words(material: ReadoutMaterial) -> str:
    """How and when customers enter."""
    once = isinstance(material.definition.enters, Once)
    key = "plan.entry.once" if once else "plan.entry.run"
    return material.say(key, {"span": material.entered})


def primary_words(material: ReadoutMaterial) -> str:
    """The metric that decides, with the smallest effect worth having."""
    name = material.definition.primary
    margin = material.definition.worth_having
    if margin is None:
        return material.metric_words(name)
    wanted = wanted_fact(material, margin)
    return material.say("plan.wanted", {"metric": material.metric_words(name)}, wanted=wanted)


def listed(material: ReadoutMaterial, names: tuple[str, ...]) -> str:
    """Metrics by their labels, or "none"."""
    return ", ".join(map(material.metric_words, names)) or sentence(material.language, "none")


def guardrail_words(material: ReadoutMaterial) -> str:
    """The guardrails with the worsening each allows."""
    said = [
        material.say(
            "plan.guardrail",
            {"metric": material.metric_words(name)},
            margin=margin_fact(material, name),
        )
        for name in material.margins
        if name in material.source.metrics
    ]
    return ", ".join(said) or sentence(material.language, "none")


def looks_words(material: ReadoutMaterial) -> str:
    """The rule for looking, with the confidence of its intervals."""
    share = material.definition.confidence
    level = material.count("plan.level", share, unit="share", form=confidence_spec(share))
    key, planned = f"plan.looks.{material.readout.looks}", material.readout.planned_looks
    if planned is None:
        return material.say(key, level=level)
    return material.say(key, level=level, looks=material.count("looks.planned", planned))


def cost_words(material: ReadoutMaterial) -> Iterator[str]:
    """What each rule for looking needs in customers; nothing where there is only one look."""
    costs = {cost.rule: cost for cost in material.readout.costs}
    margin = material.definition.worth_having
    if not costs:
        return
    if margin is None or any(cost.customers is None for cost in costs.values()):
        names = {
            rule: material.count(f"looks.times@{rule}", cost.times) for rule, cost in costs.items()
        }
        yield material.say("plan.costs.times", weekly=names["weekly"], always=names["always"])
        return
    names = {
        rule: material.count(f"looks.customers@{rule}", cost.customers or 0)
        for rule, cost in costs.items()
    }
    yield material.say("plan.costs.known", wanted=wanted_fact(material, margin), **names)


def wanted_fact(material: ReadoutMaterial, margin: Margin) -> str:
    """Records the smallest effect worth having; returns the fact's name."""
    value = float(margin.amount) / (100 if margin.unit else 1)
    unit = material.unit(material.definition.primary)
    form = margin_form(margin, unit)
    return material.count("plan.wanted", value, unit="share" if margin.unit else unit, form=form)


def units_words(material: ReadoutMaterial) -> str:
    """How many customers were planned."""
    planned = material.readout.planned_units
    if planned is None:
        return material.say("plan.units.unknown")
    return material.say("plan.units.known", planned=material.count("plan.units", planned))


def deviation_words(material: ReadoutMaterial) -> str:
    """What departs from the plan."""
    banner = material.readout.banner
    if not banner:
        return material.say("plan.deviations.none")
    if banner == EXPLORATORY:
        return material.say("plan.deviations.exploratory")
    # the banner ends with the keys of the definition that differ, where they are known
    changed = banner.partition(": ")[2]
    key = "plan.deviations.changed" if changed else "plan.deviations.some"
    return material.say(key, {"changed": changed})
