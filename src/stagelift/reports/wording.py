"""Every sentence of the pages, by language: another language is another mapping with the same keys.

Fields are facts or words; a number is never written here (`stagelift.reports.prose` refuses it).
"""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.errors import ReportError, did_you_mean
from stagelift.reports.evidence import wording as evidence
from stagelift.reports.first_screen.wording import EN as FIRST_SCREEN
from stagelift.reports.wording_appendix import EN as APPENDIX
from stagelift.reports.wording_ko import KO

EN: Mapping[str, str] = {
    # head
    "title.weekly_journey": "Customer journey, {cadence}",
    "audience": "For {audience}",
    "eyebrow": "{period} · {span}",
    "kind.week.this": "this week",
    "kind.week.one": "week",
    "kind.week.many": "weeks",
    "kind.week.cadence": "weekly",
    "kind.month.this": "this month",
    "kind.month.one": "month",
    "kind.month.many": "months",
    "kind.month.cadence": "monthly",
    "kind.quarter.this": "this quarter",
    "kind.quarter.one": "quarter",
    "kind.quarter.many": "quarters",
    "kind.quarter.cadence": "quarterly",
    "kind.span.this": "in this period",
    "kind.span.one": "period",
    "kind.span.many": "periods",
    "kind.span.cadence": "in one period",
    "channel.email": "email",
    "channel.sms": "SMS",
    "channel.push": "push",
    "channel.in_app": "in-app",
    "channel.dm": "direct message",
    "channel.call_centre": "call",
    "channel.social": "social",
    "channel.kakao": "Kakao",
    "eyebrow.segment": "Only customers in {segment}",
    "complete": "data to {through}",
    **FIRST_SCREEN,
    # tiles
    "tiles": "Measures",
    "tiles.within": "{value} ({low} to {high})",
    "tiles.back": "{many} back",
    "measures.left": "Not shown here: {left} more; a page shows those its tiles name.",
    "measures.none": "No measure of this journey is known in this period.",
    "interval.signed": "{value.low:bare} to {value.high:bare}",
    "interval.plain": "{value.low:bare}–{value.high}",
    "tile.usual": "normal {range}",
    "tile.so_far": "usual so far {range}",
    "tile.no_history": "no history",
    "tile.holiday": "holiday week; ordinary weeks {range}",
    "tile.usual.above": "above normal {range}",
    "tile.usual.below": "below normal {range}",
    "tile.so_far.above": "above usual so far {range}",
    "tile.so_far.below": "below usual so far {range}",
    "tile.target.met": "target {target}: met",
    "tile.target.short": "target {target}: short",
    "tile.target.open": "target {target}: about met",
    "grain.week": "week",
    "grain.month": "month",
    "grain.quarter": "quarter",
    "tile.aims": "target {target} a {grain}: met in {met} of {every}, short in {short}",
    "tile.aimed.met": "target {target} a {grain}: met, {judged} in {span}",
    "tile.aimed.short": "target {target} a {grain}: short, {judged} in {span}",
    "tile.aimed.open": "target {target} a {grain}: about met, {judged} in {span}",
    "tile.no_target": "no target",
    "tile.before": "{one} before {before}",
    "tile.year": "last year {year}",
    "tile.feast": "last year, same feast, {year}",
    "lands.reaches": "by {by} {range}: on course",
    "lands.misses": "by {by} {range}: off course",
    "lands.open": "by {by} {range}: open",
    "lands.unknown": "no forecast yet: too few weeks are known",
    "lands.far": "no forecast yet: its day is further ahead than the weeks known",
    "lands.come": "no forecast: no whole week is left before its day",
    "compared.year": "Last year: {span}, the same weekdays.",
    "compared.feast": "Last year: {span}, the days around the same {festivals}.",
    "compared.dates": "Last year: {span}.",
    "compared.none": "Last year is not in the data.",
    "tile.entered": "entered {span}",
    "tile.active": "active at the start of {span}",
    "tile.followed": "entered {span}, {days} days",
    "tile.all_rows": "all rows of its table",
    "tile.scored": "{value.n} customers, {span}",
    "tile.answered": "{value.n} customers answered",
    "tile.hidden": "not shown: too few customers",
    "tile.unknown": "not known yet",
    "tile.early": "too early: known from {day}",
    "tile.no_data": "no data",
    "spark": "{metric}, {one} by {one}, last {value}: {usual}",
    # charts
    "stages.title": "How many go on, stage by stage",
    "stages.sub": (
        "Share of each stage’s own entrants, latest {one} wholly followed; {before}line: interval."
    ),
    "stages.before": "pale: the {one} before; ",
    "stages.who": "{metric}, {span}",
    "stages.of": "of {value.n}",
    "trend.title": "{metric}, {one} by {one}",
    "trend.sub": "By {one} of entry, with interval; grey: {usual_words}.",
    "trend.sub_plain": "By {one} of entry, with interval.",
    "trend.later": "Later {many} are still being followed and are not shown.",
    "trend.usual": "normal range",
    "trend.so_far": "usual range so far",
    "trend.target": "target {target}",
    "line.in": "{title}: {value}, in its normal range",
    "line.above": "{title}: {value}, above its normal range",
    "line.below": "{title}: {value}, below its normal range",
    "line.in.so_far": "{title}: {value}, in its range so far",
    "line.above.so_far": "{title}: {value}, above its range so far",
    "line.below.so_far": "{title}: {value}, below its range so far",
    "line.range": "{title}: {low} to {high}, last {value}",
    "line.flat": "{title}: {value} throughout",
    "nps.title": "NPS by stage",
    "nps.sub": (
        "Points with interval, of each customer’s latest answer in the stage; {before}upright: "
        "zero."
    ),
    "nps.before": "ring: {one} before; ",
    "nps.of": "{value.n} customers",
    "few": "too few to show",
    "churn.said": "{value} ({interval}) of {value.n} customers at the start of {span} left.",
    "churn.silent": (
        "{value} ({interval}) of the {value.n} customers active at the start of {span} were not "
        "at its end: {days} days without an event."
    ),
    "churn.usual": "Usually {range}.",
    "moods.title": "{metric} by stage",
    "moods.sub": (
        "Mean score of each customer’s texts, bad to good around zero, with {level} interval; "
        "{before}upright: zero."
    ),
    "moods.before": "ring: {one} before; ",
    "moods.of": "{value.n} customers who wrote, {span}",
    **APPENDIX,
    # experiments
    "experiments.title": "Tests of messages",
    "experiments.sub": "Difference on the primary metric, with interval.",
    "experiments.segment": "Tests are read among everyone assigned: see the page of everyone.",
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
    "state.planned": "planned, not launched",
    "state.running_until": "running, result {ends}",
    "state.decided": "{chosen}, {on}",
    "state.decided_red": "{chosen}, {on}; data broken now",
    "verdict.ship": "ship",
    "verdict.stop": "stop",
    "verdict.continue": "continue",
    "verdict.iterate": "no winner",
    # checks
    # the steps of the journey
    "leave.title": "Do not touch",
    "leave.sub": "On target with the whole interval; changing what works risks it for nothing.",
    "leave.none": "Nothing is on its target with its whole interval.",
    "leave.aims": "met in {met} of {every} {grain}s, target {target}",
    "leave.one": "{value} ({value.low:bare} to {value.high}), target {target}",
    "steps.title": "The journey, step by step",
    "steps.customers": "Customers",
    "steps.customers.some": "{segments} {segments:segment is|segments are} defined",
    "steps.customers.none": "no segment is defined yet",
    "steps.touchpoints": "Touchpoints",
    "steps.touchpoints.some": (
        "{channels} {channels:channel|channels} in {tests} {tests:test|tests} of messages"
    ),
    "steps.touchpoints.none": "no message has been tested yet",
    "steps.weak": "Weak places",
    "steps.weak.some": "worse than usual: {metrics}",
    "steps.weak.none": "no measure is worse than usual",
    "steps.weak.unknown": "the history is too short to know what is usual",
    "steps.picture": "Picture",
    "steps.picture.some": (
        "{stages} {stages:stage|stages} in order; the journey map shows who is in which"
    ),
    "steps.goals": "Goals",
    "steps.goals.some": "{short} of {targets} {targets:target|targets} {short:is|are} missed now",
    "steps.goals.none": "no target is set",
    "steps.data": "Data",
    "steps.data.fresh": "{sources} {sources:source|sources}, each as fresh as usual",
    "steps.data.stale": "delivers no more: {sources}",
    "steps.change": "Changes",
    "steps.change.some": (
        "{waiting} {waiting:waits|wait} for a decision, {running} {running:runs|run}, {planned} "
        "{planned:is|are} planned"
    ),
    "steps.change.none": "nothing runs, waits or is planned",
    "steps.results": "Results",
    "steps.results.some": "{decided} decided, {scored} of them held against what came",
    "steps.results.unscored": "{decided} decided; what came can be held against none yet",
    "steps.results.none": "nothing was decided yet",
    "checks.segment": "Rows and sources are those of all customers.",
    "segment.title": "What this page leaves out",
    "segment.left": (
        "It is about the customers who were in {segment} when they were counted from. Left out, "
        "because they are known of everyone only: targets, tests, the table of changes, what a "
        "change is made of, the cohort triangle and the effects by channel."
    ),
    "segment.unsplit": "Not known by segment: {metrics}.",
    "checks.title": "Can these numbers be trusted?",
    "check.fresh": "Sources",
    "check.fresh.ok": "each is as fresh as usual",
    "stale": "{source}: no row for {silent} days",
    "stale.one": "{source}: no row for a day",
    "stale.one.usual": "{source}: no row for a day, which never was so before",
    "stale.usual": "{source}: no row for {silent} days, never more than {usual} before",
    "check.late": "Late rows",
    "check.late.ok": "{late} arrived after the grace",
    "check.late.unknown": "arrival time is not recorded",
    "check.duplicates": "Duplicates",
    "check.duplicates.ok": "{duplicates} of {rows} rows dropped",
    "check.rejected": "Quarantine",
    "check.rejected.ok": "nothing in quarantine",
    "check.rejected.warn": "{rejected} of {rows} rows: {reasons}",
    "check.joined": "Ids of one person",
    "check.joined.ok": (
        "{joined} of {ids} device and sender ids joined to one customer; {several} seen with "
        "several are left apart, {alone} never seen with one count as customers of their own"
    ),
    "check.matched": "Known to other sources",
    "check.matched.one": "{source}: {known} of its customers",
    "reject.missing_time": "no time",
    "reject.missing_customer": "no customer",
    "reject.float_customer": "id written as a number with a fraction",
    "reject.unidentified": "a person nobody identified",
    "reject.missing_event": "no event",
    "reject.bad_time": "time not readable",
    "reject.bad_value": "value not readable",
    "reject.bad_score": "score not readable",
    "reject.score_off_scale": "score off the scale",
    "reject.answered_before_invited": "answered before it was asked",
    "reject.contract_overlaps": "contract overlaps another",
    "reject.end_before_start": "contract ends before it starts",
    "health.split": "Split",
    "health.crossovers": "Two variants",
    "health.strangers": "Unknown variants",
    "health.freshness": "Freshness",
    "health.plan": "Plan",
    "health.segments": "split in segments",
    "health.manifest": "not sent as handed out",
    "health.homes": "two variants in one household",
    "health.other": "see the checks",
    "check.mature": "Followed to the end",
    "check.mature.ok": "every measure is about this very period",
    "check.mature.warn": "an earlier {one} is shown for {measures}",
    "check.experiments": "Health of tests",
    "check.experiments.ok": "no red check",
    "check.experiments.warn": "red: {experiments}",
    # claims, notes, comparison, decision
    "compare.news": "{metric} {now} after {before}: outside its normal range.",
    "compare.noise": "{metric} {now} after {before}: within its normal range.",
    "compare.short": "{metric} {now} after {before}; the history is too short to call it news.",
    "compare.holiday": (
        "{metric} {now} after {before}; a {one} with holidays is not judged by ordinary ones."
    ),
    "compare.none": "{metric} has no earlier {one} to compare with.",
    "ask": "{label}: {question}",
    # end
    "made.title": "How this report was made",
    "made.money": (
        "Money is units times their worth as the journey states it; a gain is the effect times "
        "the customers a month brings at the test’s own pace, its interval that of the effect "
        "alone."
    ),
    "made.facts": "{facts} numbers archived; every number in a sentence comes from one of them.",
    "made.level": "Intervals hold at {level}.",
    "made.zone": "Days and times are those of {zone}.",
    "made.method": (
        "A measure shows the latest {one} whose customers were all followed for its whole "
        "window. A normal range comes from the measure’s own movement from {one} to {one}; what "
        "lies outside it is news with {enough} earlier {many}; with fewer it is told as so far. "
        "Cells with fewer than {minimum} customers are not shown."
    ),
    "made.landing": (
        "A forecast is the straight line through a measure’s last known weeks, {points} at most, "
        "with the interval of one new week; it does not know what will change."
    ),
    "made.holidays": (
        "A week with a public holiday on a working day sets no normal range and is not judged by "
        "it; changes leave out pairs of days of which one is a holiday."
    ),
    "table.week": "{one} of entry",
    "table.value": "Value",
    "table.low": "Low",
    "table.high": "High",
    "table.n": "Customers",
    "table.stage": "Stage",
    "table.before": "Before",
    "table.measure": "Measure",
    "table.normal": "Normal range",
    "table.target": "Target",
    "table.lands": "Heads for",
    "also.title": "Also",
    "status.decision": "decision",
    "status.fix": "to fix",
    "status.news": "news",
    "status.watch": "to watch",
    "status.quiet": "quiet",
}
WORDING: Mapping[str, Mapping[str, str]] = {
    "en": {**EN, **evidence.EN},
    "ko": {**KO, **evidence.KO},
}


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
        'Nothing needs a decision {this}.'
    """
    return template(WORDING, language, key)


def template(catalogue: Mapping[str, Mapping[str, str]], language: str, key: str) -> str:
    """One sentence of a catalogue, or the error that names what is there.

    Args:
        catalogue: Sentences by language and name.
        language: Language of the page.
        key: Name of the sentence.

    Returns:
        The template.

    Raises:
        ReportError: The language or the sentence does not exist.

    Example:
        >>> template({"en": {"few": "too few"}}, "en", "few")
        'too few'
    """
    if language not in catalogue:
        allowed = ", ".join(catalogue)
        raise ReportError(f"language '{language}' has no pages yet. Allowed: {allowed}")
    sentences = catalogue[language]
    if key not in sentences:
        raise ReportError(f"unknown sentence '{key}'. {did_you_mean(key, sentences)}".rstrip())
    return sentences[key]
