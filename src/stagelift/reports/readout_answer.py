"""The answer of a readout: the verdict in one sentence, its size, money, risk, who decides."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose
from typing import TYPE_CHECKING

from stagelift.definitions.holdback import share_text
from stagelift.definitions.journey import NO_CHANNEL
from stagelift.errors import ReportError
from stagelift.experiments.deciding.wording import holdback_text
from stagelift.experiments.health import has_small
from stagelift.experiments.published import size_text
from stagelift.experiments.readout import EXPLORATORY
from stagelift.experiments.verdict import DECIDABLE
from stagelift.experiments.volume import MONTH_DAYS
from stagelift.formatting import day, default_spec
from stagelift.reports.answer import Answer
from stagelift.reports.prose import TOLERANCE, Fact
from stagelift.reports.readout_material import fact_name, margin_form
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from datetime import date

    from stagelift.definitions import Margin
    from stagelift.experiments.health import Check
    from stagelift.experiments.worth import Worth
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.readout_material import ReadoutMaterial

TESTED = ".tested"  # of a bound that is no end of the shown interval but of the margin's own test
RED = ("split", "crossovers", "strangers", "freshness", "plan")


def compose(material: ReadoutMaterial) -> Answer:
    """The answer of a readout; its sentences are bound to facts.

    Args:
        material: What the page is written from.

    Returns:
        The answer; without any figure of the result while the health is red.

    Raises:
        ReportError: The facts do not support the verdict.
    """
    language = material.language

    def row(key: str, said: str) -> tuple[str, str]:
        return sentence(language, f"row.{key}"), said

    if material.red:
        headline, size = hidden(material)
        rows, owner = decision_rows(material), material.definition.owner
        if owner and (material.trial.decision is not None or owner != decider(material)):
            rows.append(row("owner", owner))  # who mends it
        return Answer("fix", headline, size, tuple(rows))
    headline = verdict(material)
    rows = [row("worth", worth(material, material.readout.worth))] if material.readout.worth else []
    rows.append(row("risk", "; ".join(risks(material)) or sentence(language, "risk.none")))
    rows += decision_rows(material)
    if material.readout.verdict == "ship" and material.trial.decision is None:
        rows.append(row("undone", undone(material)))
    rows.append(row("ruled_out", ruled_out(material)))
    if material.readout.due is not None:
        rows.append(row("next", coming(material, material.readout.due)))
    waits = material.trial.decision is None and material.readout.verdict in DECIDABLE
    tone = "decision" if waits else "quiet"
    size = " ".join(filter(None, (size_of(material, headline), caveat(material))))
    return Answer(tone, headline, size, tuple(rows), material.definition.primary)


def coming(material: ReadoutMaterial, planned_end: date) -> str:
    """When the plan is read next, and when for the last time."""
    said = {"due": day(planned_end, material.language, weekday=True)}
    look = material.readout.next_look
    if look is None or look == planned_end:
        return material.say("next.due", said)
    said["look"] = day(look, material.language, weekday=True)
    return material.say("next.look", said)


def hidden(material: ReadoutMaterial) -> tuple[str, str]:
    """Why there is no result, and what to do about it."""
    check = next(check for check in material.readout.health if check.status == "red")
    kind = check.name if check.name in RED else "other"
    if kind == "freshness" and not check.figures:
        kind = "freshness.none"
    said = {"reason": check.text, **split_words(material), **dict(check.words)}
    headline = material.say(f"red.{kind}", said, **figures_of(material, check))
    todo = sentence(material.language, f"todo.{kind}")
    return headline, material.say("red.hidden", {"todo": todo})


def figures_of(material: ReadoutMaterial, check: Check) -> dict[str, str]:
    """The numbers of a check as facts: name in a sentence → name of the fact."""
    return {
        name: material.count(f"check.{check.name}.{name}", value) for name, value in check.figures
    }


def split_words(material: ReadoutMaterial) -> dict[str, str]:
    """The arms' sizes, as they came and as they were planned, in parts of a hundred.

    Parts would give the size of a small arm away: its sizes are said instead.
    """
    assigned = material.readout.assigned
    total = sum(assigned.values())
    shares = {name: float(v.share) for name, v in material.definition.variants.items()}

    def parts(kind: str, values: dict[str, float]) -> str:
        names = [
            material.count(f"split.{kind}@{name}", value, unit="share", form=".1p")
            for name, value in values.items()
        ]
        return " : ".join(material.book.show(name) for name in names)

    planned = parts("planned", shares)
    if has_small(assigned.values()):
        return {"came": " : ".join(size_text(n) for n in assigned.values()), "planned": planned}
    came = {name: assigned.get(name, 0) / total if total else 0.0 for name in shares}
    return {"came": parts("came", came), "planned": planned}


def verdict(material: ReadoutMaterial) -> str:
    """The verdict as a headline; a claim the facts must support."""
    low, high = gain(material, primary_effect(material))
    unclear, breached = guardrails(material, "open", "breached"), guardrails(material, "breached")
    said = {
        "treatment": material.variant_words(material.winner),
        "control": material.variant_words(material.control),
        "metric": material.metric_words(material.definition.primary),
    }
    if material.readout.verdict == "ship":
        clear = "guards.clear" if material.readout.guardrails else "guards.none"
        said["guards"] = sentence(material.language, clear)
        return claim(material, "ship", low is not None and low > 0 and not unclear, said)
    if material.readout.verdict == "stop" and breached:
        return claim(material, "stop.breached", True, said | {"guardrails": ", ".join(breached)})
    if material.readout.verdict == "stop":
        return claim(material, "stop.worse", high is not None and high < 0, said)
    return undecided(material, unclear, said)


def undecided(material: ReadoutMaterial, unclear: list[str], said: dict[str, str]) -> str:
    """The headline of `continue` and `iterate`: what is not told, or what holds a winner back."""
    readout, effect = material.readout, primary_effect(material)
    low, high = gain(material, effect)
    if low is None or high is None:
        why = effect.note or effect.status
        return claim(material, unread_key(material), effect.status != "ok", said | {"why": why})
    if low > 0:
        held = "held.guardrails" if unclear else "held.run"
        said["held"] = material.say(held, {"guardrails": ", ".join(unclear)})
        return claim(material, f"{readout.verdict}.better", True, said)
    wanted = wanted_gain(material)
    idle = readout.verdict == "iterate" and wanted is not None and high < wanted
    key = "iterate.ruled_out" if idle else f"{readout.verdict}.open"
    return claim(material, key, high >= 0, said)


def guardrails(material: ReadoutMaterial, *states: str) -> list[str]:
    """Labels of the guardrails in these states, for the variant that is spoken of."""
    return [
        material.metric_words(name)
        for (variant, name), reading in material.readout.guardrails.items()
        if variant == material.winner and reading.state in states
    ]


def unread_key(material: ReadoutMaterial) -> str:
    """The sentence for an effect that cannot be read."""
    if material.readout.verdict == "iterate":
        return "iterate.unread"
    if material.readout.looks == "weekly" and not material.readout.look:
        return "continue.undue"
    return "continue.unread" if material.readout.looks == "once" else "continue.open"


def claim(material: ReadoutMaterial, key: str, holds: bool, said: dict[str, str]) -> str:
    """A sentence that is published only when it is true."""
    return material.book.claim(sentence(material.language, key), holds, said)


def primary_effect(material: ReadoutMaterial) -> Estimate:
    """The effect the verdict rests on."""
    return material.estimate_of(material.winner)


def gain(material: ReadoutMaterial, effect: Estimate) -> tuple[float | None, float | None]:
    """The interval of an effect as a gain, None where it must not be read."""
    if effect.status != "ok" or effect.low is None or effect.high is None:
        return None, None
    ends = (effect.low, effect.high)
    if material.better(effect.metric) == "up":
        return ends
    return -ends[1], -ends[0]


def wanted_gain(material: ReadoutMaterial) -> float | None:
    """The smallest gain worth having in the metric's unit, None when it is relative or not said."""
    margin = material.definition.worth_having
    if margin is None or margin.unit == "%":
        return None
    return abs(float(margin.amount)) / (100 if margin.unit == "pp" else 1)


