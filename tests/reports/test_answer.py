from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shop

from stagelift.definitions import Segment
from stagelift.definitions.amounts import Money, Target
from stagelift.definitions.fields import Label
from stagelift.definitions.holdback import Holdback
from stagelift.definitions.values import DateSpan
from stagelift.errors import ReportError
from stagelift.experiments.deciding.forecast import Forecast
from stagelift.experiments.deciding.outcome import Outcome
from stagelift.experiments.worth import Range, Worth
from stagelift.reports.changes import Change
from stagelift.reports.first_screen.compose import compose
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.report import Report
from stagelift.reports.tables import experiments


def answer(source, **settings):
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": (), **settings}
    return compose(Material.read(source, **fields))


SEGMENTS = {"android": Segment(name="android", did="visited", label="Android")}


def quiet_shop():
    source = shop.Shop()
    source.experiments = {
        name: trial for name, trial in source.experiments.items() if name == "winback_call"
    }
    return source


def test_a_decision_that_waits_comes_first():
    found = answer(shop.Shop())
    assert found.tone == "decision"
    assert found.headline == "Approve one change: push instead of email in “Cart reminder”."
    assert found.size == "First order: 10.9 → 11.9%; +1.0\u202fpp (+0.3 to +1.7), 36,010 customers."
    assert dict(found.rows)["You decide"] == "박지훈, by Wed 25 Nov"
    assert dict(found.rows)["Last decision"] == "Evening push: stop, 13 Aug"
    assert found.metric == "first_order"


FORECAST = Forecast(
    metric="first_order",
    variant="push_1h",
    against="email_day2",
    unit="share",
    value=0.008,
    low=0.002,
    high=0.014,
    level=0.95,
    basis="shrunk",
    scored_by="holdback",
    days=28,
    check_by=date(2026, 12, 30),
)
CAME = Outcome(
    experiment="evening_push",
    decision="ship",
    variant="push_1h",
    on="2026-08-13",
    owner="박지훈",
    words=None,
    forecast=FORECAST,
    standing="open",
    scored_by="holdback",
)


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ({}, "its forecast of +0.8 pp is read on 30 Dec"),
        (
            {"standing": "held", "value": 0.006, "low": 0.001, "high": 0.011, "n": 20_000},
            "its forecast of +0.8 pp held, +0.6 pp against those kept on email",
        ),
        (
            {"standing": "short", "value": -0.006, "low": -0.011, "high": -0.001, "n": 20_000},
            "short of its forecast of +0.8 pp, −0.6 pp against those kept on email",
        ),
        (
            {"standing": "undecided", "value": 0.006, "low": -0.011, "high": 0.02, "n": 900},
            (
                "+0.6 pp against those kept on email, "
                "too few to tell its forecast of +0.8 pp from none"
            ),
        ),
        ({"standing": "red"}, "its forecast cannot be read, the data are broken"),
        (
            {"standing": "unscored"},
            "none or too few were kept on the control, so its forecast is not scored",
        ),
        ({"standing": "words", "forecast": None}, ""),
        (
            {"standing": "words", "forecast": None, "words": "more carts"},
            "its forecast is in words, not scored",
        ),
    ],
)
def test_the_last_decision_says_what_became_of_it(came, words):
    source = shop.Shop()
    source.experiments["evening_push"].became = replace(CAME, **came)
    said = dict(answer(source).rows)["Last decision"].replace("\u202f", " ")
    assert said == "; ".join(part for part in ("Evening push: stop, 13 Aug", words) if part)


def test_a_decision_after_its_day_is_said_to_be_due():
    source = shop.Shop()
    late = shop.experiment(
        "cart_reminder", "Cart reminder", decide={"by": "2026-11-15", "owner": "박지훈"}
    )
    source.experiments["cart_reminder"].definition = late
    assert dict(answer(source).rows)["You decide"] == "박지훈, due since Sun 15 Nov"


def test_a_change_to_make_comes_before_one_without_a_winner():
    source = shop.Shop()
    source.experiments["evening_push"].decision = None
    found = answer(source)
    assert "Cart reminder" in found.headline
    assert dict(found.rows)["Also waiting"] == "Evening push"


