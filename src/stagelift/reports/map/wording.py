"""Every sentence of the map, by language: both have the same keys and fields."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports.filling import Filling
from stagelift.reports.map.wording_ko import KO

EN: Mapping[str, str] = {
    "head": "Journey {journey}, {period}, as of {as_of}, intervals at {level}",
    "title.page": "Journey map: {journey}",
    "numbers": "The numbers as a table",
    "made.title": "How this map was made",
    "made.method": (
        "Every number is of the instant above, with an interval of {level} unless a section says "
        "otherwise. A dash is a number that cannot be told yet; an ellipsis one that stands for "
        "fewer than ten people, or would give such a group away. Where many sections look at the "
        "same customers, some differences are chance: decide by an experiment, not by the map."
    ),
    "channel.web": "web",
    "channel.post": "post",
    "eyebrow": "{period} · as of {as_of}",
    # what a busy reader needs
    "about.leak": "Leak",
    "about.bottleneck": "Bottleneck",
    "about.targets": "Targets",
    "about.owner": "Owner",
    "about.trust": "Trust",
    "trust.late": "{late} late",
    "trust.late_unknown": "arrival not recorded",
    "trust.clean": "nothing in quarantine",
    "trust.dirty": "{rejected} quarantined",
    "trust.stale": "{source}: no row for {days} {days:day|days}",
    "about.leave": "Leave alone",
    "about.untried": "Never tried",
    "headline.bottleneck.unknown": "not measured: {reason}",
    "lead.leak": "{segment} loses most: {step} fell from {before} to {now}.",
    "lead.leak.size": "{lost} fewer a month reach {reached} if it lasts (seen in {days}).",
    "lead.leak.size.money": (
        "{lost} fewer a month reach {reached} if it lasts, {money} (seen in {days})."
    ),
    "lead.loss": (
        "Most customers are lost between {stage} and {reached}: {value} go on within {days} days."
    ),
    "lead.loss.size": "{reach} of {count} who entered in {period}.",
    "lead.stay": "Half have left {stage} after {value} ({reach}).",
    "lead.below": "Short of target: {names}.",
    "lead.bottleneck": "{step} holds the journey back most.",
    "lead.calm": "Nothing on the map stands out.",
    "headline.leak": (
        "{segment}, {step}: {now} in {days}, {before} before; {lost} fewer a month if it lasts"
    ),
    "headline.leak.money": (
        "{segment}, {step}: {now} in {days}, {before} before; {money} a month if it lasts"
    ),
    "headline.below": "below: {names}",
    "headline.below.none": "none is below its target",
    "headline.open": "cannot tell yet: {names}",
    "headline.targets.none": "no targets are written in journey.yaml",
    "headline.course": (
        "by the target's day {reaching} land on it, {missing} miss it, {open} are open"
    ),
    "headline.leave": "{names}",
    "headline.leave.held": "nothing; on target, but with more to win: {names}",
    "headline.leave.none": "nothing is safely on its target",
    "headline.untried": (
        "{cells} stage × channel pairs; largest {stage} × {channel}, {count} agreed"
    ),
    "headline.untried.none": "every stage was written to on every channel used here",
    "kpi.short.judged": "{metric}: {target} met in {met} of {every} {grain}s",
    "kpi.short": "{metric} {value} [{ends}], target {target}",
    # sections
    "now": "Now",
    "now.note": (
        "Conversion to the next stage within its window, the newest period whose windows have all "
        "closed; customers of first entries in the period, whatever opened the next stage. "
        "First exit: where a stay led first, of stays that began in eight weeks up to thirty days "
        "ago."
    ),
    "now.standing": "here now",
    "now.standing.said": "{count} customers, {share} of all known",
    "now.entered": "entered",
    "now.entered.said": "{count} in {period}",
    "now.entered.none": "nobody in {period}",
    "now.next": "goes on",
    "now.next.said": (
        "{value} [{ends}] to {stage} within {days} days, of {count} who entered in {period}"
    ),
    "now.next.waiting": (
        "not mature in {period}: {mature} of {all} entrants had {days} days; no earlier period is"
    ),
    "now.again": "comes back",
    "now.again.said": "{value} [{ends}] within {days} days, of {count} who entered in {period}",
    "now.time": "time here",
    "now.exits": "first exit",
    "now.score": "{value} [{ends}] ({period}, n {count})",
    "now.score.low": "{value} ({period}, n {count}): {reason}",
    "now.messages": "messages",
    "now.message.clicked": "{message} ({channel}) clicked {value} [{ends}], n {count}",
    "now.message.replied": "{message} ({channel}) replied to {value} [{ends}], n {count}",
    "now.message.none": "none in {period}",
    "now.topics": "enquiries",
    "now.kpis": "also",
    "now.kpi.said": "{metric} {value} [{ends}] ({period})",
    "now.unmeasured": "not measured",
    "now.few": "too few to rely on",
    "now.hidden": "not shown: it would give away a cell of fewer than {minimum}",
    "now.small": "fewer than {minimum}, not shown",
    "now.owner": "owner {owner}",
    "now.part.before": "before the purchase",
    "now.part.during": "the purchase",
    "now.part.after": "after the purchase",
    "now.strip": "Stages in order, with who is there now and who goes on",
    "now.strip.most": "Most customers stand in “{stage}”: {customers}",
    "now.strip.column.stage": "stage",
    "now.strip.column.standing": "here now",
    "now.strip.column.entered": "entered",
    "now.strip.column.next": "goes on",
    "now.strip.column.interval": "interval",
    "now.unmeasured.all": "Not measured at any stage: {names}.",
    # what can be measured
    "measure.nps": "NPS",
    "measure.csat": "CSAT",
    "measure.ces": "CES",
    "measure.emotion": "emotion",
    "measure.time": "time in stage",
    "measure.exits": "first exits",
    "measure.engagement": "engagement per channel",
    "measure.topics": "contact topics",
    "now.time.median": "half have left after {value} [{ends}] (n {count})",
    "now.time.mean": "{value} [{ends}] of the first {days} days on average (n {count})",
    "now.exits.said": "of stays begun {begun}, within {days} days: {ways}",
    "way.advance": "{value} [{ends}] go on",
    "way.back": "{value} [{ends}] go back",
    "way.unexpected": "{value} [{ends}] go back unexpectedly",
    "way.left": "{value} [{ends}] leave",
    "way.came_back": "{value} [{ends}] come back",
    "way.staying": "{value} [{ends}] still here",
    # what holds the journey back
    "holding": "What holds it back",
    "holding.note": (
        "A reckoning, no effect: one step at its target, all others as they are, entrants steady. "
        "A step’s rate is that of its own measure over the weeks named beside it, so it may "
        "differ from the share that goes on. First: the share of recounts, each of customers drawn "
        "anew, in which the step would bring most."
    ),
    "holding.steps": "What each step at its target would add",
    "holding.column.step": "step",
    "holding.column.rate": "measure’s rate",
    "holding.column.target": "target",
    "holding.column.gain": "gain a month",
    "holding.column.money": "money a month",
    "holding.column.first": "first by customers",
    "holding.column.first_by_money": "first by money",
    "holding.passed": "none: not below the target",
    "holding.leaks": "Leaks: segments that lose most against their own past",
    "holding.leaks.none": "No segment leaks more than its own past, all of them looked at.",
    "holding.leak.step": "step",
    "holding.leak.segment": "segment",
    "holding.leak.now": "now",
    "holding.leak.compared": "before",
    "holding.leak.lost": "lost a month",
    "holding.leak.money": "money a month",
    "bottleneck.clear": (
        "{step}: at {target}, not {rate}, {gain} [{ends}] more a month would reach the end, "
        "most of all steps"
    ),
    "bottleneck.open": (
        "no clear bottleneck: {step} adds most ({gain} a month [{ends}]), but is first in only "
        "{first} of recounts"
    ),
    "bottleneck.clear.money": (
        "{step}: at {target}, not {rate}, {money} [{ends}] more a month, the most"
    ),
    "bottleneck.open.money": (
        "no clear bottleneck: {step} is worth most ({money} a month [{ends}]), but is first in "
        "only {first} of recounts"
    ),
    "bottleneck.none": "none: no step at its target would bring more through to the end",
    "bottleneck.unknown": "cannot be told: no step has both a rate and a target",
    "bottleneck.customers": (
        "{step}: {gain} [{ends}] more a month would reach the end, most of all steps by customers"
    ),
    "bottleneck.customers.open": (
        "By customers no step clearly leads: {step} adds most ({gain} a month [{ends}]), but is "
        "first in only {first} of recounts"
    ),
    "bottleneck.too": (
        "By customers, too, it would bring most: {gain} [{ends}] more a month would reach the end"
    ),
    # people
    "moves": "Where they went in four weeks",
    "moves.note": (
        "Customers by the stage they stood in 28 days ago (rows) and stand in now; …: fewer than "
        "{minimum}, or a number that would give such a cell away."
    ),
    "standing.title": "Where those who came stand, by days since",
    "standing.note": (
        "The columns show where customers who came in the eight weeks up to thirty days ago stand, "
        "by days since they came; a star marks an age only part of them have reached."
    ),
    "standing.day": "day {day}",
    "standing.label": (
        "Of {count} customers who came, most stand in “{stage}” on day {day}: {share}"
    ),
    "moves.column.from": "then",
    "moves.not_entered": "no stage yet",
    "moves.not_known": "not known yet",
    "moves.few": "…",
    "paths": "The ways they took",
    "paths.note": (
        "Stages in the order customers went through them within {days} days of the first; those "
        "who first came in {period}. The {ways} ways most went, of everyone and of each segment, "
        "and the one most went to a purchase; – where it is fewer than {minimum} customers, or "
        "would tell of so few."
    ),
    "paths.none": "Not shown: nobody of {period} has been followed long enough, or too few.",
    "paths.whole": "Holds everyone who came then: {names}.",
    "paths.column.way": "way",
    "paths.followed": "customers followed",
    "paths.everyone": "everyone",
    "topics": "Enquiries",
    "topics.none": "Not measured: no metric of enquiries with a topic.",
    "topics.few": "Fewer than {minimum} customers asked about any topic in any stage.",
    "topics.note": "Most frequent topics of each stage, {period}; share of those who asked there.",
    "topics.column.stage": "stage",
    "topics.column.topic": "topic",
    "topics.column.share": "share",
    "topics.column.n": "asked",
    "topics.column.rate": "per 1,000 there",
    "segments": "Segments",
    "segments.none": "The journey names no segments.",
    "segments.note": "Customers now; segments overlap, their shares do not add up to everyone.",
    "segments.these": "these segments",
    "segments.covered": "in any of {name}",
    "segments.other": "in none of {name}",
    "segments.several": "in several of {name}",
    "segments.column.segment": "segment",
    "segments.column.customers": "customers now",
    "segments.column.share": "share",
    "coverage": "What the map rests on",
    "coverage.note": "{events} kinds of events, {rows} rows.",
    "coverage.unused": (
        "{share} of the rows are of events no stage, segment or metric names: {names}."
    ),
    "coverage.internal": "{share} of the rows that open stages are the company's own doing.",
    # targets
    "targets": "Against targets",
    "targets.none": "No targets: write some under 'targets:' in journey.yaml.",
    "targets.note": (
        "Above or below only when the whole interval is, of several periods when most of them are; "
        "days, now, interval and n are of the newest. Landing is a straight line through at "
        "most {points} ordinary periods with the interval of a new one, and knows of no change of "
        "course. A target is of a week, where journey.yaml names no other period; a longer period "
        "counts other first entries, so its own rate is no measure of it."
    ),
    "targets.column.name": "measure",
    "targets.column.target": "target",
    "targets.column.by": "by",
    "targets.column.days": "days",
    "targets.column.now": "now",
    "targets.column.interval": "interval",
    "targets.column.n": "n",
    "targets.column.standing": "stands",
    "targets.column.landing": "lands",
    "targets.column.course": "course",
    "targets.column.benchmark": "benchmark",
    "standing.above": "above",
    "standing.below": "below",
    "standing.inconclusive": "inconclusive",
    "standing.unknown": "not known",
    "standing.judged": "{said}: met in {met} of {every} {grain}s",
    "grain.week": "week",
    "grain.month": "month",
    "grain.quarter": "quarter",
    "course.reaches": "reaches",
    "course.misses": "misses",
    "course.open": "open",
    "course.unknown": "no forecast",
    # do not touch
    "leave": "Do not touch",
    "leave.note": "On target with the whole interval; changing what works risks it for nothing.",
    "leave.none": "Nothing is on its target with its whole interval.",
    "leave.held": "On target, but the step to the stage could bring more: {names}.",
    "leave.said": "{metric} {value} [{ends}], target {target} by {by}",
    "leave.whole": "every target of the stage is met",
    # hours
    "hours": "By hour",
    "hours.answers": "Answered within {hours} hours, by part of the day the message arrived in",
    "hours.actions": "When customers act: share of each event, by part of the day",
    "hours.days": "{first} to {last}, {zone}, {weeks} weeks up to the period's end.",
    "hours.note": (
        "Share of messages clicked or replied to. Other messages go out at other hours, so it does "
        "not say when to send: only an experiment on the hour does."
    ),
    "hours.holidays": "Public holidays left out: {names}.",
    "hours.unknown": "Holidays not left out: {reason}.",
    "missing": "The workspace has no data for it.",
    "hours.none": "No message with a channel arrived in these days.",
    "hours.small": "Cells of fewer than {minimum} customers are not shown ({hidden} of {all}).",
    "hours.best": (
        "{channel}: most often answered {part}, least often {worst}; the intervals do not overlap"
    ),
    "hours.column.answers": "channel",
    "hours.column.actions": "event",
    "hours.by_day": "Recorded by day, so that their hours say nothing: {names}.",
    "hours.column.all": "all",
    "hours.column.n": "n",
    "unanswered": "Why messages were not answered",
    "unanswered.note": (
        "Of the messages of {first} to {last} that were not answered within {hours} hours, those "
        "that never arrived among them, the share of each reason by part of the day; a message has "
        "one reason. Limits and failures are those a source tells of; …: fewer than {minimum} "
        "customers, or a share that would give so few away."
    ),
    "unanswered.none": "Not shown: no message of those weeks is without an answer.",
    "unanswered.silent": "No answer was ever recorded on: {names}.",
    "unanswered.unseen": "Nothing tells whether messages were opened on: {names}.",
    "unanswered.column.reason": "channel: reason",
    "unanswered.column.n": "messages",
    "unanswered.few": "…",
    "unanswered.left": "opted out or complained",
    "unanswered.read": "opened, nothing clicked",
    "unanswered.unread": "arrived, not opened",
    "unanswered.arrived": "arrived, no more is known",
    "unanswered.capped": "stopped by a limit",
    "unanswered.failed": "failed",
    "unanswered.held": "held back, not sent yet",
    "unanswered.no_news": "sent, nothing told of its arrival",
    "hours.map": "{channel}: share answered by weekday and hour",
    "hours.map.actions": "{event}: share by weekday and hour",
    "hours.map.label": (
        "{channel} by weekday and hour: from {low} (faint) to {high} (strong); the table has the "
        "numbers"
    ),
    "hours.map.column.day": "weekday",
    "hours.map.legend": "bolder is higher: {low} to {high}; dashed: too few to tell",
    "at.morning": "in the morning",
    "at.afternoon": "in the afternoon",
    "at.evening": "in the evening",
    "at.night": "at night",
    "part.morning": "morning",
    "part.afternoon": "afternoon",
    "part.evening": "evening",
    "part.night": "night",
    "weekdays": "Mon Tue Wed Thu Fri Sat Sun",
    # never tried
    "untried": "Never tried",
    "untried.note": (
        "Stage and channel pairs in which no message arrived and no experiment sent any; reachable "
        "are those in the stage now who agreed to the channel."
    ),
    "untried.none": "Every stage was written to on every channel used here.",
    "untried.unused": "Channels never used at all: {names}.",
    "untried.column.stage": "stage",
    "untried.column.never": "never tried (reachable now)",
    "untried.column.hardly": "fewer than {minimum} customers",
    "untried.cell": "{channel} {count}",
    "untried.cell.unknown": "{channel}: not known",
    "untried.addresses": "Addresses are not in the data: reachable is by consent alone.",
    "untried.no_consent": "No source says who agreed to which channel.",
    "untried.no_channel": "No message is recorded with a channel.",
    "untried.grid": "Messages that arrived, by stage and channel",
    # lints
    "lint.stages": "{count} stages: a map of more than {most} is hard to read; make steps of some",
    "lint.segments": "{count} segments: more than {most} are hard to keep apart",
    "lint.kpis": "{count} measures with a target: more than {most} leave nothing in focus",
    "lint.owners": "no owner: {names}",
    "lint.empty": "nobody entered in {period}: {names}",
    # saved and compared
    "against": "Against {before}",
    "against.same": "Nothing on the map differs from {before}.",
    "against.column.what": "what",
    "against.column.before": "then",
    "against.column.now": "now",
    "against.column.change": "change",
    "against.definition": "definition changed",
    "against.appeared": "appeared",
    "against.vanished": "gone",
}
WORDING: Mapping[str, Mapping[str, str]] = {"en": EN, "ko": KO}


def say(language: str, key: str, **fields: object) -> str:
    """A sentence of the map.

    Args:
        language: `en` or `ko`.
        key: Name of the sentence.
        fields: What is filled in.

    Returns:
        The sentence.

    Raises:
        ArgumentError: When there is no such sentence or language.

    Example:
        >>> say("en", "part.morning"), say("ko", "part.morning")
        ('morning', '아침')
    """
    if language not in WORDING:
        allowed = ", ".join(WORDING)
        raise ArgumentError(f"language: '{language}' came; the map is written in {allowed}")
    if key not in WORDING[language]:
        raise ArgumentError(f"unknown sentence '{key}'. {did_you_mean(key, EN)}".rstrip())
    return Filling().vformat(WORDING[language][key], (), fields)
