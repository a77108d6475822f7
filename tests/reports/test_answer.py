from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import shop

from stagelift.errors import ReportError
from stagelift.reports.answer import compose
from stagelift.reports.material import Material
from stagelift.reports.periods import Period
from stagelift.reports.report import Report


def answer(source, **settings):
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": (), **settings}
    return compose(Material.read(source, **fields))


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
    assert found.size == red.text
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


def test_a_quiet_week_with_long_histories_claims_the_normal_range():
    source = quiet_shop()
    source.lines = {"nps": [e for e in source.lines["nps"] if not e.stage]}
    assert answer(source).size == "All measures with a history (1) are in their normal range."


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


def test_clean_data_are_called_clean_and_unknown_arrival_unknown():
    source = quiet_shop()
    source.counts = shop.Trust(duplicates=0, rejected={}, late_share=None)
    said = dict(answer(source).rows)["Trust"]
    assert said == "arrival not recorded; no duplicates, nothing in quarantine"


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


def test_the_next_result_is_the_earliest():
    source = quiet_shop()
    other = shop.Readout("continue", planned_end=date(2026, 11, 23))
    source.experiments["second"] = shop.Trial(
        shop.experiment("second", "Second", primary="review"), other
    )
    assert dict(answer(source).rows)["Tests"] == "2 running; next result Mon 23 Nov"
