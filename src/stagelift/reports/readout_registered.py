"""What was registered before the experiment: its plan as it was frozen, and departures from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from stagelift.definitions import EVERYONE, Experiment, Margin, Once
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.readout import EXPLORATORY
from stagelift.formatting import clock, confidence_spec, span
from stagelift.reports.fragments import Fragment, pairs, section
from stagelift.reports.measures import words
from stagelift.reports.readout_answer import margin_fact
from stagelift.reports.readout_material import margin_form
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.reports.readout_material import ReadoutMaterial


def plan(material: ReadoutMaterial) -> Fragment:
    """What was registered: fingerprint, question, audience, metrics, looks, size, deviations.

    Where the file says something else today than the frozen plan, the row is the plan's and says
    what stands in the file now.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    language = material.language
    told = {key: row(material, key) for key in ROWS}
    rows = (
        ("plan", plan_words(material)),
        ("question", material.question or sentence(language, "none")),
        *told.items(),
        *(("costs", said) for said in cost_words(material)),
        ("units", units_words(material)),
        ("deviations", deviation_words(material)),
        *(("life", said) for said in life_words(material)),
    )
    named = [(sentence(language, f"plan.{key}"), said) for key, said in rows]
    return section(pairs(named), kind="plan", heading=sentence(language, "plan.title"))


def registered(material: ReadoutMaterial) -> Experiment | None:
    """The experiment as it was frozen; None without a plan by the instant of knowledge.

    Args:
        material: What the page is written from.

    Returns:
        The definition in the plan's file; None also where that is no definition, as its file was
        edited, which the deviations say.
    """
    if frozen_at(material) is None or material.trial.plan is None:
        return None
    frozen = material.trial.plan.get("definition") or {}
    try:
        return Experiment.model_validate({"name": material.definition.name, **frozen})
    except ValidationError:
        return None


def row(material: ReadoutMaterial, key: str) -> str:
    """One row of the plan, and what the file says now where that is something else.

    Args:
        material: What the page is written from.
        key: One of `ROWS`.

    Returns:
        Its words.
    """
    of, said = ROWS[key]
    now, frozen = material.definition, registered(material)
    today = said(material, now, "plan")
    if frozen is None or of(material, frozen) == of(material, now):
        return today
    then = said(material, frozen, "registered")
    return material.say("plan.then", {"then": then, "now": today})


def margins_of(material: ReadoutMaterial, definition: Experiment) -> dict[str, Margin]:
    """The guardrails with the worsening each allows: of a frozen definition those of the record."""
    plan = material.trial.plan
    if definition is material.definition or plan is None:
        return material.margins
    written = plan.get("guardrails") or {}
    return {name: Margin.parse(str(text)) for name, text in written.items()}


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


def audience_words(material: ReadoutMaterial, definition: Experiment, _: str) -> str:
    """Whom the experiment is about."""
    name = definition.audience
    if name == EVERYONE:
        return material.say("plan.everyone")
    segment = material.source.journey.segments.get(name)
    return words(segment.label if segment else None, name, material.language)


def entry_words(material: ReadoutMaterial, definition: Experiment, _: str) -> str:
    """How and when customers enter."""
    key = "plan.entry.once" if isinstance(definition.enters, Once) else "plan.entry.run"
    run = run_of(definition)
    said = {"zone": material.source.journey.zone}
    return material.say(key, said | {"span": span(run.first, run.last, material.language)})


def primary_words(material: ReadoutMaterial, definition: Experiment, of: str) -> str:
    """The metric that decides, with the smallest effect worth having."""
    name, margin = named(material, definition.primary), definition.worth_having
    if margin is None:
        return name
    wanted = wanted_fact(material, margin, f"{of}.wanted", definition.primary)
    return material.say("plan.wanted", {"metric": name}, wanted=wanted)


def secondary_words(material: ReadoutMaterial, definition: Experiment, _: str) -> str:
    """The other metrics that are read, or "none"."""
    said = ", ".join(named(material, name) for name in definition.secondary)
    return said or sentence(material.language, "none")


def named(material: ReadoutMaterial, metric: str) -> str:
    """A metric in words; its id where it is not defined any more."""
    return material.metric_words(metric) if metric in material.source.metrics else metric


def guardrail_words(material: ReadoutMaterial, definition: Experiment, of: str) -> str:
    """The guardrails with the worsening each allows."""
    said = []
    for name, margin in margins_of(material, definition).items():
        if name in material.source.metrics:
            fact = f"{name}.margin" if of == "plan" else f"{of}.{name}.margin"
            told = margin_fact(material, name, margin, fact)
            label = {"metric": material.metric_words(name)}
            said.append(material.say("plan.guardrail", label, margin=told))
    return ", ".join(said) or sentence(material.language, "none")


def looks_words(material: ReadoutMaterial, definition: Experiment, of: str) -> str:
    """The rule for looking, with the confidence of its intervals."""
    share = definition.confidence
    level = material.count(f"{of}.level", share, unit="share", form=confidence_spec(share))
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


def wanted_fact(
    material: ReadoutMaterial, margin: Margin, name: str = "plan.wanted", metric: str = ""
) -> str:
    """Records the smallest effect worth having; returns the fact's name."""
    value = float(margin.amount) / (100 if margin.unit else 1)
    known = metric if metric in material.source.metrics else material.definition.primary
    unit = material.unit(known)
    form = margin_form(margin, unit)
    return material.count(name, value, unit="share" if margin.unit else unit, form=form)


def units_words(material: ReadoutMaterial) -> str:
    """How many customers were planned."""
    planned = material.readout.planned_units
    if planned is None:
        return material.say("plan.units.unknown")
    return material.say("plan.units.known", planned=material.count("plan.units", planned))


def deviation_words(material: ReadoutMaterial) -> str:
    """What departs from the plan."""
    banner, edited = material.readout.banner, ", ".join(material.readout.edited)
    if not banner and edited:
        return material.say("plan.deviations.since", {"changed": edited})
    if not banner:
        return material.say("plan.deviations.none")
    if banner == EXPLORATORY:
        return material.say("plan.deviations.exploratory")
    # the banner ends with the keys of the definition that differ, where they are known
    changed = banner.partition(": ")[2]
    key = "plan.deviations.changed" if changed else "plan.deviations.some"
    return material.say(key, {"changed": changed})


def frozen_at(material: ReadoutMaterial) -> datetime | None:
    """The instant the plan was frozen, None without one by the instant of knowledge."""
    plan = material.trial.plan
    at = None if plan is None else datetime.fromisoformat(str(plan["frozen_at"]))
    return None if at is None or at > material.readout.as_of else at


Compared = Callable[["ReadoutMaterial", Experiment], Any]
Said = Callable[["ReadoutMaterial", Experiment, str], str]
# rows of the plan: what makes two definitions differ in it, and its words
ROWS: dict[str, tuple[Compared, Said]] = {
    "audience": (lambda _, one: one.audience, audience_words),
    "entry": (lambda _, one: (str(one.enters), run_of(one)), entry_words),
    "primary": (lambda _, one: (one.primary, one.worth_having), primary_words),
    "secondary": (lambda _, one: one.secondary, secondary_words),
    "guardrails": (margins_of, guardrail_words),
    "looks": (lambda _, one: one.confidence, looks_words),
}