def size_of(material: ReadoutMaterial, headline: str) -> str:
    """The size of the primary effect with its interval, or nothing while it must not be read.

    A metric that the headline names is not named again.
    """
    effect = primary_effect(material)
    name = fact_name(effect)
    if material.book[name].value is None:
        return ""
    facts = {
        "old": f"{effect.metric}.level@{effect.against}",
        "new": f"{effect.metric}.level@{effect.variant}",
        "effect": name,
        "customers": material.count("customers", effect.n),
    }
    metric = material.metric_words(effect.metric)
    key = "size.named" if metric in headline else "size"
    said = material.say(
        key if effect.low is not None else "size.no_interval", {"metric": metric}, **facts
    )
    return f"{said} {material.say('size.adjusted')}" if material.by_adjusted else said


def caveat(material: ReadoutMaterial) -> str:
    """What a missing plan or a deviation means for the reader; empty when there is none."""
    banner = material.readout.banner
    if not banner:
        return ""
    return material.say("caveat.exploratory" if banner == EXPLORATORY else "caveat.deviation")


def worth(material: ReadoutMaterial, found: Worth | None) -> str:
    """What the change is worth a month in units and money, or why that is not known."""
    if found is None or found.more is None or found.money is None or found.volume is None:
        return material.say(f"worth.{found.reason if found else 'no_effect'}")
    if not isclose(
        found.money.value,
        found.more.value * found.each - found.cost * found.volume,
        rel_tol=TOLERANCE,
        abs_tol=TOLERANCE,
    ):
        raise ReportError(f"'worth.money' is {found.money.value}, which its parts do not give")
    blank = Fact(
        name="worth.more",
        metric=found.metric,
        measure="worth",
        variant=found.variant,
        against=material.control,
        period=material.period,
        value=found.more.value,
        low=found.more.low,
        high=found.more.high,
        unit="count",
        method=f"effect × volume, {MONTH_DAYS} days",
        fingerprint=material.readout.fingerprint,
        as_of=material.readout.as_of.isoformat(),
        form="+,.0f",
    )
    material.book.record(blank)
    money = {"value": found.money.value, "low": found.money.low, "high": found.money.high}
    form = f"{found.currency}~"
    row = blank.to_dict() | money | {"name": "worth.money", "unit": found.currency}
    material.book.record(Fact(**row, form=form))
    said = {"paid": costs_words(material, found.free, "worth")}
    key = "worth.customers" if material.counts_customers else "worth"
    return material.say(key, said, more="worth.more", money="worth.money")