def test_red_health_hides_the_figures_and_is_to_be_mended():
    source = quiet_shop()
    red = shop.Check("split", "red", "The split is not as planned: explain it first.")
    source.experiments["winback_call"].found = shop.Readout(None, health=(red,))
    found = answer(source)
    assert found.tone == "fix"
    assert found.headline == "No result in “Win-back call”: a check failed (Split)."
    assert found.size == "Figures are hidden until this is explained; see the checks below."
    assert "pp" not in found.headline + found.size


def test_a_measure_outside_its_range_is_news_only_with_enough_weeks():
    source = quiet_shop()
    source.lines["nps"] = [
        replace(e, value=-60.0, low=-70.0, high=-50.0)
        if e.period == shop.PERIOD and not e.stage
        else e
        for e in source.lines["nps"]
    ]
    found = answer(source)
    assert (found.tone, found.metric) == ("news", "nps")
    assert found.headline == "NPS is below its normal range."
    assert re.match(r"−60 \(−70 to −50\); normally \+\d+ to \+\d+\.", found.size)


def test_a_quiet_week_says_so():
    found = answer(quiet_shop())
    assert (found.tone, found.headline) == ("quiet", "Nothing needs a decision this week.")
    assert "usual range so far" in found.size  # 25 weeks of most rates are too few


def test_the_largest_move_of_a_quiet_week_is_called_so_among_those_inside_alone():
    source = quiet_shop()
    line = source.lines["first_order"]
    high = shop.share(
        "first_order", "2026-W45", 900, 6000, stage="purchase", matured_through="2026-11-08"
    )
    source.lines["first_order"] = [high if e.period == "2026-W45" else e for e in line]
    found = answer(source)
    assert found.tone == "quiet"
    assert "First order 15.0%, above" in dict((*found.rows, *found.later))["Outside usual"]
    assert "Of those inside, " in found.size
    assert "The largest move" not in found.size


def test_a_quiet_week_with_long_histories_claims_the_normal_range():
    source = quiet_shop()
    source.lines = {"nps": [e for e in source.lines["nps"] if not e.stage]}
    assert answer(source).size == (
        "All measures with a history (1) are in their normal range. "
        "The largest move, NPS +33 → +37, is within its usual +27 to +45."
    )


def test_an_effect_that_is_not_the_difference_of_its_levels_stops_the_page():
    source = shop.Shop()
    readout = source.experiments["cart_reminder"].found
    readout.estimates = tuple(
        replace(e, value=0.012) if e.measure == "effect" else e for e in readout.estimates
    )
    with pytest.raises(ReportError, match=r"'cart_reminder\.effect' is 0\.012"):
        answer(source)


def test_no_plan_is_said_beside_the_size():
    source = shop.Shop()
    source.experiments["cart_reminder"].found.banner = "exploratory"
    found = answer(source)
    assert found.headline == "Worth a look: push instead of email in “Cart reminder”."
    assert found.size.endswith("Exploratory: no plan was frozen.")
    source.experiments["cart_reminder"].found.banner = "the definition differs from the frozen plan"
    assert answer(source).size.endswith("It departs from its frozen plan.")
    assert answer(source).headline.startswith("Approve one change")


@pytest.mark.parametrize(
    ("decide", "expected"),
    [({"owner": "Kim"}, "Kim, no date set"), (None, "김하늘, no date set")],
)
def test_what_is_missing_from_a_decision_is_said(decide, expected):
    source = shop.Shop()
    source.experiments["cart_reminder"].definition = shop.experiment(
        "cart_reminder", "Cart reminder", decide=decide
    )
    assert dict(answer(source).rows)["You decide"] == expected


def test_the_brief_has_at_most_ninety_words_before_the_first_chart():
    source = shop.Shop()
    source.experiments["evening_push"].decision = None
    source.experiments["cart_reminder"].found.banner = "exploratory"
    report = Report(source, name="weekly_journey", period=shop.PERIOD)
    words = [
        word for word in f"{report.head()} {report.answer()}".split() if re.search(r"\w", word)
    ]
    assert len(words) <= 90


