"""What a test can show, in words: traffic, length, worth, guardrails, checks and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from stagelift.formatting import default_spec, formatted, margin, money, number, span
from stagelift.reports.plan.wording import WORDING, say

if TYPE_CHECKING:
    from stagelift.experiments.planning.outlook import Outlook

SAVING = 0.05  # an adjustment that saves less is not worth a line


def state_of(draft: bool, frozen: Mapping[str, Any] | None, language: str) -> str:
    """Whether the plan binds already, in words."""
    if frozen is not None:
        return say(
            language, "plan.state.frozen", fingerprint=str(frozen.get("fingerprint", ""))[:6]
        )
    return say(language, "plan.state.draft" if draft else "plan.state.planned")


def traffic_lines(found: Outlook, language: str) -> Iterator[str]:
    """Who enters, and who of them agreed to which channel."""
    told = found.history
    days = span(told.first, told.last, language)
    if found.source:
        per_week = told.entered[0] if told.entered else None
        key = "plan.traffic.nobody" if per_week is None else "plan.traffic.stated"
        yield say(language, key, count=per_week or 0, source=found.source)
        return
    if len(told.entered) == 1 and told.first == told.last:
        yield say(language, "plan.traffic.once", total=told.total, span=days)
    else:
        counts = {"total": told.total, "weeks": len(told.entered), "span": days}
        first = told.shown_weeks[0]
        if first is None:
            yield say(language, "plan.traffic.total", **counts)
        else:
            yield say(language, "plan.traffic.weeks", first=first, **counts)
    yield from ladder_lines(found, language)


def ladder_lines(found: Outlook, language: str) -> Iterator[str]:
    """Who qualifies, who of them accepts ads, and whom every variant can reach."""
    told = found.history
    known = {channel: count for channel, count in told.consenting.items() if count is not None}
    for channel in told.consenting:
        if channel not in known:
            yield say(language, "plan.traffic.unknown", channel=channel_name(channel, language))
    if not known or not told.total:
        return
    named = [channel_name(channel, language) for channel in known]
    steps = [say(language, "plan.ladder.qualify", count=told.total)]
    some = told.accepting
    if some is not None and len(known) > 1:
        share = formatted(some / told.total, ".0%")
        channels = say(language, "plan.ladder.or").join(named)
        steps.append(
            say(language, "plan.ladder.accept", count=some, share=share, channels=channels)
        )
    if told.reachable is not None:
        share = formatted(told.share_reachable, ".0%")
        channels = say(language, "plan.ladder.and").join(named)
        steps.append(
            say(language, "plan.ladder.reach", count=told.reachable, share=share, channels=channels)
        )
    yield " > ".join(steps)
    if len(known) > 1:
        each = (
            say(
                language,
                "plan.traffic.consent",
                count=count,
                share=formatted(count / told.total, ".0%"),
                channel=channel,
            )
            for channel, count in zip(named, known.values(), strict=True)
        )
        yield ", ".join(each)


def today_line(found: Outlook, language: str) -> str:
    """The primary metric's level among them."""
    level = found.level
    if found.source:
        ends = [amount(found, one.level, language) for one in found.stated]
        return say(
            language,
            "plan.today.stated",
            metric=found.primary,
            level=ends[0] if len(ends) == 1 else f"{ends[0]}..{ends[-1]}",
            source=found.source,
        )
    if level.value is None or level.low is None or level.high is None:
        return say(
            language, "plan.today.none", metric=found.primary, note=level.note or level.status
        )
    n = found.history.tallies[found.primary].n
    shown = {
        name: amount(found, value, language)
        for name, value in (("level", level.value), ("low", level.low), ("high", level.high))
    }
    return say(language, "plan.today.level", metric=found.primary, n=n, **shown)


def length_rows(found: Outlook, language: str) -> list[tuple[str, ...]]:
    """The smallest effect seen by weeks, as rows with their name first; none where none is known.

    Args:
        found: The outlook.
        language: `ko` or `en`.

    Returns:
        Weeks, an effect for each level that is stated or the one measured, customers.
    """
    known = found.stated[0].points if found.stated else found.points
    if not known:
        return []
    power = say(language, "plan.length.sees", power="80 %")
    seen = [
        (power, *(amount(found, point.effect, language, change=True) for point in found.points))
    ]
    if found.stated:
        seen = [
            (
                say(
                    language,
                    "plan.length.sees.at",
                    level=amount(found, one.level, language),
                    power="80 %",
                ),
                *(amount(found, point.effect, language, change=True) for point in one.points),
            )
            for one in found.stated
        ]
    weeks = (say(language, "plan.length.weeks"), *(number(point.weeks) for point in known))
    return [
        weeks,
        *seen,
        (say(language, "plan.length.units"), *(number(point.units) for point in known)),
    ]


