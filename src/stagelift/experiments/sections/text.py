"""The sections of a readout as lines of text, short or in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.sections.wording import NAMES, say
from stagelift.experiments.sections.words import duration_words, few, p_words, ranged, window_words
from stagelift.formatting import day, default_spec, formatted, money, number

if TYPE_CHECKING:
    from stagelift.experiments.sections.ages import AgeEffects, EffectByAge
    from stagelift.experiments.sections.churning import ChurnAfter
    from stagelift.experiments.sections.converting import ArmTime
    from stagelift.experiments.sections.ready import NotReady
    from stagelift.experiments.sections.ruled import RuledOut
    from stagelift.experiments.sections.sections import Sections
    from stagelift.experiments.sections.sending import SendLess
    from stagelift.experiments.sections.shop import WholeShop
    from stagelift.experiments.sections.voice import Voice, VoiceEffect
    from stagelift.statistics.inference import Inference

TOLD = 0.05
SHORT = ("time", "shop", "sending", "ruled_out", "ready")
LONG = NAMES


def section_lines(
    found: Sections, names: Sequence[str], language: str = "en", *, details: bool = False
) -> list[tuple[str, str]]:
    """The named sections as lines.

    Args:
        found: The sections.
        names: Which of them, in order.
        language: `en` or `ko`.
        details: Whether tables stand under the lines.

    Returns:
        Pairs of a label, empty for a line that goes on, and its words; a section that has nothing
        to say has no line.
    """
    said: list[tuple[str, str]] = []
    for name in names:
        lines = PARTS[name](found, language)
        if details and lines:
            lines = [*lines, *DETAILS.get(name, no_details)(found, language)]
        label = say(language, f"name.{name}")
        said.extend((label if not place else "", line) for place, line in enumerate(lines))
    if found.untold:
        said.append((say(language, "name.untold"), say(language, f"untold.{found.untold}")))
    return said


def sections_text(found: Sections, language: str = "en") -> str:
    """Every section in full.

    Args:
        found: The sections.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    lines = section_lines(found, LONG, language, details=True)
    return "\n".join(f"{label:<10}{words}".rstrip() for label, words in lines)


def time_lines(found: Sections, language: str) -> list[str]:
    """How much sooner customers convert."""
    section = found.time
    if section is None:
        return []
    arms = {arm.variant: arm for arm in section.arms}
    lines = []
    for one in section.effects:
        pair = (arms[one.against].mean.value, arms[one.variant].mean.value)
        if None in pair or one.effect.value is None:
            continue
        means = [duration_words(each or 0.0, section.horizon, language) for each in pair]
        line = say(
            language,
            "time",
            metric=section.metric,
            horizon=window_words(section.horizon, language),
            control=means[0],
            treatment=means[1],
            effect=time_range(one.effect, section.horizon, language),
        )
        if one.rates.value is not None and one.rates.status == "ok":
            ratio = number(one.rates.value, 2)
            p = p_words(one.rates.p_value, language)
            line += "; " + say(language, "time.rates", ratio=ratio, p=p)
        lines.append(line)
    return lines


def time_range(found: Inference, horizon: float, language: str) -> str:
    """A difference of times with its interval."""
    value = duration_words(found.value or 0.0, horizon, language, signed=True)
    if found.low is None or found.high is None:
        return say(language, "open", value=value)
    low, high = (
        duration_words(end, horizon, language, signed=True, bare=True)
        for end in (found.low, found.high)
    )
    return say(language, "range", value=value, low=low, high=high)


def time_details(found: Sections, language: str) -> list[str]:
    """The curve of each variant as a table."""
    section = found.time
    if section is None or not all(arm.curve for arm in section.arms):
        return []
    head = (say(language, "time.head"), *(arm.variant for arm in section.arms))
    rows = [head]
    for place, point in enumerate(section.arms[0].curve):
        after = window_words(point.after, language)
        rows.append((after, *(curve_cell(arm, place, language) for arm in section.arms)))
    return [say(language, "time.sub", metric=section.metric), *aligned(rows, left=1)]


def curve_cell(arm: ArmTime, place: int, language: str) -> str:
    """One point of a curve; a dash where it is not shown."""
    point = arm.curve[place]
    return "–" if point.share is None else formatted(point.share, ".1%", language)


def age_lines(found: Sections, language: str) -> list[str]:
    """The effect by days since assignment."""
    section = found.ages
    return [] if section is None else [age_line(section, one, language) for one in section.effects]


