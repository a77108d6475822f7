"""`stagelift plan NAME`: what a test can show, and how long it takes, before it is launched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.launch import trial_of
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.console import padded, width

if TYPE_CHECKING:
    from stagelift.experiments.planning.outlook import Outlook

SAVING = 0.05  # an adjustment that saves less is not worth a line


@click.command()
@click.argument("name")
@click.option("--publish", is_flag=True, help="Write it as a page of the site, in each language.")
@json_option
@workspace_options
def plan(name: str, publish: bool, as_json: bool) -> None:
    """Say what the experiment NAME can show: customers, weeks, money, guardrails, warnings.

    The same audience rule is applied to the weeks before; nothing is frozen or sent.
    """
    from stagelift.cli.plan_page import publish_plan

    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        found = trial.outlook()
        state = state_of(trial.definition.is_draft, trial.plan)
        pages = publish_plan(workspace, trial, found) if publish else ()
    if as_json:
        print_json(found.to_dict())
        return
    say("\n".join(plan_lines(found, state)))
    for path in pages:
        say(said("plan.published", path=path))
    following(next_of(name, draft=trial.definition.is_draft, frozen=trial.plan is not None))


def next_of(name: str, *, draft: bool, frozen: bool) -> str:
    """The command that follows a plan: read a frozen one, launch one that has its days."""
    if frozen:
        return f"readout {name}"
    return "check" if draft else f"launch {name}"


def state_of(draft: bool, frozen: Mapping[str, Any] | None) -> str:
    """Whether the plan binds already, in words."""
    if frozen is not None:
        return said("plan.state.frozen", fingerprint=str(frozen.get("fingerprint", ""))[:6])
    return said("plan.state.draft" if draft else "plan.state.planned")


def plan_lines(found: Outlook, state: str) -> Iterator[str]:
    """The outlook as lines: a word before each, its sentences after it.

    Args:
        found: The outlook.
        state: Whether the plan is frozen.

    Yields:
        Lines.
    """
    yield f"{found.experiment}  ({state})"
    if found.question:
        yield found.question
    parts = {
        "traffic": traffic_lines(found),
        "today": (today_line(found),),
        "length": length_lines(found),
        "rules": (rules_line(found),) if found.costs else (),
        "worth": worth_lines(found),
        "guardrails": guard_lines(found),
        "check": check_lines(found),
    }
    heads = {key: said(f"plan.{key}") for key in parts}
    wide = max(map(width, heads.values())) + 2
    for key, lines in parts.items():
        for place, line in enumerate(lines):
            head = heads[key] if place == 0 else ""
            yield f"{padded(head, wide)}{line}"
    for kind, fields in found.warnings:
        yield f"{mark('attention')} {said(f'plan.warning.{kind}', **shown(found, fields))}"
    count = len(found.warnings)
    yield said("plan.ready", count=count) if count else said("plan.ready.none")


def traffic_lines(found: Outlook) -> Iterator[str]:
    """Who enters, and who of them agreed to which channel."""
    from stagelift.formatting import span

    told = found.history
    days = span(told.first, told.last, language())
    if found.source:
        per_week = told.entered[0] if told.entered else None
        key = "plan.traffic.nobody" if per_week is None else "plan.traffic.stated"
        yield said(key, count=per_week or 0, source=found.source)
        return
    if len(told.entered) == 1 and told.first == told.last:
        yield said("plan.traffic.once", total=told.total, span=days)
    else:
        yield said(
            "plan.traffic.weeks",
            first=told.entered[0],
            total=told.total,
            weeks=len(told.entered),
            span=days,
        )
    yield from ladder_lines(found)


def ladder_lines(found: Outlook) -> Iterator[str]:
    """Who qualifies, who of them accepts ads, and whom every variant can reach."""
    from stagelift.formatting import formatted

    told = found.history
    known = {channel: count for channel, count in told.consenting.items() if count is not None}
    for channel in told.consenting:
        if channel not in known:
            yield said("plan.traffic.unknown", channel=channel)
    if not known or not told.total:
        return
    steps = [said("plan.ladder.qualify", count=told.total)]
    some = told.accepting
    if some is not None and len(known) > 1:
        share = formatted(some / told.total, ".0%")
        channels = said("plan.ladder.or").join(known)
        steps.append(said("plan.ladder.accept", count=some, share=share, channels=channels))
    if told.reachable is not None:
        share = formatted(told.share_reachable, ".0%")
        channels = said("plan.ladder.and").join(known)
        steps.append(
            said("plan.ladder.reach", count=told.reachable, share=share, channels=channels)
        )
    yield " > ".join(steps)
    if len(known) > 1:
        each = (
            said(
                "plan.traffic.consent",
                count=count,
                share=formatted(count / told.total, ".0%"),
                channel=channel,
            )
            for channel, count in known.items()
        )
        yield ", ".join(each)


def today_line(found: Outlook) -> str:
    """The primary metric's level among them."""
    level = found.level
    if found.source:
        ends = [amount(found, one.level) for one in found.stated]
        return said(
            "plan.today.stated",
            metric=found.primary,
            level=ends[0] if len(ends) == 1 else f"{ends[0]}..{ends[-1]}",
            source=found.source,
        )
    if level.value is None or level.low is None or level.high is None:
        return said("plan.today.none", metric=found.primary, note=level.note or level.status)
    n = found.history.tallies[found.primary].n
    shown = {
        name: amount(found, value)
        for name, value in (("level", level.value), ("low", level.low), ("high", level.high))
    }
    return said("plan.today.level", metric=found.primary, n=n, **shown)