def costs_words(material: ReadoutMaterial, free: Sequence[str], key: str) -> str:
    """Whether the messages' costs are taken off: all, none, or not those of some channels.

    Args:
        material: What the page is written from.
        free: Channels without a cost.
        key: The family: its sentences end in `paid`, `uncosted` and `free`.

    Returns:
        The words.
    """
    channels = {each.channel for each in material.definition.variants.values()} - {NO_CHANNEL}
    if not free:
        return material.say(f"{key}.paid")
    if channels <= set(free):
        return material.say(f"{key}.uncosted")
    return material.say(f"{key}.free", {"channels": ", ".join(map(material.channel_words, free))})


def risks(material: ReadoutMaterial) -> list[str]:
    """Where each guardrail of the variant that is spoken of stands, one clause each."""
    found = []
    for (variant, name), reading in material.readout.guardrails.items():
        if variant != material.winner:
            continue
        margin = material.margins[name]
        unit = "share" if margin.unit else material.unit(name)
        facts = {"margin": margin_fact(material, name)}
        form = ".2pp" if margin.unit == "pp" else ".1%" if margin.unit else default_spec(unit)
        form = ".1f" if unit == "points" else form
        end = "best" if reading.state == "breached" else "worst"
        value = reading.best if end == "best" else reading.worst
        key = f"risk.{reading.state}"
        if value is None:
            key = "risk.open.unknown"
        else:
            tested = not _is_shown(material, (variant, name), end, value)
            fact = f"{name}.{end}{TESTED if tested else ''}@{variant}"
            facts[end] = material.count(fact, value, unit=unit, form=form)
            key += ".better" if reading.state == "cleared" and value <= 0 else ""
            key += TESTED if tested else ""
        found.append(material.say(key, {"metric": material.metric_words(name)}, **facts))
    return found


