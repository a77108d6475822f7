"""The sentences of the first screen in English; the catalogue of the pages takes them in."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    # answer: the headline
    "headline.ship": "Approve one change: {treatment} instead of {control} in “{experiment}”.",
    "headline.ship_gain": (
        "Approve one change: {treatment} instead of {control} in “{experiment}”. "
        "{metric}: about {more} more a month."
    ),
    "headline.null": "“{experiment}” makes no difference worth having: keep {control}.",
    "headline.red.split": "No result in “{experiment}”: split {came} instead of {planned}.",
    "headline.red.crossovers": (
        "No result in “{experiment}”: {share:.2%} of customers carry two variants."
    ),
    "headline.red.strangers": (
        "No result in “{experiment}”: {units:,.0f} customers carry a variant outside the plan."
    ),
    "headline.red.freshness": (
        "No result in “{experiment}”: the last event is {days:.1f} days too old."
    ),
    "headline.red.freshness.none": "No result in “{experiment}”: no event is visible.",
    "headline.red.other": "No result in “{experiment}”: a check failed ({reason}).",
    "headline.unplanned": "Worth a look: {treatment} instead of {control} in “{experiment}”.",
    "headline.stop": "Stop {treatment} in “{experiment}” and keep {control}.",
    "headline.iterate": "“{experiment}” has no winner: decide whether to keep {control}.",
    "headline.below": "{metric} is below its normal range.",
    "headline.above": "{metric} is above its normal range.",
    "headline.below_so_far": "{metric} is below its usual range so far.",
    "headline.above_so_far": "{metric} is above its usual range so far.",
    "headline.fell": "{metric} fell to {value}, {lost} customers a {one} below usual.",
    "headline.rose": "{metric} rose to {value}, {lost} customers a {one} above usual.",
    "headline.fell_so_far": (
        "{metric} fell to {value}, {lost} customers a {one} below usual so far."
    ),
    "headline.rose_so_far": (
        "{metric} rose to {value}, {lost} customers a {one} above usual so far."
    ),
    "headline.quiet_segment": "no measure asks for a decision {this}.",
    "headline.quiet": "Nothing needs a decision {this}.",
    "size.effect": (
        "{metric}: {old:bare} → {new}; {effect} ({effect.low:bare} to "
        "{effect.high:bare}), {customers} customers."
    ),
    "size.outside": (
        "{value} ({value.low:bare} to {value.high:bare}); normally {usual.low:bare} to "
        "{usual.high}."
    ),
    "size.inside": "All measures with a history ({judged}) are in their normal range.",
    "size.all": "All {judged} measures are in their normal range.",
    "size.so_far": (
        "{inside} of {judged} measures are in their usual range so far; {periods} {many} are "
        "too few to call a change news."
    ),
    "size.alarm": "{value.low:bare}–{value.high}, {span}; normally {usual.low:bare}–{usual.high}.",
    "size.alarm_so_far": (
        "{value.low:bare}–{value.high}, {span}; usually {usual.low:bare}–{usual.high} "
        "({periods} {many})."
    ),
    "size.loss": "{loss} ({loss.low:bare}–{loss.high}) a month if it lasts.",
    "size.more": "{loss} ({loss.low:bare}–{loss.high}) more a month if it lasts.",
    "size.gain": "{gain} a month ({gain.low} to {gain.high}), {costs}.",
    "size.gain_of": "About {more} more and {gain} a month ({gain.low} to {gain.high}), {costs}.",
    "size.effect_of": (
        "{old:bare} → {new}; {effect} ({effect.low:bare} to {effect.high:bare}), "
        "{customers} customers."
    ),
    "size.ruled_out": "The {wanted} worth having is ruled out.",
    "size.hidden": "Figures are hidden until this is explained; {todo}.",
    "size.largest": (
        "The largest move, {metric} {before} → {now}, is within its usual {usual.low:bare} "
        "to {usual.high}."
    ),
    "size.largest_inside": (
        "Of those inside, {metric} moved most, {before} → {now}; its usual is {usual.low:bare} to "
        "{usual.high}."
    ),
    "costs.paid": "messages paid",
    "costs.unknown": "message costs not known",
    "size.none": "The history is too short to know what is normal.",
    # answer: the rows under it
    "row.decide": "You decide",
    "row.owner": "Owner",
    "row.also": "Also waiting",
    "row.broken": "No result",
    "row.undone": "Undone if",
    "row.freed": "Freed",
    "undone": "the {share} on {control} until {day} do as well",
    "undone.undated": "the {share} still on {control} do as well",
    "freed": "{freed} customers a week for the next test",
    "row.where": "Where",
    "row.outside": "Outside usual",
    "row.alarm": "Watch",
    "row.early": "Early look",
    "row.holidays": "Holidays",
    "holidays.week": "{festivals}: not judged by ordinary weeks",
    "holidays.some": "{festivals} ({metrics}): not judged by ordinary weeks",
    "where": (
        "{segment}: {now}, usually {then}; others {others_now}, usually {others_then}. {why}"
    ),
    "where.why": "That is where, not why.",
    "where.change": "Same time, unproven: {change}, {on}.",
    "outside.side.above": "{metric} {value}, above",
    "outside.side.below": "{metric} {value}, below",
    "outside.more": "{more} more",
    "alarm.fell": "{metric} {value}, usually {usual.low:bare}–{usual.high}{sure}{cost}",
    "alarm.sure": " so far ({periods} of {enough} {many})",
    "alarm.cost": "; {loss} a month if it lasts",
    "ask.ship": "“{experiment}”: {treatment} instead of {control}, {owed}",
    "ask.gain": "{gain} ({gain.low:bare}–{gain.high}) a month; {asked}",
    "ask.other": "“{experiment}”: {owed}",
    "early.lasts": "{metric}{span}: {value} in {days} days, usually {usual}: not over",
    "early.over": ("{metric}{span}: {value} in {days} days, usually {usual}: back in range"),
    "early.starts": "{metric}{span}: {value} in {days} days, usually {usual}: {side}",
    "early.below": "below its range",
    "early.above": "above its range",
    "row.course": "Course",
    "row.last": "Last decision",
    "row.next": "Tests",
    "row.trust": "Trust",
    "decide.owner_by": "{owner}, by {by}",
    "decide.overdue": "{owner}, due since {by}",
    "decide.owner": "{owner}, no date set",
    "decide.by": "by {by}, no owner set",
    "decide.nobody": "no owner and no date set",
    "decide.nothing": "nothing {this}",
    "caveat.exploratory": "Exploratory: no plan was frozen.",
    "caveat.deviation": "It departs from its frozen plan.",
    "course.one": "{metric}: target {target}, {said}",
    "course.one.met": "met",
    "course.one.short": "short",
    "course.one.open": "about met",
    "course.all": "all {targets} targets met",
    "course.some": "of {targets} targets {met} met, {near} about met; short: {short}",
    "course.open": "of {targets} targets {met} met, {near} about met, none short",
    "course.all_ahead": "on course for all {targets} targets",
    "course.ahead": "{on} of {targets} targets on course, {open} open",
    "course.all_open": "whether the {targets} targets are met is open",
    "course.off": "{metric} heads for {lands} by {by}, target {target}",
    "course.off_too": "; off course too: {metrics}",
    "course.none": "no targets set",
    "last.one": "{experiment}: {chosen}, {on}",
    "last.none": "none",
    "last.held": "its forecast of {expected} held, {seen} {by}",
    "last.short": "short of its forecast of {expected}, {seen} {by}",
    "last.beyond": "more than its forecast of {expected}, {seen} {by}",
    "last.undecided": "{seen} {by}, too few to tell its forecast of {expected} from none",
    "last.open": "its forecast of {expected} is read on {due}",
    "last.red": "its forecast cannot be read, the data are broken",
    "last.unread": "its forecast cannot be read",
    "last.unscored": "none or too few were kept on the control, so its forecast is not scored",
    "last.words": "its forecast is in words, not scored",
    "last.by.holdback": "against those kept on {kept}",
    "last.by.holdout": "against those held out of everything",
    "next.running": "{running} running; next result {next}",
    "next.undated": "{running} running",
    "next.none": "none running",
    "next.later": "{later} began since, on later pages",
    "trust.late": "{late} late",
    "trust.late_unknown": "arrival not recorded",
    "trust.dirty": "{rejected} quarantined",
    "trust.restated": "published figures restated",
    "trust.unrestated": "nothing restated",
    "trust.red_tests": "{red} tests red",
    "trust.red_tests.one": "{red} test red",
}