def age_line(section: EffectByAge, one: AgeEffects, language: str) -> str:
    """One variant's effect by days, with its trend."""
    days = [
        "–" if each.value is None else formatted(each.value, "+.1p", language) for each in one.parts
    ]
    unit = "%p" if language == "ko" else "pp"
    trend = say(language, "ages.none")
    if one.trend.value is not None:
        told = one.trend.p_value is not None and one.trend.p_value < TOLD
        way = "flat" if not told else "fades" if one.trend.value < 0 else "grows"
        size = one.trend.value if way == "flat" else abs(one.trend.value)
        slope = formatted(size, "+.2pp" if way == "flat" else ".2pp", language)
        trend = say(language, f"ages.{way}", slope=slope, p=p_words(one.trend.p_value, language))
    shown = ", ".join(days)
    return say(language, "ages", metric=section.metric, days=shown, unit=unit, trend=trend)


def age_details(found: Sections, language: str) -> list[str]:
    """Each day with its interval."""
    section = found.ages
    if section is None:
        return []
    head = (say(language, "ages.head"), *(one.variant for one in section.effects))
    rows = [head]
    for place, (first, last) in enumerate(section.effects[0].spans):
        cells = (
            few(language) if part.value is None else ranged(part, "+.1pp", language)
            for part in (one.parts[place] for one in section.effects)
        )
        rows.append((str(first) if first == last else f"{first}–{last}", *cells))
    return [say(language, "ages.sub", metric=section.metric), *aligned(rows, left=1)]


def shop_words(section: WholeShop, language: str) -> str:
    """A gain as a share of the whole shop's total, such as "+3.7% (+1.2 to +6.2)"."""
    low, high = (formatted(end, "+.1p", language) for end in section.share[1:])
    value = formatted(section.share.value, "+.1%", language)
    return say(language, "range", value=value, low=low, high=high)


def shop_lines(found: Sections, language: str) -> list[str]:
    """The effect as a share of the whole shop's total."""
    section = found.shop
    if section is None:
        return []
    said = {"share": shop_words(section, language), "metric": section.metric}
    if found.is_money:
        gain = money(section.gain.value, found.unit, language, signed=True)
        total = money(section.total, found.unit, language)
    else:
        gain = say(language, "times", count=number(section.gain.value, signed=True))
        total = say(language, "times", count=number(section.total))
    return [say(language, "shop", **said, gain=gain, total=total)]


def voice_lines(found: Sections, language: str) -> list[str]:
    """What customers said: who answers first, then all assigned, then the bounds."""
    return [line for each in found.voice for line in said_lines(each, language)]


def said_lines(section: Voice, language: str) -> list[str]:
    """The lines of one score."""
    named = {"metric": section.metric, "planned": unplanned(language, planned=section.planned)}
    arms = {arm.variant: arm for arm in section.arms}
    if not arms:
        return [say(language, "voice.hidden", **named)]
    lines = []
    for one in section.effects:
        pair = (arms[one.against], arms[one.variant])
        shares = [formatted((arm.answered or 0) / arm.n, ".1%", language) for arm in pair]
        response = ranged(one.response, "+.1pp", language) + p_words(one.response.p_value, language)
        both = {"control": shares[0], "treatment": shares[1]}
        lines.append(say(language, "voice", **named, **both, response=response))
        scores = [
            "–" if a.score.value is None else number(a.score.value, 1, signed=True) for a in pair
        ]
        both = {"control": scores[0], "treatment": scores[1]}
        effect = ranged(one.effect, "+.1f", language)
        lines += [say(language, "voice.score", **both, effect=effect), bounds_line(one, language)]
    return lines


def bounds_line(one: VoiceEffect, language: str) -> str:
    """Between which values the effect lies among those who would answer either way."""
    found = one.bounds
    if found is None or found.lower is None or found.upper is None or found.interval.low is None:
        why = "" if found is None else found.interval.note or found.interval.status
        return say(language, "voice.no_bounds", why=why or one.effect.note or one.effect.status)
    ends = (found.lower, found.upper, found.interval.low, found.interval.high or 0.0)
    lower, upper, low, high = (number(each, 1, signed=True) for each in ends)
    return say(language, "voice.bounds", lower=lower, upper=upper, low=low, high=high)


def unplanned(language: str, *, planned: bool) -> str:
    """What is said of a metric the plan does not name."""
    return "" if planned else say(language, "unplanned")


def churn_lines(found: Sections, language: str) -> list[str]:
    """Who falls silent afterwards."""
    return [line for each in found.churn for line in fallen_lines(each, language)]


