"""The sentences of the review in English; numbers are fields, and fields are facts."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.reports.programme.wording_ko import KO

EN: Mapping[str, str] = {
    "title": "Programme review: {journey}",
    "question": "What did our tests bring, and what comes next?",
    "eyebrow": "{period} · data to {through}",
    "interval": "{low} to {high}",
    "none": "–",
    # the answer
    "headline.shipped_red": "{red} shipped tests rest on data that are broken now: {names}.",
    "headline.shipped_red.one": "“{name}” was shipped, and its data are broken now.",
    "size.shipped_red": "Its figures are hidden until every check of its data is green again.",
    "headline.waiting": "{waiting} tests wait for a decision: {names}.",
    "headline.waiting.one": "Decide “{name}”: its rule says {verdict}.",
    "headline.brings": (
        "All we send and ship brings {effect} more {metric}, measured on customers left out of it."
    ),
    "headline.harms": (
        "All we send and ship costs {metric}: {effect}, measured on customers left out of it."
    ),
    "headline.short": "Our decisions bring less than was forecast.",
    "headline.won": "{won} of {read} tests found a winner: “{name}”, {metric} about {shrunk}.",
    "headline.won.many": (
        "{won} of {read} tests found a winner; the largest is “{name}”, {metric} about {shrunk}."
    ),
    "headline.won.bare": "{won} of {read} tests found a winner: {names}.",
    "headline.lost": "None of {read} tests found a winner.",
    "headline.lost.one": "The one test found no winner.",
    "headline.hidden": "No test can be read: their data are broken.",
    "headline.counted": "{won} of {read} tests of {source} found a winner.",
    "headline.empty": "No test has been decided or has ended yet.",
    "size.won": (
        "{treatment} instead of {control}: {shrunk} ({ends}) once luck is taken off, {seen} as "
        "seen; {customers} customers."
    ),
    "size.waiting": "{metric} {effect} ({ends}), {customers} customers.",
    "size.whole": "{ends}, {customers} customers; {share} are left out of everything.",
    "size.short": (
        "{within} of {scored} forecasts scored held; on average less came than was forecast."
    ),
    "size.lost": "A test that finds nothing still rules out what was not worth having.",
    "row.decide": "You decide",
    "decide.by": "{owner}, by {by}",
    "decide.red": "{owner}: mend the data, or take it back",
    "row.next": "Test next",
    "row.new": "Decided",
    "row.waiting": "Waiting",
    "row.forecasts": "Forecasts",
    "row.whole": "All effects",
    "row.trust": "Trust",
    "next.money": "{test}; {money} a month expected",
    "next.more": "{test}; {more} customers a month expected at the end",
    "next.size": "{weeks} weeks, {units} customers",
    "next.size.one": "one week, {units} customers",
    "next.owner": "{owner} starts it",
    "next.nothing": "Nothing: every stage and channel we can reach was tested.",
    "test": "{stage}: {channel} against {control}",
    "new.none": "nothing in {period}",
    "new.more": "{named} and {more} more",
    "new.one": "{name} ({chosen})",
    "forecasts.none": "none was made",
    "forecasts.words": "none of {decisions} scored: {why}",
    "forecasts.open": "none of {decisions} due yet",
    "forecasts.scored": "{within} of {scored} held",
    "why.words": "words only",
    "why.unscored": "nobody held back",
    "why.mixed": "words only, or nobody held back",
    "whole.none": "not measured: nobody is held out",
    "whole.small": "not measured: too few are held out",
    "whole.broken": "not shown: the data of those held out are broken",
    "whole.known": "{metric} {effect} ({ends})",
    "trust.kept": "{kept} of {tests} plans kept",
    "trust.red": "figures of {red} hidden: data broken",
    # the ledger
    "ledger.title": "The ledger: what each test saw, and what we believe of it",
    "ledger.sub": "Newest first. Ring: as seen. Dot: what remains once luck is taken off.",
    "ledger.caption": "Relative change against the control",
    "ledger.why": (
        "Tests that found nothing stay in the list: of many tests the winners look larger than "
        "they are, and only all of them together say by how much."
    ),
    "ledger.small": "{treatment} instead of {control} · {chosen}",
    "ledger.both": "believed, {ends}; seen {seen}",
    "ledger.hidden": "hidden: data broken",
    "ledger.ratio": "no ratio can be said",
    "ledger.older": "{more} older ones are in the programme on the command line.",
    "ledger.table": "Every test",
    "column.test": "Test",
    "column.on": "Decided",
    "column.effect": "Effect at the planned end",
    "column.rule": "Rule",
    "column.decision": "Decision",
    "column.plan": "Plan",
    "column.seen": "Seen",
    "column.low": "Low",
    "column.high": "High",
    "column.shrunk": "Believed",
    "column.forecast": "Forecast",
    "column.came": "What came",
    "column.kpi": "Measure since",
    "column.stage": "Stage",
    "column.touchpoint": "Stage · channel · message",
    "column.against": "Against",
    "column.held": "Held since",
    "column.customers": "Customers",
    "column.entry": "Days of entry",
    "column.readout": "Readout",
    "running.decide": "decision by {by}",
    "column.state": "State",
    "column.audience": "Audience",
    "column.worth": "Expected a month",
    "column.chance": "Chance of a winner",
    "column.weeks": "Weeks",
    "effect": "{metric} {value}",
    "effect.small": "{ends} · n {customers}",
    "hidden": "hidden",
    "hidden.small": "data broken",
    "unread": "not readable",
    "early": "stopped early, so probably too large",
    "undecided": "undecided",
    "chosen.ship": "ship",
    "chosen.stop": "stop",
    "chosen.iterate": "no winner",
    "chosen.continue": "go on",
    "plan.kept": "kept",
    "plan.departed": "departed",
    "plan.none": "not frozen",
    # together
    "brought.title": "What it brought together",
    "brought.sub": "Two ways to see it: the tests added up, and customers left out of all of it.",
    "brought.stated": (
        "{treatments} {treatments:comparable effect is|comparable effects are} too few to learn "
        "how large true effects are, so none are added up: that needs {least}. Each is drawn "
        "towards none by a stated belief: two true effects in three lie within {spread} of none."
    ),
    "brought.learnt": (
        "Learnt from {treatments} comparable effects: true ones lie around {centre}, two in three "
        "within {spread} of that ({spread.low} to {spread.high}); {shape} fits better."
    ),
    "brought.shape.normal": "a bell",
    "brought.shape.t": "a shape with heavy tails",
    "brought.none": "No test has an effect that can be compared.",
    "brought.out": (
        "{out} {out:treatment is|treatments are} not among them: scores in points, levels near "
        "zero, or broken data."
    ),
    "brought.early": "{early} stopped early and {early:is|are} in no total.",
    "brought.naive": "Winners as seen",
    "brought.bell": "Winners, luck taken off",
    "brought.heavy": "Winners, luck taken off, heavy tails",
    "brought.lee": "Winners, by Lee and Shen",
    "brought.lee.small": "tests with one fixed look",
    "brought.small": "shipped variants",
    "brought.holdout": "{metric}: all others against those left out",
    "brought.holdout.small": (
        "{share} left out of everything, followed from {since} · n {customers}"
    ),
    "brought.holdout.few": "{metric}: too few customers are left out to show it.",
    "brought.holdout.broken": (
        "{metric}: not shown, the data of the customers left out are broken; explain them first."
    ),
    "brought.holdout.none": (
        "Nobody is left out of everything, so nothing measures the whole. A line in journey.yaml "
        "keeps such a group: {line}."
    ),
    "brought.beside": (
        "The two need not agree: the tests speak of the customers each was about, the group left "
        "out of everything that is sent to anyone."
    ),
    "rates.title": "How often tests win, and plans are kept",
    "rates.sub": "Few tests leave wide intervals.",
    "rates.won": "Found a winner",
    "rates.kept": "Plan kept",
    "rates.held": "Forecast held",
    "rates.of": "{k} of {n}",
    "rates.counted": (
        "{source}: {won} of {read} tests have a winner; at most {false} of the tests found are "
        "false on average. {unequal} of {tested} splits do not fit equal shares; {red} tests are "
        "not read."
    ),
    "rates.departed": "{name}: {why}",
    # forecasts
    "forecasts.title": "Decisions, forecasts and what came",
    "forecasts.sub": (
        "A forecast is scored on customers held back, never on the measure's own move."
    ),
    "forecasts.empty": "Nothing has been decided yet.",
    "forecasts.on": "{chosen} on {on}, {owner}",
    "forecast.effect": "{metric} {expected}",
    "forecast.words": "“{words}”",
    "forecast.blank": "none",
    "came.held": "{seen}: held",
    "came.short": "{seen}: short",
    "came.beyond": "{seen}: more than forecast",
    "came.undecided": "{seen}: too few to tell",
    "came.by.holdback": "against the {kept} kept on {against}, n {customers}",
    "came.by.holdout": "against the {kept} left out of everything, n {customers}",
    "came.open": "due {day}",
    "came.red": "cannot be read",
    "came.unread": "cannot be read",
    "came.unscored": "not scored",
    "came.unscored.small": "nobody was held back",
    "came.words": "not scored",
    "came.words.small": "in words only",
    "kpi.moved": "{metric} {before} → {after}",
    "kpi.small": "{first}, then {last}; described, not scored",
    "kpi.too_soon": "no whole week since",
    "kpi.no_kpi": "no measure follows it",
    "kpi.unknown": "not known in both spans",
    "calibration": (
        "{within} of {scored} forecasts scored hold; on average they are off by {bias} standard "
        "errors (p {p})."
    ),
    # touchpoints
    "touch.title": "What was tried where, and what held",
    "touch.sub": (
        "Relative change once luck is taken off. Framed: best of its stage and clear of none. "
        "Hatched: never tested, with how many a test could reach now."
    ),
    "touch.none": "Nothing was tried yet.",
    "touch.n": "n {customers}",
    "touch.best": "best here",
    "touch.later": "result after this period",
    "touch.unread": "tested, no effect to show",
    "touch.reach": "reaches {reach}",
    "touch.never": "Neither a message nor a test ever: {cells}.",
    "touch.cell": "{stage} · {channel}",
    "touch.tried": "Each message tried",
    "held.held": "held",
    "held.beyond": "more than forecast",
    "held.short": "fell short",
    "held.undecided": "too few to tell",
    "held.open": "not due yet",
    "held.unscored": "not measured",
    "held.none": "–",
    # running and next
    "running.title": "Running and planned",
    "running.sub": "As of {through}.",
    "running.none": "No test runs and none is planned.",
    "running.unlaunched": (
        "“{name}” was never launched, and its days of entry, {days}, are past. It counts in no "
        "rate. Give it new days, or delete its file."
    ),
    "running.later": "Decided after {last}, in the next review: {names}.",
    "state.running": "running",
    "state.maturing": "last customers are followed",
    "state.planned": "planned",
    "state.waiting": "waits for a decision",
    "state.hidden": "data broken",
    "overlap": "{one} and {other} run at once from {first} to {last}: {common}{same}.",
    "overlap.share": "{share} of the first one's customers so far are in both",
    "overlap.nobody": "nobody so far is in both",
    "overlap.unknown": "the customers they will share are not known yet",
    "overlap.same": ", and the audience is the same",
    "next.title": "What to test next",
    "next.sub": (
        "By what a test of four weeks is expected to bring, failures counted in: chance of a "
        "winner times its worth. Weeks and customers are what finding the effect beside them takes."
    ),
    "next.none": "Nothing is left to test: every stage and channel we can reach was.",
    "next.reckoning": (
        "A reckoning, no promise: true effects as believed above, halves of equal size, steady "
        "entrants, messages paid where the journey names their cost."
    ),
    "next.wanted": "to see {wanted}",
    "next.write": "To begin with the first: {command}",
    "next.end": "{more} customers a month at the journey's end",
    "next.after": "After these: {tests}.",
    "why.never tried": "never tried",
    "why.hardly tried": "hardly used, never tested",
    "why.never tested": "in use, never tested",
    "weeks.unplanned": "not reckoned",
    "weeks.never": "over two years",
    # how it was made
    "made.title": "How this page was made, and the numbers of its charts",
    "made.method": (
        "Every number rests on the data as of the instant above. Effects are those of today at "
        "each test's planned end; intervals hold {level} of the time. Believed effects are drawn "
        "towards what is usual, as log ratios. Tests with broken data stay in the list without a "
        "figure. Figures of fewer than {minimum} customers are left out."
    ),
    "made.facts": "The page shows {facts} numbers, each in the archive of facts.",
    "status.decision": "decision",
    "status.watch": "to watch",
    "status.news": "news",
    "status.quiet": "quiet",
    "status.fix": "to fix",
}
WORDING: Mapping[str, Mapping[str, str]] = {"en": EN, "ko": KO}
