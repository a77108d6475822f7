"""Every sentence of the experiment readout, by language, with the same keys in each.

Fields are facts or words; a number is never written here (`stagelift.reports.prose` refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.reports import (
    wording_health,
    wording_readout_charts,
    wording_readout_sections,
)
from stagelift.reports.wording import template
from stagelift.reports.wording_readout_ko import KO

EN: Mapping[str, str] = {
    # head
    "title": "{experiment}: {treatments} against {control}",
    "eyebrow": "{span} · data to {through}",
    # answer: the headline
    "ship": "Ship {treatment} instead of {control}: better on {metric}, {guards}.",
    "guards.clear": "guardrails clear",
    "guards.none": "and no guardrail is set",
    "stop.worse": "Stop {treatment}: it is worse than {control} on {metric}.",
    "stop.breached": "Stop {treatment}: {guardrails} beyond the limit.",
    "continue.better": "Let it run: {treatment} is better on {metric}, but {held}.",
    "continue.open": "Let it run: {metric} does not tell {treatment} from {control} yet.",
    "continue.unread": "No result yet: the plan reads {metric} once, at the end.",
    "continue.undue": "No result yet: the first of the plan’s looks at {metric} is still to come.",
    "iterate.better": "No winner: {treatment} is better on {metric}, but {held}.",
    "iterate.ruled_out": (
        "No winner: {treatment} makes no difference worth having on {metric}; keep {control}."
    ),
    "iterate.open": "No winner: {metric} does not tell {treatment} from {control}.",
    "iterate.unread": "No winner: {metric} cannot be read ({why}).",
    "held.guardrails": "not every guardrail is clear: {guardrails}",
    "held.run": "customers have entered on too few days",
    "red.split": "No result: {came} instead of {planned}.",
    "red.crossovers": "No result: {share:.2%} of customers carry two variants.",
    "red.strangers": "No result: {units} customers carry a variant that is not in the plan.",
    "red.freshness": "No result: the last event is {days:.1f} days too old.",
    "red.freshness.none": "No result: no event is visible.",
    "red.plan": "No result: it departs from its frozen plan ({keys}).",
    "red.other": "No result: {reason}.",
    "red.hidden": "Figures are hidden until this is explained; {todo}.",
    "todo.split": "find what drops customers of one variant",
    "todo.crossovers": "the sender must keep a customer in one variant",
    "todo.strangers": "map the variant",
    "todo.freshness": "load the missing days",
    "todo.freshness.none": "check the sources",
    "todo.plan": "put the definition back, or ask the new question in a new file",
    "todo.other": "see the checks below",
    "size": (
        "{metric}: {old:bare} → {new}; {effect} ({effect.low:bare} to {effect.high:bare}), "
        "{customers} customers."
    ),
    "size.named": (
        "{old:bare} → {new}; {effect} ({effect.low:bare} to {effect.high:bare}), "
        "{customers} customers."
    ),
    "size.no_interval": "{metric}: {old:bare} → {new}; no interval yet, {customers} customers.",
    "size.adjusted": "Adjusted for what customers did in the time before, as planned.",
    "caveat.exploratory": (
        "Exploratory: no plan was frozen before entry began; this decides nothing."
    ),
    "caveat.deviation": "It departs from its frozen plan; what changed decides nothing.",
    # answer: the rows
    "row.worth": "Worth",
    "row.risk": "Risk",
    "row.decide": "You decide",
    "row.decided": "Decided",
    "row.owner": "Owner",
    "row.undone": "Undone if",
    "row.ruled_out": "Ruled out",
    "row.next": "Next readout",
    "row.trust": "Trust",
    "trust.all": "all {checks} checks hold",
    "trust.some": "{held} of {checks} checks; open: {names}",
    "worth": (
        "{more:+,.0f} a month ({more.low:+,.0f} to {more.high:+,.0f}) = {money} "
        "({money.low} to {money.high}){paid}"
    ),
    "worth.customers": (
        "{more:+,.0f} customers a month ({more.low:+,.0f} to {more.high:+,.0f}) = {money} "
        "({money.low} to {money.high}){paid}"
    ),
    "worth.paid": ", messages paid",
    "worth.free": "; {channels} not costed",
    "worth.uncosted": ", before message costs",
    "worth.no_effect": "not known: no effect can be read yet",
    "worth.one_wave": "not known: everybody entered at once, so no month’s volume is known",
    "worth.no_days": "not known: the data do not say when customers entered",
    "worth.first_day": "not known: nobody entered after the first day, which takes who had waited",
    "risk.none": "no guardrail is set",
    "risk.cleared": "{metric}: at most {worst} worse; limit {margin}",
    "risk.cleared.better": "{metric}: not worse; limit {margin}",
    "risk.breached": "{metric}: at least {best} worse; limit {margin}: breached",
    "risk.open": "{metric}: up to {worst} worse is possible; limit {margin}: open",
    "risk.cleared.tested": "{metric}: at most {worst} worse (one-sided; limit {margin})",
    "risk.cleared.better.tested": "{metric}: not worse (one-sided; limit {margin})",
    "risk.breached.tested": "{metric}: at least {best} worse (one-sided, limit {margin}): breached",
    "risk.open.tested": "{metric}: up to {worst} worse (one-sided, limit {margin}): open",
    "risk.open.unknown": "{metric}: not known yet; limit {margin}: open",
    "decide.owner_by": "{owner}, by {by}",
    "decide.overdue": "{owner}, due since {by}",
    "decide.owner": "{owner}, no date set",
    "decide.by": "by {by}, no owner set",
    "decide.nobody": "no owner and no date set",
    "decided": "{chosen}: {owner}, {on}",
    "undone.check": "the {share} on {control} until {day} do as well",
    "undone.undated": "those still on {control} do as well ({after})",
    "undone.unchecked": "no check after shipping is planned",
    "ruled_out": "anything better than {best} or worse than {worst}",
    "ruled_out.wanted": "the {wanted} worth having, and anything worse than {worst}",
    "ruled_out.nothing": "nothing yet",
    "next.due": "due {due}, when every window has closed",
    "next.look": "{look}; the last one {due}, when every window has closed",
    "chosen.ship": "shipped",
    "chosen.stop": "stopped",
    "chosen.iterate": "no winner",
    # checks
    "checks.title": "Can this be trusted?",
    "check.split": "Split",
    "check.split.amber": "nobody is assigned yet",
    "check.strangers": "Variants",
    "check.strangers.ok": "every customer’s variant is in the plan",
    "check.freshness": "Data",
    "check.freshness.red.none": "no event is visible",
    "check.crossovers": "One variant each",
    "check.crossovers.ok": "{share:.2%} carry two (limit {limit:.0%})",
    "check.crossovers.red": "{share:.2%} carry two (limit {limit:.0%})",
    "check.plan": "Plan",
    "check.plan.ok": "frozen {on}, before the first customer entered",
    "check.plan.late": "frozen {on}, after the first customer entered",
    "check.plan.none": "none was frozen: exploratory",
    "check.looks": "Looks",
    "check.looks.once": "not read before every window had closed, as planned",
    "check.looks.early": "not read before its end, as planned",
    "check.looks.always": "the interval holds at every look, as planned",
    "check.looks.weekly": "look {look} of {planned}, read {on}, as planned",
    "check.looks.none": "none of {planned} is due yet, as planned",
    "check.mature": "Follow-up",
    "check.mature.all": "all {assigned} customers",
    "check.mature.some": "{mature} of {assigned} customers so far",
    "check.mature.look": (
        "{mature} of {assigned} customers in the look that decided, {later} by {latest}"
    ),
    # plan
    "plan.title": "What was registered",
    "plan.then": "{then}; the file now says: {now}",
    "plan.plan": "Plan",
    "plan.frozen": "{fingerprint}, frozen {on}",
    "plan.unfrozen": "{fingerprint}, not frozen",
    "plan.question": "Question",
    "plan.audience": "Audience",
    "plan.everyone": "everyone",
    "plan.entry": "Entry",
    "plan.entry.run": "as they qualify, {span} ({zone})",
    "plan.entry.once": "all at once, {span} ({zone})",
    "plan.primary": "Decides",
    "plan.wanted": "{metric}; worth having: {wanted}",
    "plan.secondary": "Also read",
    "plan.guardrails": "Guardrails",
    "plan.guardrail": "{metric} (limit {margin})",
    "plan.looks": "Read",
    "plan.looks.once": "once, when every window has closed; intervals at {level}",
    "plan.looks.always": "at any look; intervals at {level} over all looks",
    "plan.looks.weekly": "every week, {looks} looks; intervals at {level} over all looks",
    "plan.costs": "Customers needed",
    "plan.costs.known": (
        "to find {wanted} in four cases of five, by what is seen so far: {once} looking once, "
        "{weekly} weekly, {always} at any time"
    ),
    "plan.costs.times": (
        "to find the same in four cases of five, against looking once: {weekly:.2f} times weekly, "
        "{always:.2f} times at any time"
    ),
    "plan.units": "Planned",
    "plan.units.known": "{planned} customers followed to the end",
    "plan.units.unknown": "no number",
    "plan.life": "Since the launch",
    "plan.life.pause": "{since} paused, {by}",
    "plan.life.resume": "{since} resumed, {by}",
    "plan.life.ramp": "{since} {traffic} of the traffic, {by}",
    "plan.life.split": "{since} new split {shares}, {by}",
    "plan.life.stop": "{since} stopped, {by}",
    "plan.deviations": "Deviations",
    "plan.deviations.none": "none",
    "plan.deviations.some": "the definition differs from the frozen plan",
    "plan.deviations.changed": "the definition differs from the frozen plan: {changed}",
    "plan.deviations.since": (
        "none until the decision; its file was changed afterwards: {changed}. This page shows what "
        "was decided."
    ),
    "plan.deviations.exploratory": "no plan to depart from: exploratory",
    "none": "none",
    "channel.none": "no message",
    # messages
    "messages.title": "What is sent",
    "messages.control": "control",
    "messages.how": "{channel}, {send}; {share} of the audience",
    "messages.how.plain": "{channel}; {share} of the audience",
    "messages.nothing": "nothing is sent; {share} of the audience",
    "messages.untold": "no text is kept beside the definition",
    "send.at_entry": "at entry",
    "send.minutes": "{count} min after entry",
    "send.hours": "{count} h after entry",
    "send.days": "{count} d after entry",
    # forest
    "forest.title": "What changes",
    "forest.sub": "{treatment} minus {control}; line: interval, upright: zero{limits}.",
    "forest.sub.limits": ", dashed mark: a guardrail’s limit",
    "forest.unread": "No effect can be read yet.",
    "forest.share": "Difference, pp",
    "forest.ratio": "Relative difference",
    "forest.unit": "Difference in {unit}",
    "role.primary": "decides",
    "role.primary.beside": "raw; decides nothing",
    "role.raw": "raw: decides",
    "role.raw.beside": "raw: decides nothing",
    "role.adjusted": "adjusted for the time before: decides",
    "role.adjusted.beside": "adjusted for the time before: decides nothing",
    "role.secondary": "also read",
    "role.secondary.p": "also read; p {p:.3f} for its family",
    "role.secondary.least": "also read; p under {least:.3f} for its family",
    "role.guardrail.cleared": "guardrail, limit {margin}: clear",
    "role.guardrail.open": "guardrail, limit {margin}: open",
    "role.guardrail.breached": "guardrail, limit {margin}: breached",
    "role.later": "of {value.n} assigned",
    "role.later.p": "of {value.n} assigned; p {p:.3f} for its family",
    "role.later.least": "of {value.n} assigned; p under {least:.3f} for its family",
    "against": "{treatment}: {role}",
    "interval": "{value.low:bare} to {value.high:bare}",
    "unread": "not read yet",
    "few": "too few yet",
    # levels
    "levels.title": "The figures themselves",
    "levels.sub": "Each variant’s level with interval; only customers followed to the end count.",
    "levels.n": "of {value.n}",
    "levels.waiting": "{waiting} still open",
    "levels.after": "{waiting} after that look",
    "clocks": (
        "{metrics}: as the look of {on} found them, which decided. "
        "What decides nothing: everyone followed to the end by {latest}."
    ),
    "levels.apart": "{apart} in a split with a small variant",
    "levels.left_out": "{left_out} not in the base",
    "unit.points": "points of NPS",
    "beside.answered": "{metric}: answered",
    "beside.respondents": "{metric} of those who answered",
    "beside.difference": (
        "{metric} counts everyone assigned; silence adds nothing. {treatment} minus {control}, "
        "{value} ({value.low:bare} to {value.high:bare}) answered, p {p:.3g}: a variant may move "
        "who answers, so the scores of those who did are not compared."
    ),
    "beside.unknown": (
        "{metric} counts everyone assigned; silence adds nothing. A variant may move who answers, "
        "so the scores of those who did are not compared."
    ),
    "levels.single": "With several looks, a level’s own interval is still for one look.",
    # later stages
    "later.title": "Later stages",
    "later.sub": (
        "Who reaches a later stage within {within} of assignment, of everyone assigned: "
        "{treatment} minus {control}."
    ),
    "reached": "Reached {stage}",
    # looks
    "looks.title": "Looks so far",
    "looks.sub": "Each instant at which this plan was read; reading it again adds none.",
    "looks.weekly": "What each planned look said; together they err as seldom as one.",
    "looks.customers": "Customers",
    "looks.overrun": "With all entered by then",
    "looks.difference": "Difference",
    "looks.interval": "{value} ({value.low:bare} to {value.high:bare})",
    "looks.point": "{value}, too few for an interval",
    "looks.unbiased": (
        "An effect at the end of several looks is too high more often than too low; {value} is as "
        "often one as the other."
    ),
    "looks.number": "Look",
    "looks.on": "Data as of",
    "looks.this": "this one",
    # decision
    "decision.title": "The decision",
    "decision.chosen": "Decided",
    "decision.said": "Readout then",
    "decision.reason": "Reason",
    "decision.forecast": "Forecast",
    "decision.expected": "Expected",
    "decision.since": "Since then",
    "decision.amount": "{value} ({value.low:bare} to {value.high:bare})",
    "decision.point": "{value}",
    "decision.held": "{seen} ({seen.low:bare} to {seen.high:bare}) {by}: the forecast held",
    "decision.short": "{seen} ({seen.low:bare} to {seen.high:bare}) {by}: short of the forecast",
    "decision.beyond": (
        "{seen} ({seen.low:bare} to {seen.high:bare}) {by}: more than the forecast"
    ),
    "decision.undecided": (
        "{seen} ({seen.low:bare} to {seen.high:bare}) {by}: too few to tell the forecast from none"
    ),
    "decision.open": "the forecast is read on {due}",
    "decision.red": "cannot be read, the data of those held back are broken",
    "decision.unread": "cannot be read, too few were held back",
    "decision.unscored": "not scored, none or too few were kept on the control",
    "decision.by.holdback": "against those kept on {kept}",
    "decision.by.holdout": "against those held out of everything",
    "decision.then": "{metric} {value} ({value.low:bare} to {value.high:bare})",
    "decision.hidden": "hidden with all other figures",
    # end
    "made.title": "How this readout was made",
    "made.method": (
        "Everyone assigned is counted, from the instant of assignment, in the variant first "
        "given. A customer counts once the whole window has closed. Cells with fewer than "
        "{minimum} customers are not shown."
    ),
    "made.worth": (
        "Worth is the effect times {volume} customers who come to qualify in {days} days, those "
        "who waited on the first day left out, times {each}{costs}. The interval is that of the "
        "effect."
    ),
    "made.costs.paid": ", less the cost of the messages",
    "made.costs.free": (
        ", less the cost of the messages but of those by {channels}, whose cost is not given"
    ),
    "made.costs.uncosted": "; what a message costs is not given, so none is taken off",
    "made.later": "Later stages are one family of their own and are not part of the verdict.",
    "made.facts": "{facts} numbers archived; every number in a sentence comes from one of them.",
    "table.metric": "Measure",
    "table.variant": "Variant",
    "table.difference": "Difference",
    "table.low": "Low",
    "table.high": "High",
    "table.relative": "Relative",
    "table.limit": "Limit",
    "table.n": "Customers",
    "state.ship": "ship",
    "state.stop": "stop",
    "state.continue": "runs",
    "state.planned": "planned, not launched",
    "state.iterate": "no winner",
    "state.red": "hidden",
}
READOUT_WORDING: Mapping[str, Mapping[str, str]] = {
    "en": {**EN, **wording_readout_sections.EN, **wording_health.EN, **wording_readout_charts.EN},
    "ko": {**KO, **wording_readout_sections.KO, **wording_health.KO, **wording_readout_charts.KO},
}


def sentence(language: str, key: str) -> str:
    """The template of a sentence of the readout.

    Args:
        language: Language of the page.
        key: Name of the sentence.

    Returns:
        The template.

    Raises:
        ReportError: The language or the sentence does not exist.

    Example:
        >>> sentence("en", "risk.none")
        'no guardrail is set'
    """
    return template(READOUT_WORDING, language, key)