def test_a_week_with_a_fall_and_a_decision_stays_short():
    source = leaking_shop()
    report = Report(source, name="weekly_journey", period=shop.PERIOD)
    words = [word for word in str(report.answer()).split() if re.search(r"\w", word)]
    assert len(words) <= 90


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"rejected": {}, "late_share": None}, "arrival not recorded, nothing restated"),
        ({"rejected": {"score out of range": 400}}, "0.3% late, nothing restated"),
        ({"rejected": {"score out of range": 500}}, "0.3% late, 500 quarantined, nothing restated"),
    ],
)
def test_what_the_data_are_worth_is_said_in_a_line(counts, said):
    """Some rows in a thousand are told among the checks; more of them on the first screen."""
    source = quiet_shop()
    source.counts = shop.Trust(duplicates=0, **counts)
    assert source.counts.rows == 412_338
    assert dict(answer(source).rows)["Trust"] == said


def test_without_experiments_and_targets_every_row_still_speaks():
    source = quiet_shop()
    source.experiments = {}
    source.journey = source.journey.model_copy(update={"targets": {}})
    rows = dict(answer(source).rows)
    assert (rows["Course"], rows["Tests"], rows["Last decision"]) == (
        "no targets set",
        "none running",
        "none",
    )


def test_a_target_has_the_decimals_it_was_written_with():
    source = quiet_shop()
    targets = {**source.journey.targets, "first_order": Target.parse("12.75% by 2026-12-31")}
    source.journey = source.journey.model_copy(update={"targets": targets})
    made = Report(source, name="weekly_journey", period=shop.PERIOD)
    assert "target 12.75%" in str(made.tiles())


def test_an_experiment_that_was_never_launched_does_not_run():
    source = quiet_shop()
    never = shop.Readout("continue", planned_end=date(2026, 11, 23), is_launched=False)
    source.experiments["second"] = shop.Trial(
        shop.experiment("second", "Second", primary="review"), never
    )
    assert dict(answer(source).rows)["Tests"].startswith("1 running")
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": ()}
    assert "planned, not launched" in experiments(Material.read(source, **fields)).html


def test_no_decision_is_asked_of_an_experiment_that_was_never_launched():
    source = shop.Shop()
    waits = source.experiments["cart_reminder"]
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": ()}
    assert "waiting" in {row.state for row in Material.read(source, **fields).trials}
    waits.found.is_launched = False
    found = Material.read(source, **fields)
    assert "waiting" not in {row.state for row in found.trials}
    assert "planned, not launched" in experiments(found).html


def test_the_next_result_is_the_earliest():
    source = quiet_shop()
    other = shop.Readout("continue", planned_end=date(2026, 11, 23))
    source.experiments["second"] = shop.Trial(
        shop.experiment("second", "Second", primary="review"), other
    )
    assert dict(answer(source).rows)["Tests"] == "2 running; next result Mon 23 Nov"


WORTH = Worth(
    metric="first_order",
    variant="push_1h",
    currency="KRW",
    each=18_000.0,
    cost=0.0,
    free=("push",),
    volume=16_000.0,
    more=Range(160.0, 50.0, 270.0),
    money=Range(2_880_000.0, 900_000.0, 4_860_000.0),
)


def leaking_shop(k=480, weeks=27, worth="18000 won"):
    """First orders of the latest known week fall to `k` of 6,000."""
    source = shop.Shop()
    rules = source.journey.rules.model_copy(update={"worth": {"first_order": Money.parse(worth)}})
    source.journey = source.journey.model_copy(update={"rules": rules, "currency": "KRW"})
    line = [e for e in source.lines["first_order"] if e.period in shop.WEEKS[-weeks:]]
    line[-2] = shop.share(
        "first_order", "2026-W45", k, 6000, stage="purchase", matured_through="2026-11-08"
    )
    source.lines["first_order"] = line
    source.experiments["cart_reminder"].found.worth = WORTH
    return source