def _is_shown(
    material: ReadoutMaterial, place: tuple[str, str], end: str, worsening: float
) -> bool:
    """Whether a guardrail's limit is an end of the interval the page shows, or of a test alone.

    The test against the margin has looks and a level of its own, so its limits may lie elsewhere.
    """
    variant, name = place
    measure = "lift" if material.margins[name].unit == "%" else "effect"
    effects = (
        e
        for e in material.readout.estimates
        if (e.metric, e.variant, e.measure) == (name, variant, measure)
    )
    shown = next(effects, None)
    if shown is None:
        return False
    down = material.better(name) == "down"
    at = shown.high if down == (end == "worst") else shown.low
    known = 0.0 if at is None else at if down else -at
    return at is not None and isclose(known, worsening, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def margin_fact(
    material: ReadoutMaterial, name: str, margin: Margin | None = None, fact: str = ""
) -> str:
    """Records the worsening a guardrail allows; returns the fact's name."""
    margin = margin or material.margins[name]
    unit = material.unit(name)
    value = float(margin.amount) / (100 if margin.unit else 1)
    form, of = margin_form(margin, unit, sign=""), fact or f"{name}.margin"
    return material.count(of, value, unit="share" if margin.unit else unit, form=form)


def decision_rows(material: ReadoutMaterial) -> list[tuple[str, str]]:
    """Who decides by when, or what was decided."""
    language = material.language
    decided = material.trial.decision
    if decided is not None:
        return [(sentence(language, "row.decided"), decided_words(material))]
    decide, owner = material.definition.decide, decider(material)
    by = decide.by if decide else None
    late = by is not None and by < material.today
    dated = ("overdue" if late and owner else "owner_by") if owner else "by"
    key = dated if by else "owner" if owner else "nobody"
    said = {"owner": owner, "by": day(by, language, weekday=True) if by else ""}
    return [(sentence(language, "row.decide"), material.say(f"decide.{key}", said))]


def decider(material: ReadoutMaterial) -> str:
    """Who decides: whom the file names for it, else its owner; empty where it names nobody."""
    decide = material.definition.decide
    return (decide.owner if decide else "") or material.definition.owner or ""


def decided_words(material: ReadoutMaterial) -> str:
    """A recorded decision in words: what, who, when."""
    from datetime import date

    decided = material.trial.decision or {}
    on = date.fromisoformat(str(decided["on"])[:10])
    said = {
        "chosen": chosen_words(material),
        "owner": str(decided.get("owner") or sentence(material.language, "none")),
        "on": day(on, material.language),
    }
    return material.say("decided", said)


def chosen_words(material: ReadoutMaterial) -> str:
    """What was decided, in the page's language."""
    chosen = str((material.trial.decision or {}).get("decision"))
    return material.say(f"chosen.{chosen}") if chosen in DECIDABLE else chosen


def undone(material: ReadoutMaterial) -> str:
    """What would undo a shipped variant: the check the definition plans after shipping."""
    decide = material.definition.decide
    if decide is None or not decide.after_ship:
        return material.say("undone.unchecked")
    kept, until = decide.after_ship, decide.kept_until(material.today)
    said = {"control": material.variant_words(kept.variant or material.control)}
    if until is None:
        said["after"] = holdback_text(kept, material.language)
        return material.say("undone.undated", said)
    said |= {"share": share_text(kept.share), "day": day(until, material.language)}
    return material.say("undone.check", said)


def ruled_out(material: ReadoutMaterial) -> str:
    """Which effects the interval leaves no room for."""
    effect = primary_effect(material)
    _, high = gain(material, effect)
    if high is None:
        return material.say("ruled_out.nothing")
    name = fact_name(effect)
    up = material.better(effect.metric) == "up"
    facts = {
        "best": f"{name}.{'high' if up else 'low'}",
        "worst": f"{name}.{'low' if up else 'high'}",
    }
    wanted, margin = wanted_gain(material), material.definition.worth_having
    if wanted is None or margin is None or high >= wanted:
        return material.say("ruled_out", **facts)
    form = margin_form(margin, effect.unit)
    value = wanted if up else -wanted
    facts["wanted"] = material.count("wanted", value, unit=effect.unit, form=form)
    return material.say("ruled_out.wanted", **facts)
