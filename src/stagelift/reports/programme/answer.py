"""What matters most of the programme, its size, what to do next, and whether it can be trusted.

A shipped test whose data are broken comes first, then one that waits for a decision; then what the
whole brings, where its interval against customers left out of everything is clear of none; then
forecasts that come out short; then what the tests found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.experiments.deciding.outcome import SCORED
from stagelift.experiments.programme.calendar import Slot
from stagelift.formatting import day
from stagelift.reports.answer import Answer
from stagelift.reports.programme.ahead import candidate_words, money_fact, units_facts
from stagelift.reports.programme.brought import clear, too_few, whole_fact
from stagelift.reports.programme.ledger import believed, chosen_words, pair_words

if TYPE_CHECKING:
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.programme.holdout import HeldOut
    from stagelift.experiments.programme.ledger import Entry
    from stagelift.experiments.programme.together import Shrunk
    from stagelift.reports.programme.material import Material

NAMED = 3  # decisions or measures named on the first screen
HOPEFUL = 0.05  # forecasts are said to come out short below this p-value
Lead = tuple[str, str, str]


def compose(material: Material) -> Answer:
    """The answer of the page.

    Args:
        material: What the page is written from.

    Returns:
        The answer; its sentences are bound to facts.
    """
    tone, headline, size = _lead(material)
    told = material.programme
    rows = [("row.next", next_line(material)), ("row.new", new_line(material))]
    if tone == "decision" and len(material.waiting) == 1:
        rows.insert(0, ("row.decide", decide_line(material)))
    if material.shipped_red:
        rows.insert(0, ("row.decide", mend_line(material)))
    if tone != "decision" and material.waiting:
        rows.append(("row.waiting", _names(material, [e.experiment for e in material.waiting])))
    if told.outcomes:
        rows.append(("row.forecasts", forecasts_line(material)))
    rows += [("row.whole", whole_line(material)), ("row.trust", trust_line(material))]
    named = tuple((material.say(key), said) for key, said in rows)
    return Answer(tone, headline, size, named)


def _lead(material: Material) -> Lead:
    """Tone, headline and size of what matters most."""
    if material.shipped_red:
        return "fix", shipped_red_line(material), material.say("size.shipped_red")
    if material.waiting:
        return "decision", waiting_line(material), waiting_size(material)
    return _learned(material)


def _learned(material: Material) -> Lead:
    """What the tests brought, where nobody has to act."""
    told = material.programme
    known = [one for one in told.held_out if clear(one)]
    if known:
        return _whole(material, max(known, key=_strength))
    found = material.calibration
    if found is not None and found.bias < 0 and found.bias_p < HOPEFUL:
        facts = calibration_facts(material)
        said = {name: facts[name] for name in ("within", "scored")}
        return "watch", material.say("headline.short"), material.say("size.short", **said)
    if told.read:
        return _found(material)
    if told.counted:
        return _counted(material)
    return "fix" if material.red else "quiet", _bare(material), ""


def _bare(material: Material) -> str:
    return material.say("headline.hidden" if material.red else "headline.empty")


def shipped_red_line(material: Material) -> str:
    """The tests that were shipped on data that are broken now."""
    broken = material.shipped_red
    if len(broken) == 1:
        name = material.names.experiment(broken[0].experiment)
        return material.say("headline.shipped_red.one", {"name": name})
    said = {"names": _names(material, [one.experiment for one in broken])}
    return material.say(
        "headline.shipped_red", said, red=material.count("tests.shipped_red", len(broken))
    )


def waiting_line(material: Material) -> str:
    """The tests that nobody decided."""
    waiting = material.waiting
    if len(waiting) == 1:
        verdict = material.say(f"chosen.{waiting[0].verdict}")
        said = {"name": material.names.experiment(waiting[0].experiment), "verdict": verdict}
        return material.say("headline.waiting.one", said)
    said = {"names": _names(material, [one.experiment for one in waiting])}
    count = material.count("tests.waiting", len(waiting))
    return material.say("headline.waiting", said, waiting=count)


def waiting_size(material: Material) -> str:
    """What the one test that waits found; where several do, what the tests decided found."""
    first, *others = material.waiting
    name = "" if others else waiting_effect(material, first)
    if not name:
        return _found(material)[1] if material.programme.read else ""
    fact = material.book[name]
    said = {"metric": material.names.metric(fact.metric), "ends": material.ends(name)}
    return material.say("size.waiting", said, effect=name, customers=f"{name}.n")


def waiting_effect(material: Material, one: Entry | Slot) -> str:
    """Records the effect a waiting decision rests on; returns its name, empty without one."""
    found = one.effect if isinstance(one, Slot) else one
    if found is None or found.value is None or found.low is None or not found.n:
        return ""
    return material.effect(
        f"{one.experiment}.waiting",
        found.metric,
        (found.value, found.low, found.high),
        found.unit,
        variant=found.variant,
        n=found.n,
        level=found.level,
        method=found.method,
        status=found.status,
    )


def decide_line(material: Material) -> str:
    """Who decides the one test that waits, and by when."""
    name = material.waiting[0].experiment
    asked = material.names.experiments[name].decide
    if asked is None or not asked.owner:
        return material.say("none")
    if asked.by is None:
        return asked.owner
    return material.say("decide.by", {"owner": asked.owner, "by": day(asked.by, material.language)})


def mend_line(material: Material) -> str:
    """Who is to decide on tests that were shipped and rest on broken data."""
    found = [material.names.experiments[one.experiment] for one in material.shipped_red]
    owners = [(each.decide.owner if each.decide else "") or each.owner or "" for each in found]
    named = ", ".join(dict.fromkeys(filter(None, owners)))
    return material.say("decide.red", {"owner": named or material.say("none")})


def _whole(material: Material, one: HeldOut) -> Lead:
    """What everything brings or costs, by the customers left out of it."""
    name = whole_fact(material, one)
    fact = material.book[name]
    said = {"metric": material.names.metric(one.metric), "ends": material.ends(name)}
    good = (fact.value or 0.0) > 0 if better(material, one.metric) else (fact.value or 0.0) < 0
    headline = material.say("headline.brings" if good else "headline.harms", said, effect=name)
    share = material.stated("holdout.share", one.share)
    size = material.say("size.whole", said, customers=f"{name}.n", share=share)
    return "news" if good else "watch", headline, size


def _strength(one: HeldOut) -> float:
    """How far an effect stands from none, in half widths of its interval."""
    effect = one.effect
    if effect is None or effect.value is None or effect.low is None or effect.high is None:
        return 0.0
    return abs(effect.value) / (effect.high - effect.low)


def better(material: Material, metric: str) -> bool:
    """Whether more of a metric is good."""
    return getattr(material.names.metrics.get(metric), "better", "up") == "up"


def _found(material: Material) -> Lead:
    """What the tests that could be read found."""
    told = material.programme
    facts = {
        "read": material.count("tests.read", len(told.read)),
        "won": material.count("tests.won", sum(one.won for one in told.read)),
    }
    if not any(one.won for one in told.read):
        lost = "headline.lost.one" if len(told.read) == 1 else "headline.lost"
        return "quiet", material.say(lost, **facts), material.say("size.lost")
    winners = [row for row in told.scale.rows if row.compared.won]
    if not winners:
        names = _names(material, [one.experiment for one in told.read if one.won])
        return "quiet", material.say("headline.won.bare", {"names": names}, **facts), ""
    best = max(winners, key=lambda row: row.value)
    return "quiet", *_best(material, best, facts, several=len(winners) > 1)


def _best(
    material: Material, best: Shrunk, facts: dict[str, str], *, several: bool
) -> tuple[str, str]:
    """The largest winner: headline and size."""
    name = believed(material, best)
    seen = name.removesuffix("shrunk") + "seen"
    one = best.compared
    entry = next(e for e in material.programme.entries if e.experiment == one.experiment)
    said = {
        **pair_words(material, one),
        "name": material.names.experiment(one.experiment),
        "metric": material.names.metric(entry.metric),
        "ends": material.ends(name),
    }
    key = "headline.won.many" if several else "headline.won"
    size = material.say("size.won", said, seen=seen, shrunk=name, customers=f"{name}.n")
    return material.say(key, said, shrunk=name, **facts), size


def _counted(material: Material) -> Lead:
    """The source of counts with most tests."""
    one = max(material.programme.counted, key=lambda each: each.read)
    facts = {
        "read": material.count(f"{one.source}.read", one.read),
        "won": material.count(f"{one.source}.won", one.winners),
    }
    return "quiet", material.say("headline.counted", {"source": one.source}, **facts), ""


def next_line(material: Material) -> str:
    """The test to run next, what it is expected to bring, how long it takes, who starts it."""
    if not material.programme.candidates:
        return material.say("next.nothing")
    one = material.programme.candidates[0]
    said = {"test": candidate_words(material, one)}
    parts = []
    if one.money is not None:
        parts.append(material.say("next.money", said, money=money_fact(material, one)))
    else:
        parts.append(material.say("next.more", said, more=units_facts(material, one)["more"]))
    if one.weeks is not None and one.units is not None:
        facts = units_facts(material, one)
        key = "next.size.one" if one.weeks == 1 else "next.size"
        parts.append(material.say(key, weeks=facts["weeks"], units=facts["units"]))
    stage = material.journey.stages.get(one.stage)
    if stage is not None and stage.owner:
        parts.append(material.say("next.owner", {"owner": stage.owner}))
    return "; ".join(parts)


def new_line(material: Material) -> str:
    """What was decided in the period."""
    new = material.new
    if not new:
        return material.say("new.none", {"period": material.period.label})
    more = len(new) - NAMED
    named = ", ".join(
        material.say(
            "new.one",
            {
                "name": material.names.experiment(one.experiment),
                "chosen": chosen_words(material, one),
            },
        )
        for one in new[:NAMED]
    )
    if more <= 0:
        return named
    return material.say("new.more", {"named": named}, more=material.count("decided.more", more))


def forecasts_line(material: Material) -> str:
    """How many forecasts held, or why none is scored."""
    found = material.outcomes
    if not found:
        return material.say("forecasts.none")
    if any(one.standing in SCORED for one in found):
        facts = calibration_facts(material)
        return material.say("forecasts.scored", within=facts["within"], scored=facts["scored"])
    decisions = material.count("decisions", len(found))
    if any(one.standing == "open" for one in found):
        return material.say("forecasts.open", decisions=decisions)
    why = material.say(f"why.{_why(found)}")
    return material.say("forecasts.words", {"why": why}, decisions=decisions)


def _why(found: tuple[Outcome, ...]) -> str:
    kinds = {one.standing for one in found}
    return "words" if kinds == {"words"} else "unscored" if kinds == {"unscored"} else "mixed"


def calibration_facts(material: Material) -> dict[str, str]:
    """Records how the forecasts did on the whole."""
    found = material.calibration
    if found is None:
        return {}
    return {
        "within": material.count("forecasts.within", found.within),
        "scored": material.count("forecasts.scored", found.n),
        "bias": material.count("forecasts.bias", found.bias, unit="ratio", form="+.1f"),
        "p": material.count("forecasts.bias_p", found.bias_p, unit="ratio", form=".2f"),
    }


def whole_line(material: Material) -> str:
    """What customers left out of everything say of the whole."""
    found = material.programme.held_out
    if not found:
        return material.say("whole.none")
    parts = []
    shown = [one for one in found if one.effect is not None and one.effect.value is not None]
    for one in sorted(shown, key=_strength, reverse=True)[:NAMED]:
        name = whole_fact(material, one)
        said = {"metric": material.names.metric(one.metric), "ends": material.ends(name)}
        parts.append(material.say("whole.known", said, effect=name))
    broken = any(one.note and not too_few(one) for one in found)
    return "; ".join(parts) or material.say("whole.broken" if broken else "whole.small")


def trust_line(material: Material) -> str:
    """Plans kept, and whether figures are hidden."""
    entries = material.programme.entries
    parts = []
    if entries:
        facts = {
            "tests": material.count("tests", len(entries)),
            "kept": material.count("plans.kept", sum(one.plan == "kept" for one in entries)),
        }
        parts.append(material.say("trust.kept", **facts))
    if material.red:
        hidden = material.count("tests.red", len(material.red))
        parts.append(material.say("trust.red", red=hidden))
    return "; ".join(parts) or material.say("none")


def _names(material: Material, experiments: list[str]) -> str:
    return ", ".join(map(material.names.experiment, experiments))
