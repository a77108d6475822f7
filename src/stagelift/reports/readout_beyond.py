"""What else a variant does, in words: the whole shop, voices, churn, lost customers, ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import day, default_spec
from stagelift.reports.fragments import Fragment, pairs, section
from stagelift.reports.readout_sections import kept, p_key
from stagelift.reports.wording_readout import sentence
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.experiments.sections.churning import ChurnAfter
    from stagelift.experiments.sections.ready import NotReady
    from stagelift.experiments.sections.ruled import RuledOut
    from stagelift.experiments.sections.sending import SendLess
    from stagelift.experiments.sections.voice import Voice, VoiceEffect
    from stagelift.experiments.worth import Range
    from stagelift.reports.readout_material import ReadoutMaterial


def beyond(material: ReadoutMaterial) -> Fragment:
    """What else the variant does: none of it is part of the verdict.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty where there is nothing to tell.
    """
    found = material.sections
    rows = [_shop(material), *_voices(material), *_churns(material)]
    if found.sending is not None:
        title = sentence(material.language, "beyond.sending")
        rows.append((title, _sending(material, found.sending)))
    if found.ready:
        said = "; ".join(_ready(material, one) for one in found.ready)
        rows.append((sentence(material.language, "beyond.ready"), said))
    if found.untold:
        why = sentence(material.language, f"beyond.untold.{found.untold}")
        rows.append((sentence(material.language, "beyond.untold"), why))
    known = [row for row in rows if row is not None]
    if not known:
        return Fragment("")
    title, sub = (sentence(material.language, f"beyond.{key}") for key in ("title", "sub"))
    return section(pairs(known), kind="beyond", heading=title, sub=sub)


def ranged(material: ReadoutMaterial, name: str, found: Range, unit: str, form: str) -> str:
    """Records a range as a fact; returns its name."""
    whole = Inference(value=found.value, low=found.low, high=found.high, method="as the effect")
    return kept(material, name, whole, unit=unit, form=form)


def _shop(material: ReadoutMaterial) -> tuple[str, str] | None:
    found = material.sections.shop
    if found is None:
        return None
    unit = material.sections.unit if material.sections.is_money else "count"
    form, change = ",.0f", "+,.0f"
    if material.sections.is_money:
        form, change = default_spec(unit), default_spec(unit, change=True)
    facts = {
        "share": ranged(material, "shop.share", found.share, "share", "+.1%"),
        "gain": material.count("shop.gain", found.gain.value, unit=unit, form=change),
        "total": material.count("shop.total", found.total, unit=unit, form=form),
    }
    metric = {"metric": material.metric_words(found.metric)}
    title = sentence(material.language, "beyond.shop")
    key = "beyond.shop.customers" if material.counts_customers else "beyond.shop.said"
    return title, material.say(key, metric, **facts)


def _titled(material: ReadoutMaterial, metric: str, *, planned: bool) -> str:
    known = metric in material.source.metrics
    name = material.metric_words(metric) if known else sentence(material.language, "beyond.churn")
    return name if planned else f"{name}{sentence(material.language, 'beyond.unplanned')}"


def _voices(material: ReadoutMaterial) -> list[tuple[str, str] | None]:
    rows: list[tuple[str, str] | None] = []
    for found in material.sections.voice:
        title = _titled(material, found.metric, planned=found.planned)
        if not found.arms:
            rows.append((title, sentence(material.language, "beyond.voice.few")))
            continue
        rows.extend((title, _voice(material, found, one)) for one in found.effects)
    return rows


def _voice(material: ReadoutMaterial, found: Voice, one: VoiceEffect) -> str:
    if one.response.low is None or one.effect.low is None:
        return sentence(material.language, "beyond.voice.few")
    arms = {arm.variant: arm for arm in found.arms}
    stem = f"voice.{found.metric}"
    old, new = (
        material.count(f"{stem}.share@{v}", (arms[v].answered or 0) / arms[v].n, unit="share")
        for v in (one.against, one.variant)
    )
    facts = {
        "old": old,
        "new": new,
        "response": kept(material, f"{stem}.response@{one.variant}", one.response, unit="share"),
        "effect": kept(material, f"{stem}.effect@{one.variant}", one.effect, unit="points"),
    }
    key, p = p_key(material, f"{stem}.p@{one.variant}", "ages.p", one.response.p_value)
    words = {"p": material.say(key, **{"p" if key == "ages.p" else "least": p}) if key else ""}
    return material.say("beyond.voice.said", words, **facts) + _bounds(material, stem, one)


def _bounds(material: ReadoutMaterial, stem: str, one: VoiceEffect) -> str:
    found = one.bounds
    if found is None or found.interval.low is None or found.interval.high is None:
        return ""
    ends = {
        "lower": found.lower or 0.0,
        "upper": found.upper or 0.0,
        "low": found.interval.low,
        "high": found.interval.high,
    }
    names = {
        key: material.count(f"{stem}.{key}@{one.variant}", each, unit="points", form="+.1f")
        for key, each in ends.items()
    }
    return material.say("beyond.voice.bounds", **names)


def _churns(material: ReadoutMaterial) -> list[tuple[str, str] | None]:
    return [
        (_titled(material, found.metric, planned=found.planned), _churn(material, found, one))
        for found in material.sections.churn
        for one in found.effects
        if one[2].low is not None
    ]


def _churn(material: ReadoutMaterial, found: ChurnAfter, one: tuple[str, str, Inference]) -> str:
    variant, against, effect = one
    arms = {arm.variant: arm for arm in found.arms}
    stem = f"churn.{found.metric}"
    old, new = (
        material.count(f"{stem}.share@{v}", arms[v].share.value or 0.0, unit="share")
        for v in (against, variant)
    )
    facts = {
        "day": material.count(f"{stem}.day", found.days),
        "n": material.count(f"{stem}.n@{variant}", arms[variant].n + arms[against].n),
        "old": old,
        "new": new,
        "effect": kept(material, f"{stem}.effect@{variant}", effect, unit="share"),
    }
    return material.say("beyond.churn.said", **facts)


def _sending(material: ReadoutMaterial, found: SendLess) -> str:
    parts = []
    for one in found.lost:
        more = ranged(material, f"sending.{one.metric}", one.more, "count", "+,.0f")
        words = {"metric": material.metric_words(one.metric)}
        parts.append(material.say("beyond.lost", words, more=more))
    return "; ".join((*parts, _against(material, found)))


def _against(material: ReadoutMaterial, found: SendLess) -> str:
    """What stands against the customers lost."""

    def paid(name: str, value: float) -> str:
        return material.count(
            f"sending.{name}", value, unit=found.currency, form=f"{found.currency}~"
        )

    if found.net is not None:
        key = {"pays": "pays", "send_less": "less", "open": "open"}[found.advice]
        return material.say(f"beyond.sending.{key}", net=paid("net", found.net.value))
    if found.brings is None:
        return sentence(material.language, "beyond.sending.unknown")
    if found.advice != "open":
        key = "fewer" if found.advice == "pays" else "less.free"
        return sentence(material.language, f"beyond.sending.{key}")
    price, worst = found.price
    if worst is None:
        return sentence(material.language, "beyond.sending.fewer")
    if price is None:
        return material.say("beyond.sending.even.worst", worst=paid("worst", worst))
    facts = {"price": paid("price", price), "worst": paid("worst", worst)}
    return material.say("beyond.sending.even", **facts)


def _ready(material: ReadoutMaterial, one: NotReady) -> str:
    known = one.metric in material.source.metrics or one.metric.startswith("reach_")
    name = (
        material.metric_words(one.metric) if known else sentence(material.language, "beyond.churn")
    )
    words = {
        "metric": name,
        "first": day(one.first, material.language),
        "repeats": day(one.repeats, material.language),
    }
    key = "then" if one.first == one.repeats else "said"
    return material.say(f"beyond.ready.{key}", words)


def ruled(material: ReadoutMaterial) -> Fragment:
    """What each variant's interval rules out.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while nothing can be read.
    """
    found = material.sections.ruled_out
    if not found:
        return Fragment("")
    rows = [(material.variant_words(one.variant), _ruled(material, one)) for one in found]
    title = sentence(material.language, "ruled.title")
    return section(pairs(rows), kind="ruled", heading=title, half=True)


def _ruled(material: ReadoutMaterial, one: RuledOut) -> str:
    form = default_spec(one.unit, change=True)
    facts = {
        "best": material.count(f"ruled.best@{one.variant}", one.above, unit=one.unit, form=form),
        "worst": material.count(f"ruled.worst@{one.variant}", one.below, unit=one.unit, form=form),
    }
    if one.wanted is not None and (one.is_wanted_out or one.is_less_out):
        facts["wanted"] = material.count("ruled.wanted", one.wanted, unit=one.unit, form=form)
    gains = one.below > 0
    if one.is_wanted_out:
        return material.say("ruled.wanted.gain" if gains else "ruled.wanted", **facts)
    if one.is_less_out:
        return material.say("ruled.less", **facts)
    return material.say("ruled.gain" if gains else "ruled.loss", **facts)