def test_a_fall_that_costs_more_than_the_decision_brings_leads():
    found = answer(leaking_shop())
    assert (found.tone, found.metric) == ("watch", "first_order")
    assert found.headline == "First order fell to 8.0%, 174 customers a week below usual so far."
    assert "usually 9.7–12.1% (25 weeks)" in found.size
    # 174 × ₩18,000, four weeks and a bit
    assert found.size.endswith("₩13.4\u202fM (₩10.1\u202fM–₩16.5\u202fM) a month if it lasts.")
    rows = dict(found.rows)
    assert rows["Owner"] == "김하늘"
    assert rows["You decide"].startswith("“Cart reminder”: push instead of email, ₩2.9")
    assert re.search(r"\(₩.+–₩.+\) a month; 박지훈, by Wed 25 Nov$", rows["You decide"])


def test_a_decision_that_brings_more_leads_and_the_fall_is_still_said():
    source = leaking_shop()
    more = Range(2_000_000.0 * 18, 30_000_000.0, 42_000_000.0)
    source.experiments["cart_reminder"].found.worth = replace(WORTH, money=more)
    found = answer(source)
    assert found.tone == "decision"
    assert found.headline.endswith("First order: about 160 more a month.")
    assert "₩36.0\u202fM a month (₩30.0\u202fM to ₩42.0\u202fM)" in found.size
    assert found.size.endswith("message costs not known.")
    said = dict(found.rows)["Watch"]
    assert said.startswith("First order 8.0%, usually ")
    assert "so far (25 of 26 weeks); ₩13.4" in said


def test_course_last_decision_and_what_undoes_a_change_are_said_beside_a_fall():
    source = leaking_shop()
    trial = source.experiments["cart_reminder"].definition
    kept = trial.decide.model_copy(update={"after_ship": Holdback.parse("keep 5% for 4 weeks")})
    source.experiments["cart_reminder"].definition = trial.model_copy(update={"decide": kept})
    said = answer(source)
    everything = dict((*said.rows, *said.later))
    assert everything["Undone if"] == "the 5% on email until 23 Dec do as well"
    assert everything["Last decision"] == "Evening push: stop, 13 Aug"
    assert everything["Course"]


def test_where_a_fall_stands_is_never_said_without_the_fall():
    source = leaking_shop()
    more = Range(2_000_000.0 * 18, 30_000_000.0, 42_000_000.0)
    source.experiments["cart_reminder"].found.worth = replace(WORTH, money=more)
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": ()}
    material = Material.read(standing_somewhere(source), **fields)
    places = set()
    for room in range(20, 140):
        said = compose(material, room)
        shown, later = dict(said.rows), dict(said.later)
        places.add(("Watch" in shown, "Where" in shown))
        assert ("Watch" in shown) != ("Watch" in later)
        assert ("Where" in shown) != ("Where" in later)
    assert places == {(False, False), (True, False), (True, True)}


def test_a_past_period_is_not_led_by_a_test_that_began_after_it():
    source = shop.Shop()
    trial = source.experiments["cart_reminder"]
    days = DateSpan.parse("2026-10-19..2026-11-08")
    trial.definition = trial.definition.model_copy(update={"run": days})
    assert answer(source, period=Period.parse("2026-W43")).tone == "decision"  # 19 to 25 October
    before = answer(source, period=Period.parse("2026-W42"))
    assert before.tone == "quiet"
    assert "Cart reminder" not in f"{before.rows} {before.later}"


@pytest.mark.parametrize("state", ["waiting", "running", "planned"])
def test_what_was_launched_since_a_past_period_is_counted_apart(state):
    """A test that waits was left out of a quarter's page, and one that runs was told of."""
    source = shop.Shop()
    (first,) = list(source.experiments)[:1]
    source.experiments = {first: source.experiments[first]}
    trial = source.experiments[first]
    days = DateSpan.parse("2026-10-19..2026-11-08")
    trial.definition = trial.definition.model_copy(update={"run": days})
    if state != "waiting":
        trial.found.verdict = "continue"
    if state == "planned":
        trial.found.is_launched = False
    found = dict(answer(source, period=Period.parse("2026-W42")).rows)
    told = {"planned": "none running"}.get(state, "1 began since, on later pages")
    assert found["Tests"] == told