def length_lines(found: Outlook) -> Iterator[str]:
    """The smallest effect seen by weeks, and what the effect worth having needs."""
    if rows := length_rows(found):
        yield from columns(rows, indent=0).splitlines()
    yield from length_words(found)


def length_rows(found: Outlook) -> list[tuple[str, ...]]:
    """The smallest effect seen by weeks, as rows with their name first; none where none is known.

    Args:
        found: The outlook.

    Returns:
        Weeks, an effect for each level that is stated or the one measured, customers.
    """
    from stagelift.formatting import number

    known = found.stated[0].points if found.stated else found.points
    if not known:
        return []
    power = said("plan.length.sees", power="80 %")
    seen = [(power, *(amount(found, point.effect, change=True) for point in found.points))]
    if found.stated:
        seen = [
            (
                said("plan.length.sees.at", level=amount(found, one.level), power="80 %"),
                *(amount(found, point.effect, change=True) for point in one.points),
            )
            for one in found.stated
        ]
    weeks = (said("plan.length.weeks"), *(number(point.weeks) for point in known))
    return [weeks, *seen, (said("plan.length.units"), *(number(point.units) for point in known))]


def length_words(found: Outlook) -> Iterator[str]:
    """What is planned, and what the effect worth having needs."""
    if found.stated:
        yield from stated_words(found)
        return
    if not found.points:
        yield said("plan.length.nothing")
        return
    if found.weeks is not None:
        yield said("plan.length.planned", weeks=found.weeks, units=found.units)
    if found.schedule is None:
        yield said("plan.length.unsaid")
        return
    told = {
        "wanted": points(found.wanted),
        "units": found.schedule.needed or 0,
        "looks": found.looks,
    }
    if found.schedule.weeks is None:
        yield said("plan.length.never", **told)
    else:
        yield said("plan.length.needed", weeks=found.schedule.weeks, **told)


def stated_words(found: Outlook) -> Iterator[str]:
    """What the effect worth having needs over the stated range."""
    from stagelift.formatting import number

    needs = sorted(one.needed for one in found.stated if one.needed is not None)
    if needs:
        text = number(needs[0]) if needs[0] == needs[-1] else f"{needs[0]:,}–{needs[-1]:,}"
        yield said("plan.length.range", wanted=points(found.wanted), units=text)
    yield said("plan.length.blinded")


def rules_line(found: Outlook) -> str:
    """What each rule for looking needs for the effect worth having."""
    parts = [
        said("plan.rules.line", rule=one.rule, units=one.design.total, cost=f"{one.cost:.2f}")
        for one in found.costs
    ]
    return ", ".join(parts)


def worth_lines(found: Outlook) -> Iterator[str]:
    """What finding the effect worth having brings."""
    from stagelift.formatting import money

    gain = found.gain
    if gain is None:
        return
    yield said(
        "plan.worth.line",
        effect=points(found.wanted),
        more=round(gain.more),
        metric=found.primary,
        money=money(gain.money, gain.currency, language()),
    )
    if gain.free:
        yield said("plan.worth.free", channels=", ".join(gain.free))


def guard_lines(found: Outlook) -> Iterator[str]:
    """The chance to clear each guardrail."""
    from stagelift.formatting import formatted

    for one in found.guardrails:
        told = {"metric": one.metric, "margin": points(one.margin)}
        if one.chance is None:
            yield said("plan.guardrail.none", note=one.note, **told)
        else:
            yield said("plan.guardrail", chance=formatted(one.chance, ".0%"), **told)


def check_lines(found: Outlook) -> Iterator[str]:
    """False alarms in the past, and what an adjustment would save."""
    from stagelift.formatting import formatted, number

    past = found.rehearsal
    if past is not None:
        shares = {
            name: formatted(value / past.splits, ".1%")
            for name, value in (("share", past.alarms), ("low", past.low), ("high", past.high))
        }
        yield said("plan.check.rehearsal", splits=past.splits, **shares)
    hashes = found.hashes
    if hashes is not None:
        p = number(hashes.split_p, 3 if hashes.split_p < 0.01 else 2)
        tried = {"salts": hashes.salts, "alarms": hashes.alarms, "most": hashes.most}
        yield said("plan.check.hashes", p=p, **tried)
    homes = found.homes
    if homes is not None:
        told = {"size": number(homes.size, 2), "alike": number(homes.correlation, 3)}
        yield said("plan.check.households", times=number(homes.design_effect, 2), **told)
    if found.correlation is not None and found.correlation**2 >= SAVING:
        yield said(
            "plan.check.correlation",
            correlation=f"{found.correlation:.2f}",
            saved=formatted(found.correlation**2, ".0%"),
        )


def shown(found: Outlook, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A warning's figures as text: shares in percent, effects in the metric's unit."""
    from stagelift.formatting import formatted

    known = dict(fields)
    if "wanted" in known:
        known["wanted"] = points(known["wanted"])
    for name in ("share", "chance"):
        if name in known:
            known[name] = formatted(known[name], ".0%")
    if "sees" in known:
        known["sees"] = amount(found, known["sees"], change=True)
    return known


def points(written: str) -> str:
    """A margin as people write it; percentage points as the language writes them.

    Args:
        written: Such as `1.0pp`.

    Returns:
        The text.
    """
    return written.replace("pp", "%p") if language() == "ko" else written


def amount(found: Outlook, value: float | None, *, change: bool = False) -> str:
    """A value of the primary metric as text; a dash where there is none."""
    from stagelift.formatting import default_spec, formatted

    if value is None:
        return "–"
    spec = default_spec(found.unit, width=value if change else None, change=change)
    return formatted(value, spec, language())
