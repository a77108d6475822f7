"""Every sentence of the pages, by language: another language is another mapping with the same keys.

Fields are facts or words; a number is never written here (`stagelift.reports.prose` refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.errors import ReportError, did_you_mean

EN: Mapping[str, str] = {
    # head
    "title.weekly_journey": "Customer journey, weekly",
    "eyebrow": "{period} · {span} ({zone})",
    "complete": "Data as of {through}",
    # answer: the headline
    "headline.ship": "Approve one change: {treatment} instead of {control} in “{experiment}”.",
    "headline.unplanned": "Worth a look: {treatment} instead of {control} in “{experiment}”.",
    "headline.stop": "Stop {treatment} in “{experiment}” and keep {control}.",
    "headline.iterate": "“{experiment}” has no winner: decide whether to keep {control}.",
    "headline.hidden": (
        "“{experiment}” gives no result: its figures are hidden until this is explained."
    ),
    "headline.below": "{metric} is below its normal range.",
    "headline.above": "{metric} is above its normal range.",
    "headline.quiet": "Nothing needs a decision this week.",
    "size.effect": (
        "{metric}: {old:bare} → {new}; {effect} ({effect.low:bare} to "
        "{effect.high:bare}), {customers} customers."
    ),
    "size.outside": (
        "{value} ({value.low:bare} to {value.high:bare}); normally {usual.low:bare} to "
        "{usual.high}."
    ),
    "size.inside": "All measures with a history ({judged}) are in their normal range.",
    "size.so_far": (
        "{inside} of {judged} measures are in their usual range so far; {weeks} weeks are "
        "too few to call a change news."
    ),
    "size.none": "The history is too short to know what is normal.",
    # answer: the rows under it
    "row.decide": "You decide",
    "row.owner": "Owner",
    "row.also": "Also waiting",
    "row.course": "Course",
    "row.last": "Last decision",
    "row.next": "Tests",
    "row.trust": "Trust",
    "decide.owner_by": "{owner}, by {by}",
    "decide.overdue": "{owner}, due since {by}",
    "decide.owner": "{owner}, no date set",
    "decide.by": "by {by}, no owner set",
    "decide.nobody": "no owner and no date set",
    "caveat.exploratory": "Exploratory: no plan was frozen.",
    "caveat.deviation": "It departs from its frozen plan.",
    "course.all": "all {targets} targets met",
    "course.some": "of {targets} targets {met} met, {near} about met; short: {short}",
    "course.open": "of {targets} targets {met} met, {near} about met, none short",
    "course.none": "no targets set",
    "last.one": "{experiment}: {chosen}, {on}",
    "last.none": "none",
    "next.running": "{running} running; next result {next}",
    "next.undated": "{running} running",
    "next.none": "none running",
    "trust.late": "{late} of rows late",
    "trust.late_unknown": "arrival not recorded",
    "trust.clean": "no duplicates, nothing in quarantine",
    "trust.dirty": "{duplicates} duplicates, {rejected} in quarantine",
    # tiles
    "tiles": "Measures",
    "measures.none": "No measure of this journey is known in this period.",
    "interval.signed": "{value.low:bare} to {value.high:bare}",
    "interval.plain": "{value.low:bare}–{value.high}",
    "tile.usual": "normal {range}",
    "tile.so_far": "usual so far {range}",
    "tile.no_history": "no history",
    "tile.usual.above": "above normal {range}",
    "tile.usual.below": "below normal {range}",
    "tile.so_far.above": "above usual so far {range}",
    "tile.so_far.below": "below usual so far {range}",
    "tile.target.met": "target {target}: met",
    "tile.target.short": "target {target}: short",
    "tile.target.open": "target {target}: about met",
    "tile.no_target": "no target",
    "tile.entered": "entered {span}",
    "tile.followed": "entered {span}, {days} days on",
    "tile.answered": "{value.n} answers",
    "tile.hidden": "not shown: too few customers",
    "tile.unknown": "not known yet",
    "tile.no_data": "no data",
    "spark": "{metric}: weekly line ending at {value}",
    # charts
    "stages.title": "How many go on, stage by stage",
    "stages.sub": (
        "Share of each stage’s own entrants, latest week wholly followed; pale: the week "
        "before; line: interval."
    ),
    "stages.who": "{metric}, {span}",
    "stages.of": "of {value.n}",
    "trend.title": "{metric}, week by week",
    "trend.sub": "By week of entry, with interval; grey: {usual_words}.",
    "trend.sub_plain": "By week of entry, with interval.",
    "trend.later": "Later weeks are still being followed and are not shown.",
    "trend.usual": "normal range",
    "trend.so_far": "usual range so far",
    "trend.target": "target {target}",
    "trend.label": "{metric} by week, last {value}",
    "nps.title": "NPS by stage",
    "nps.sub": "Points with interval, of those who answered; ring: week before; upright: zero.",
    "nps.of": "{value.n} answers",
    "few": "too few to show",
    # experiments
    "experiments.title": "Tests of messages",
    "experiments.sub": "Difference on the primary metric, with interval.",
    "experiments.none": "No experiment is defined.",
    "experiments.test": "Test",
    "experiments.compares": "{treatment} against {control}: {metric}",
    "experiments.effect": "Difference",
    "experiments.state": "State",
    "effect.hidden": "hidden",
    "effect.unknown": "not known yet",
    "state.waiting": "waits for {owner}",
    "state.waiting_by": "waits for {owner}, by {by}",
    "state.overdue": "waits for {owner} since {by}",
    "state.waiting_nobody": "waits for a decision",
    "state.hidden": "health red",
    "state.running": "running",
    "state.running_until": "running, result {ends}",
    "state.decided": "{chosen}, {on}",
    "verdict.ship": "ship",
    "verdict.stop": "stop",
    "verdict.continue": "continue",
    "verdict.iterate": "no winner",
    # checks
    "checks.title": "Can these numbers be trusted?",
    "check.late": "Late rows",
    "check.late.ok": "{late} arrived after the grace",
    "check.late.unknown": "arrival time is not recorded",
    "check.duplicates": "Duplicates",
    "check.duplicates.ok": "{duplicates} of {rows} rows dropped",
    "check.rejected": "Quarantine",
    "check.rejected.ok": "nothing in quarantine",
    "check.rejected.warn": "{rejected} of {rows} rows: {reasons}",
    "check.mature": "Followed to the end",
    "check.mature.ok": "every measure is about this very period",
    "check.mature.warn": "an earlier week is shown for {measures}",
    "check.experiments": "Health of tests",
    "check.experiments.ok": "no red check",
    "check.experiments.warn": "red: {experiments}",
    # claims, notes, comparison, decision
    "compare.news": "{metric} {now} after {before}: outside its normal range.",
    "compare.noise": "{metric} {now} after {before}: within its normal range.",
    "compare.short": "{metric} {now} after {before}; the history is too short to call it news.",
    "compare.none": "{metric} has no earlier week to compare with.",
    "ask": "{label}: {question}",
    # end
    "made.title": "How this report was made",
    "made.facts": "{facts} numbers archived; every number in a sentence comes from one of them.",
    "made.level": "Intervals hold at {level:.0%}.",
    "made.method": (
        "A measure shows the latest week whose customers were all followed for its whole "
        "window. A normal range comes from the measure’s own week-to-week movement; a "
        "change is called news only outside it, and only with {enough} earlier weeks. "
        "Cells with fewer than {minimum} customers are not shown."
    ),
    "table.week": "Week of entry",
    "table.value": "Value",
    "table.low": "Low",
    "table.high": "High",
    "table.n": "Customers",
    "table.stage": "Stage",
    "table.before": "Week before",
    "table.measure": "Measure",
    "table.normal": "Normal range",
    "table.target": "Target",
    "status.decision": "decision",
    "status.fix": "to fix",
    "status.news": "news",
    "status.quiet": "quiet",
}
WORDING: Mapping[str, Mapping[str, str]] = {"en": EN}


def wording(language: str, key: str) -> str:
    """The template of a sentence.

    Args:
        language: Language of the page.
        key: Name of the sentence.

    Returns:
        The template.

    Raises:
        ReportError: The language or the sentence does not exist.

    Example:
        >>> wording("en", "headline.quiet")
        'Nothing needs a decision this week.'
    """
    if language not in WORDING:
        message = f"language '{language}' has no pages yet. Allowed: {', '.join(WORDING)}"
        raise ReportError(message)
    try:
        return WORDING[language][key]
    except KeyError:
        message = f"unknown sentence '{key}'. {did_you_mean(key, WORDING[language])}".rstrip()
        raise ReportError(message) from None