def length_words(
    found: Outlook, language: str, frozen: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """What is planned, what the effect worth having needs, and what was registered."""
    yield from reckoned_words(found, language)
    units = (frozen or {}).get("planned_units")
    if units is not None and not found.stated:
        told = {
            "units": int(units),
            "span": span(found.history.first, found.history.last, language),
        }
        yield say(language, "plan.length.registered", **told)


def reckoned_words(found: Outlook, language: str) -> Iterator[str]:
    """What is planned, and what the effect worth having needs, from the weeks before."""
    if found.stated:
        yield from stated_words(found, language)
        return
    if not found.points:
        yield say(language, "plan.length.nothing")
        return
    if found.weeks is not None:
        yield say(language, "plan.length.planned", weeks=found.weeks, units=found.units)
    if found.schedule is None:
        yield say(language, "plan.length.unsaid")
        return
    told = {
        "wanted": margin(found.wanted, found.unit, language),
        "units": found.schedule.needed or 0,
        "looks": say(language, f"plan.look.{found.looks}"),
    }
    if found.schedule.weeks is None:
        yield say(language, "plan.length.never", **told)
    else:
        yield say(language, "plan.length.needed", weeks=found.schedule.weeks, **told)


def stated_words(found: Outlook, language: str) -> Iterator[str]:
    """What the effect worth having needs over the stated range."""
    needs = sorted(one.needed for one in found.stated if one.needed is not None)
    if needs:
        text = number(needs[0]) if needs[0] == needs[-1] else f"{needs[0]:,}–{needs[-1]:,}"
        yield say(
            language,
            "plan.length.range",
            wanted=margin(found.wanted, found.unit, language),
            units=text,
        )
    yield say(language, "plan.length.blinded")


def rules_line(found: Outlook, language: str) -> str:
    """What each rule for looking needs for the effect worth having."""
    parts = [
        say(
            language,
            "plan.rules.line",
            rule=say(language, f"plan.look.{one.rule}"),
            units=one.design.total,
            cost=f"{one.cost:.2f}",
        )
        for one in found.costs
    ]
    return ", ".join(parts)


def worth_lines(found: Outlook, language: str) -> Iterator[str]:
    """What finding the effect worth having brings."""
    gain = found.gain
    if gain is None:
        return
    yield say(
        language,
        "plan.worth.line",
        effect=margin(found.wanted, found.unit, language),
        more=round(gain.more),
        metric=found.primary,
        money=money(gain.money, gain.currency, language),
        paid="" if gain.free else say(language, "plan.worth.paid"),
    )
    if gain.free:
        free = (channel_name(channel, language) for channel in gain.free)
        yield say(language, "plan.worth.free", channels=", ".join(free))


def guard_lines(found: Outlook, language: str) -> Iterator[str]:
    """The chance to clear each guardrail."""
    for one in found.guardrails:
        told = {"metric": one.metric, "margin": margin(one.margin, one.unit, language)}
        if one.chance is None:
            yield say(language, "plan.guardrail.none", note=one.note, **told)
        else:
            yield say(language, "plan.guardrail", chance=formatted(one.chance, ".0%"), **told)


def check_lines(found: Outlook, language: str) -> Iterator[str]:
    """False alarms in the past, and what an adjustment would save."""
    past = found.rehearsal
    if past is not None:
        shares = {
            name: formatted(value / past.splits, ".1%")
            for name, value in (("share", past.alarms), ("low", past.low), ("high", past.high))
        }
        yield say(language, "plan.check.rehearsal", splits=past.splits, **shares)
    hashes = found.hashes
    if hashes is not None:
        p = number(hashes.split_p, 3 if hashes.split_p < 0.01 else 2)
        tried = {"salts": hashes.salts, "alarms": hashes.alarms, "most": hashes.most}
        yield say(language, "plan.check.hashes", p=p, **tried)
    homes = found.homes
    if homes is not None:
        told = {"size": number(homes.size, 2), "alike": number(homes.correlation, 3)}
        yield say(language, "plan.check.households", times=number(homes.design_effect, 2), **told)
    if found.correlation is not None and found.correlation**2 >= SAVING:
        yield say(
            language,
            "plan.check.correlation",
            correlation=f"{found.correlation:.2f}",
            saved=formatted(found.correlation**2, ".0%"),
        )


def hint(key: str, language: str) -> str:
    """What to write in the file about a line that has a hint, after a mark; else empty.

    Args:
        key: Such as `unreachable`.
        language: `ko` or `en`.

    Returns:
        The words, for who writes the file; a page is read by others.

    Example:
        >>> hint("unreachable", "en"), hint("night", "en")
        ('; say reachable_by: all variants', '')
    """
    name = f"plan.hint.{key}"
    return f"; {say(language, name)}" if name in WORDING[language] else ""


def shown(found: Outlook, fields: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A warning's figures as text: shares in percent, effects in the metric's unit."""
    known = dict(fields)
    if "channel" in known:
        known["channel"] = channel_name(known["channel"], language)
    if "wanted" in known:
        known["wanted"] = margin(known["wanted"], found.unit, language)
    for name in ("share", "chance"):
        if name in known:
            known[name] = formatted(known[name], ".0%")
    if "sees" in known:
        known["sees"] = amount(found, known["sees"], language, change=True)
    return known


def channel_name(name: str, language: str) -> str:
    """A channel as the language calls it.

    Args:
        name: Such as `in_app`.
        language: `ko` or `en`.

    Returns:
        Its name; one nobody translated as it is written, with blanks.

    Example:
        >>> channel_name("push", "ko"), channel_name("night_bus", "ko")
        ('푸시', 'night bus')
    """
    from stagelift.reports.wording import WORDING

    return WORDING[language].get(f"channel.{name}", name.replace("_", " "))


def amount(found: Outlook, value: float | None, language: str, *, change: bool = False) -> str:
    """A value of the primary metric as text; a dash where there is none."""
    if value is None:
        return "–"
    spec = default_spec(found.unit, width=value if change else None, change=change)
    return formatted(value, spec, language)