def fallen_lines(section: ChurnAfter, language: str) -> list[str]:
    """The lines of one churn metric."""
    arms = {arm.variant: arm for arm in section.arms}
    lines = []
    for variant, against, effect in section.effects:
        pair = (arms[against], arms[variant])
        shares = [
            "–" if arm.share.value is None else formatted(arm.share.value, ".1%", language)
            for arm in pair
        ]
        said = {
            "metric": section.metric,
            "planned": unplanned(language, planned=section.planned),
            "day": number(section.days),
            "n": number(sum(arm.n for arm in pair)),
        }
        both = {"control": shares[0], "treatment": shares[1]}
        lines.append(
            say(language, "churn", **said, **both, effect=ranged(effect, "+.1pp", language))
        )
    return lines


def sending_lines(found: Sections, language: str) -> list[str]:
    """What the messages cost in reachable customers."""
    section = found.sending
    if section is None:
        return []
    parts = []
    for one in section.lost:
        value, low, high = (number(each, signed=True) for each in one.more)
        more = say(language, "range", value=value, low=low, high=high)
        parts.append(say(language, "sending.one", metric=one.metric, more=more))
    against = against_words(section, language)
    return [say(language, "sending", lost=", ".join(parts), against=against)]


def against_words(section: SendLess, language: str) -> str:
    """What stands against the customers lost."""

    def paid(value: float) -> str:
        return money(value, section.currency, language)

    if section.net is not None:
        value, low, high = (paid(each) for each in section.net)
        key = {"pays": "pays", "send_less": "less", "open": "open"}[section.advice]
        net = say(language, "range", value=value, low=low, high=high)
        return say(language, f"sending.{key}", net=net)
    if section.brings is None:
        return say(language, "sending.unknown")
    if section.advice != "open":
        return say(language, "sending.fewer" if section.advice == "pays" else "sending.less.free")
    price, worst = section.price
    if worst is None:
        return say(language, "sending.fewer")
    if price is None:
        return say(language, "sending.even.worst", worst=paid(worst))
    return say(language, "sending.even", price=paid(price), worst=paid(worst))


def ruled_lines(found: Sections, language: str) -> list[str]:
    """What the intervals rule out."""
    several = len(found.ruled_out) > 1
    return [ruled_line(one, language, several=several) for one in found.ruled_out]


def ruled_line(one: RuledOut, language: str, *, several: bool) -> str:
    """What one variant's interval rules out."""
    spec = default_spec(one.unit, change=True)
    variant = f"{one.variant}: " if several else ""
    said = {"variant": variant, "above": formatted(one.above, spec, language)}
    if one.is_wanted_out and one.wanted is not None:
        wanted = formatted(one.wanted, spec, language)
        below = formatted(one.below, spec, language)
        return say(language, "ruled_out.wanted", variant=variant, wanted=wanted, below=below)
    key = "ruled_out" if one.below > 0 else "ruled_out.loss"
    return say(language, key, **said, below=formatted(one.below, spec, language))


def ready_lines(found: Sections, language: str) -> list[str]:
    """What cannot be read yet, metrics of the same days in one line."""
    groups: dict[tuple[object, object], list[NotReady]] = {}
    for one in found.ready:
        groups.setdefault((one.first, one.repeats), []).append(one)
    lines = []
    for same in groups.values():
        names = ", ".join(one.metric for one in same)
        lines.append(ready_words(same[0], language, metric=names))
    return lines


def ready_words(one: NotReady, language: str, *, metric: str = "") -> str:
    """On which days a metric can be read.

    Args:
        one: The metric.
        language: `en` or `ko`.
        metric: Names said before it; empty in a table's row.

    Returns:
        A sentence.
    """
    key = ("ready" if metric else "ready.row") + (".then" if one.first == one.repeats else "")
    first, repeats = (day(each, language) for each in (one.first, one.repeats))
    return say(language, key, metric=metric, first=first, repeats=repeats)


def no_details(found: Sections, language: str) -> list[str]:
    """Nothing more: the lines say it all."""
    return []


Lines = Callable[["Sections", str], list[str]]
PARTS: Mapping[str, Lines] = {
    "time": time_lines,
    "ages": age_lines,
    "shop": shop_lines,
    "voice": voice_lines,
    "churn": churn_lines,
    "sending": sending_lines,
    "ruled_out": ruled_lines,
    "ready": ready_lines,
}
DETAILS: Mapping[str, Lines] = {"time": time_details, "ages": age_details}