def test_a_period_before_the_data_is_refused():
    source = shop.Shop()
    began = datetime(2026, 5, 17, 15, tzinfo=UTC)  # Monday 18 May 00:00 in Seoul
    source.counts = shop.Trust(began=began)
    with pytest.raises(ReportError, match=r"2026-W20 ended before the first event .* 2026-05-18"):
        answer(source, period=Period.parse("2026-W20"))
    assert answer(source, period=Period.parse("2026-W21")).tone


def test_paid_messages_are_said_to_be_paid():
    source = leaking_shop(k=650)
    source.experiments["cart_reminder"].found.worth = replace(WORTH, free=())
    assert answer(source).size.endswith("messages paid.")


def test_without_a_worth_the_decision_leads():
    source = leaking_shop()
    source.experiments["cart_reminder"].found.worth = None
    found = answer(source)
    assert found.tone == "decision"
    assert "Watch" in dict(found.rows)


def test_a_fall_leads_where_no_decision_waits_however_short_the_history():
    source = leaking_shop(weeks=12)
    source.experiments = {}
    found = answer(source)
    assert found.tone == "watch"
    assert "usually 9.1–12.7% (10 weeks)" in found.size
    assert found.headline.endswith("below usual so far.")


def standing_somewhere(source, k=200):
    """The shop, whose fall stands where `k` of 3,600 ordered on Android."""
    source.journey = source.journey.model_copy(update={"segments": SEGMENTS})
    whole = [e for e in source.lines["first_order"] if not e.segment]
    past = [e for e in whole if e.period < "2026-W45"]
    parts = [
        replace(e, segment="android", k=round(0.6 * e.k), n=round(0.6 * e.n), value=None)
        for e in past
    ]
    now = next(e for e in whole if e.period == "2026-W45")
    parts.append(replace(now, segment="android", k=k, n=3600, value=None))
    source.lines["first_order"] = whole + parts
    return source


def test_where_a_fall_stands_is_said_with_what_changed_then():
    source = standing_somewhere(leaking_shop())
    assert dict(answer(source).rows)["Where"].endswith("That is where, not why.")
    source.change_log = (Change(date(2026, 11, 4), Label.accept("App 7.2"), "purchase"),)
    said = dict(answer(source).rows)["Where"]
    assert re.fullmatch(
        r"Android: 5\.6%, usually 10\.\d%; others 11\.7%, usually 10\.\d%\. "
        r"Same time, unproven: App 7\.2, 4 Nov\.",
        said,
    )
    even = standing_somewhere(source, k=round(0.6 * 480))
    assert "Where" not in dict(answer(even).rows)  # all fell alike


def test_several_measures_outside_are_named_and_the_rest_counted():
    source = leaking_shop()
    source.lines["nps"] = [
        replace(e, value=-90.0, low=-95.0, high=-85.0) if e.period == shop.PERIOD else e
        for e in source.lines["nps"]
    ]
    said = dict(answer(source).rows)["Outside usual"]
    assert said.startswith("NPS −90, below; NPS (Awareness) −90, below; ")
    assert said.endswith(" more")


def test_text_from_data_does_nothing():
    """Markup, quotes and formulas in names stay text."""
    evil = """<script>alert("x")</script>=HYPERLINK('http://a')"""
    source = leaking_shop()
    labels = {"label": Label.accept(evil)}
    source.journey = source.journey.model_copy(
        update={"segments": {"android": Segment(name="android", did="visited", **labels)}}
    )
    source.metrics["first_order"] = source.metrics["first_order"].model_copy(update=labels)
    source.experiments["cart_reminder"].definition = shop.experiment("cart_reminder", evil)
    source.change_log = (Change(date(2026, 11, 4), Label.accept(evil), "purchase"),)
    for language in ("en", "ko"):
        made = Report(source, name="weekly_journey", period=shop.PERIOD, language=language)
        html = made.answer().html + made.tiles().html + made.table("experiments").html
        assert "<script" not in html
        assert "&lt;script&gt;" in html
