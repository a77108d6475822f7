"""The readout page below its answer: checks, plan, charts, tables, the decision and its record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from string import Formatter

import pytest
import trial
from experiment_pages import DECISION, answer, harmed, page, report, words

from stagelift.definitions import resolved
from stagelift.errors import ReportError
from stagelift.experiments.deciding.forecast import Forecast
from stagelift.experiments.deciding.outcome import Outcome
from stagelift.experiments.later import FAMILY
from stagelift.formatting import NARROW
from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.readout_figures import within_words
from stagelift.reports.readout_tables import in_language
from stagelift.reports.wording_readout import EN, sentence
from stagelift.reports.wording_readout_ko import KO


def test_trust_is_a_line_before_the_first_chart_and_every_check_stands_under_it():
    cells = page(report(trial.readout()))
    assert next(n for n, cell in enumerate(cells) if "<svg" in cell.html) == 2
    assert '<section class="sl checks' in cells[3].html
    said = str(cells[3])
    many = cells[3].html.count("<li")
    assert cells[3].html.count('class="ok"') == many
    assert f"Trust all {many} checks hold" in str(cells[1])
    assert "Split 18,000 : 18,000, p 0.96" in said
    assert "One variant each 0.10% carry two (limit 1%)" in said
    assert "Plan frozen 18 Oct, before the first customer entered" in said
    assert "Follow-up all 36,000 customers" in said


def test_the_plan_is_printed_with_its_fingerprint_and_deviations():
    said = str(report(trial.readout()).table("plan")).replace(NARROW, " ")
    assert "Plan fd7694722ebb, frozen Sun 18 Oct 18:00" in said
    assert "Decides First order; worth having: +1.0 pp" in said
    assert "Guardrails Left (limit 0.3 pp)" in said
    assert "Planned 36,000 customers followed to the end Deviations none" in said


@pytest.mark.parametrize(
    ("language", "primary", "guardrails", "looks"),
    [
        (
            "en",
            "worth having: +2.5 pp; the file now says: First order; worth having: +1.0 pp",
            "Left (limit 0.9 pp); the file now says: Left (limit 0.3 pp)",
            "intervals at 90%; the file now says:",
        ),
        (
            "ko",
            "첫 구매, 의미 있는 차이: +2.5%p · 지금 파일에는: 첫 구매, 의미 있는 차이: +1.0%p",
            "(한도 0.9%p) · 지금 파일에는:",
            "90% 구간 · 지금 파일에는:",
        ),
    ],
)
def test_what_was_registered_is_what_was_frozen_whatever_the_file_says_now(
    language, primary, guardrails, looks
):
    frozen = resolved(trial.definition(), defaults=True)
    frozen |= {"worth_having": "2.5pp", "confidence": 0.9, "run": "2026-10-20..2026-11-10"}
    plan = {**trial.PLAN, "definition": frozen, "guardrails": {"left": "0.9pp"}}
    banner = "departs from the frozen plan: worth_having, confidence, run, guardrails"
    said = words(trial.readout(banner=banner), language, plan=plan).replace(NARROW, " ")
    assert primary in said
    assert guardrails in said
    assert looks in said
    unchanged = {"definition": resolved(trial.definition(), defaults=True)}
    kept = {**trial.PLAN, **unchanged, "guardrails": {"left": "0.3pp"}}
    same = words(trial.readout(), language, plan=kept)
    assert same == words(trial.readout(), language)


def test_without_a_plan_the_page_says_exploratory():
    found = trial.readout(banner="exploratory", planned_units=None)
    said = words(found, plan=None)
    assert "Exploratory: no plan was frozen before entry began; this decides nothing." in said
    assert "fd7694722ebb, not frozen" in said
    assert "no plan to depart from: exploratory" in said
    departed = words(trial.readout(banner="the definition differs from the frozen plan"))
    assert "It departs from its frozen plan" in departed
    changed = words(trial.readout(banner="departs from the frozen plan: run, primary"))
    assert changed.count("the definition differs from the frozen plan: run, primary") == 2
    unborn = {**trial.PLAN, "frozen_at": "2026-11-20T09:00:00+00:00"}
    assert "fd7694722ebb, not frozen" in words(found, plan=unborn)
    late = {**trial.PLAN, "frozen_at": "2026-10-20T09:00:00+00:00"}
    assert "frozen 20 Oct, after the first customer entered" in words(trial.readout(), plan=late)


def test_each_effect_is_drawn_on_the_scale_it_is_judged_on():
    html = report(trial.readout()).chart("forest").html
    assert html.count("<caption>") == 1  # all are shares: one scale
    assert html.count('class="limit"') == 1
    relative = {"left": "20% relative"}
    lift = trial.reading(trial.outcome("left", "guardrail", 126, 120)[3], 0.2)
    found = trial.readout(guardrails={("push_1h", "left"): lift})
    two = report(found, guardrails=relative).chart("forest")
    assert two.html.count("<caption>") == 2
    assert "guardrail, limit 20%" in str(two)
    assert "Relative difference Left" in str(two)


def test_noise_is_grey_and_a_family_needs_its_adjusted_p_value():
    found = trial.readout()
    html = report(found).chart("forest").html
    assert re.findall(r'class="dot (\w+)"', html) == ["better", "better", "noise"]
    weak = tuple(
        replace(e, adjusted_p_value=0.2) if e.family == "secondary" and e.measure == "effect" else e
        for e in found.estimates
    )
    html = report(replace(found, estimates=weak)).chart("forest").html
    assert re.findall(r'class="dot (\w+)"', html) == ["better", "noise", "noise"]
    assert re.findall(r'class="dot (\w+)"', report(harmed()).chart("forest").html)[2] == "worse"


def test_charts_have_twins_with_the_same_numbers():
    made = report(trial.readout())
    shown = re.findall(r"<b>(.*?)</b>", made.chart("forest").html)
    end = made.finish().html
    assert end.count("<caption>What changes</caption>") == 1
    assert all(f"<td>{number}</td>" in end for number in shown)


@pytest.mark.parametrize(
    ("free", "said"),
    [
        ((), "times ₩18,000, less the cost of the messages. The interval"),
        (("push",), "less the cost of the messages but of those by push, whose cost is not given."),
        (("push", "email"), "what a message costs is not given, so none is taken off."),
    ],
)
def test_how_worth_was_reckoned_agrees_with_what_it_is_said_to_leave_out(free, said):
    known = replace(trial.worth(), free=free)
    made = report(trial.readout(worth=known))
    told = " ".join(str(made.finish()).split())
    assert said in told
    assert ("before message costs" in str(made.answer())) == (len(free) == 2)


def test_a_twin_says_too_few_where_its_chart_does():
    found = trial.readout()
    few = tuple(
        replace(e, low=None, high=None, status="low_n") if e.family == "secondary" else e
        for e in found.estimates
    )
    made = report(replace(found, estimates=few))
    assert "too few yet" in str(made.chart("forest"))
    (row,) = (row for row in made.material.twins[-1].rows if "too few yet" in row)
    assert row[2:6] == ("too few yet", "–", "–", "–")


def test_later_stages_are_of_everyone_assigned():
    said = str(report(trial.readout()).chart("later")).replace(NARROW, " ")
    assert said.startswith("Later stages Who reaches a later stage within 7 days of assignment")
    assert "Reached Advocacy of 36,000 assigned; p 0.5" in said
    none = trial.readout()
    kept = tuple(e for e in none.estimates if e.family != FAMILY)
    assert report(replace(none, estimates=kept)).chart("later").html == ""


def test_messages_stand_side_by_side_and_are_inert(tmp_path):
    (tmp_path / "messages").mkdir()
    text = "# t\n\n**ko**  안녕 <b>하세요</b>\n\n**en**  <script>alert(1)</script> =HYPERLINK(1)\n"
    (tmp_path / "messages" / "push.md").write_text(text, encoding="utf-8")
    variants = {
        "quiet": {"channel": "none", "share": "12.5%"},
        "push_1h": {"channel": "push", "share": "87.5%", "message": "messages/push.md"},
    }
    found = trial.readout()
    arms = tuple(
        replace(
            e,
            variant="quiet" if e.variant == "email_day2" else e.variant,
            against="quiet" if e.against else None,
        )
        for e in found.estimates
    )
    found = replace(found, estimates=arms, assigned={"quiet": trial.N, "push_1h": trial.N})
    made = report(found, root=tmp_path, variants=variants)
    cell = made.table("messages")
    assert "<script" not in cell.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =HYPERLINK(1)" in cell.html
    assert "no message control nothing is sent; 12.5% of the audience" in str(cell)
    korean = report(found, "ko", root=tmp_path, variants=variants).table("messages")
    assert "안녕 &lt;b&gt;하세요&lt;/b&gt;" in korean.html


def test_the_question_is_asked_in_the_language_of_the_page():
    asked = {"ko": "푸시가 나은가요?", "en": "Is a push better?"}
    korean, english = (
        "".join(cell.html for cell in page(report(trial.readout(), one, question=asked)))
        for one in ("ko", "en")
    )
    assert asked["ko"] in korean
    assert asked["en"] in english
    assert asked["en"] not in korean
    assert asked["ko"] not in english


def test_words_from_definitions_are_escaped():
    evil = '"><img src=x onerror=alert(1)>'
    told = {"label": evil, "owner": evil, "question": evil, "decide": {"owner": evil}}
    made = report(trial.readout(), **told)
    html = "".join(cell.html for cell in page(made))
    assert "<img" not in html
    assert html.count("&lt;img") >= 3


def test_looks_are_listed_by_number_and_instant():
    said = str(report(trial.readout()).table("looks"))
    assert said.endswith("1 Mon 9 Nov 06:00 2 Mon 16 Nov 06:00 this one")
    assert report(trial.readout(), taken=()).table("looks").html == ""


def test_a_decision_comes_back_with_what_it_rested_on():
    said = words(trial.readout(), decision=DECISION)
    assert "Decided shipped: 박지훈, 20 Nov" in said
    assert "Readout then First order +2.1 pp (+1.2 to +3.0)" in said
    assert "Reason costs nothing Forecast about two more of a hundred" in said
    assert "You decide" not in said
    assert report(trial.readout()).table("decision").html == ""


def test_a_forecast_in_two_languages_is_told_in_the_page_s_own():
    told = DECISION | {
        "forecast": {"ko": "100명 중 약 2명 더", "en": "about two more of a hundred"}
    }
    assert "Forecast about two more of a hundred" in words(trial.readout(), decision=told)
    korean = words(trial.readout(), "ko", decision=told)
    assert "100명 중 약 2명 더" in korean
    assert "about two more" not in korean


def became(**fields):
    forecast = Forecast(
        metric="first_order",
        variant="push_1h",
        against="email_day2",
        unit="share",
        value=0.018,
        low=0.009,
        high=0.027,
        level=0.95,
        basis="shrunk",
        scored_by="holdback",
        check_by=date(2027, 1, 2),
    )
    blank = {"variant": "push_1h", "on": "2026-11-20", "owner": "박지훈", "words": ""}
    known = {"experiment": "cart_reminder", "decision": "ship", "scored_by": "holdback"}
    return Outcome(**{**blank, **known, "forecast": forecast, "standing": "open", **fields})


def test_what_became_of_a_decision_stands_in_its_record():
    seen = {"standing": "held", "value": 0.015, "low": 0.003, "high": 0.027}
    said = words(trial.readout(), decision=DECISION, became=became(**seen))
    assert "Expected +1.8 pp (+0.9 to +2.7)" in said
    assert "+1.5 pp (+0.3 to +2.7) against those kept on email: the forecast held" in said
    korean = words(trial.readout(), "ko", decision=DECISION, became=became(**seen))
    assert "+1.5%p(+0.3~+2.7): 예측과 맞음" in korean
    waits = words(trial.readout(), decision=DECISION, became=became())
    assert "Since then the forecast is read on 2 Jan" in waits


def test_a_red_page_hides_what_became_of_its_decision_too():
    seen = {"standing": "held", "value": 0.015, "low": 0.003, "high": 0.027}
    made = report(trial.red(), decision=DECISION, became=became(**seen))
    assert "Expected" not in str(made.table("decision"))
    assert "+1.5" not in str(made.table("decision"))


def test_who_decides_is_said_even_when_nobody_does():
    for decide, says in (
        ({"owner": "박지훈"}, "박지훈, no date set"),
        ({"by": "2026-11-14", "owner": "박지훈"}, "박지훈, due since Sat 14 Nov"),
        ({"by": "2026-11-25"}, "by Wed 25 Nov, no owner set"),
        (None, "no owner and no date set"),
    ):
        said = answer(trial.readout(), decide=decide, owner=None)
        assert f"You decide {says}" in said
        assert "Undone if no check after shipping is planned" in said


def test_both_languages_say_everything_from_the_same_facts():
    assert set(EN) == set(KO)

    def fields(template):
        return {name for _, name, _, _ in Formatter().parse(template) if name}

    for key, text in EN.items():
        assert fields(KO[key]) <= fields(text), key
        literals = [part for each in (text, KO[key]) for part, *_ in Formatter().parse(each)]
        assert not re.search(r"\d", "".join(literals)), key
    books = [
        {fact.name: fact.value for fact in made.material.book}
        for made in (report(trial.readout(worth=trial.worth()), tongue) for tongue in ("en", "ko"))
        if page(made)
    ]
    assert books[0] == books[1]


def test_the_page_in_korean():
    said = words(trial.readout(worth=trial.worth()), "ko")
    assert "푸시를 도입하세요. 첫 구매에서 이메일보다 낫고 가드레일도 모두 안전합니다." in said
    assert "+2.0%p(+1.3~+2.7), 고객 36,000명" in said
    assert "= 1,740만 원(660만 원~2,820만 원), 발송비 제외" in said
    assert "메시지를 보낸" not in said
    assert not re.search(r"\b(the|and|with|guardrail)\b", said.replace("keep 5% for 4 weeks", ""))


def test_what_is_handed_to_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("STAGELIFT_RUN_DIR", str(tmp_path))
    made = report(trial.readout())
    page(made)
    summary = json.loads((tmp_path / "page.json").read_text(encoding="utf-8"))
    assert summary["headline"].startswith("Ship push instead of email")
    assert (summary["title"], summary["status"]) == ("Cart reminder", "ship")
    assert summary["html_title"] == "Cart reminder: push against email"
    rows = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    by_name = {row["name"]: row for row in rows}
    assert by_name["first_order.effect@push_1h"]["value"] == pytest.approx(0.02)
    assert by_name["page.facts"]["value"] == len(rows)


def test_equal_data_give_equal_pages_and_cells_may_run_twice():
    once = [cell.html for cell in page(report(trial.readout()))]
    made = report(trial.readout())
    page(made)
    assert [cell.html for cell in page(made)] == once


def test_a_small_cell_is_nowhere():
    found = trial.readout()
    few = tuple(
        replace(e, n=8, k=3, value=0.375, low=0.1, high=0.7)
        if (e.metric, e.measure) == ("review", "level")
        else replace(e, value=0.0, low=-0.1, high=0.1, n=16)
        if e.metric == "review"
        else e
        for e in found.estimates
    )
    made = report(replace(found, estimates=few))
    assert made.material.book["review.level@push_1h"].value is None
    effect = made.material.book["review.effect@push_1h"]
    assert (effect.value, effect.low, effect.n) == (None, None, None)
    assert "Review written too few yet too few yet" in str(made.table("levels"))


def test_unknown_names_stop_with_the_nearest():
    made = report(trial.readout())
    for call, message in (
        (lambda: made.chart("forst"), "unknown chart 'forst'. Did you mean 'forest'"),
        (lambda: made.table("level"), "unknown table 'level'. Did you mean 'levels'"),
        (
            lambda: ExperimentReport(trial.source(trial.readout()), "cart_remindr"),
            "unknown experiment 'cart_remindr'. Did you mean 'cart_reminder'",
        ),
        (lambda: report(trial.readout(), "fr"), "language 'fr' has no pages yet. Allowed: en, ko"),
        (lambda: sentence("en", "shp"), "unknown sentence 'shp'"),
    ):
        with pytest.raises(ReportError, match=re.escape(message)):
            call()
    assert repr(made) == "ExperimentReport('cart_reminder', en)"


def test_texts_without_a_language_are_shown_whole():
    assert in_language("# t\n\nHello\n\nthere", "ko") == ("Hello", "there")
    assert in_language("**en** Hi\n\nthere\n\n**ko** 안녕", "en") == ("Hi", "there")
    assert in_language("**en** Hi", "ko") == ("Hi",)
    assert within_words("2 weeks", "ko") == "2주"


def adjusted(found, shift=0.0):
    """The raw primary effect and lift as an adjusted pair, moved a little."""
    return tuple(
        replace(e, adjustment="pre_period", value=e.value + shift, low=e.low + shift)
        for e in found.estimates
        if e.metric == "first_order" and e.measure != "level"
    )


def test_raw_and_adjusted_stand_side_by_side_and_the_plan_names_which_decides():
    found = trial.readout()
    beside = report(replace(found, adjusted=adjusted(found, 0.001)))
    said = str(beside.chart("forest")).replace(NARROW, " ")
    assert "First order raw: decides +2.0 pp +1.3 to +2.7" in said
    assert "First order adjusted for the time before: decides nothing +2.1 pp +1.4 to" in said
    assert "+2.0 pp (+1.3 to +2.7)" in str(beside.answer()).replace(NARROW, " ")
    tones = re.findall(r'class="dot (\w+)"', beside.chart("forest").html)
    assert tones[:2] == ["better", "noise"]
    raw, moved, *_ = (row[0] for row in beside.material.twins[-1].rows)
    assert raw == "First order · raw: decides"
    assert moved == "First order · adjusted for the time before: decides nothing"
    planned = report(replace(found, adjusted=adjusted(found, 0.001), deciding="pre_period"))
    said = str(planned.answer()).replace(NARROW, " ")
    assert "+2.1 pp (+1.4 to +2.7), 36,000 customers. Adjusted for what customers did" in said
    tones = re.findall(r'class="dot (\w+)"', planned.chart("forest").html)
    assert tones[:2] == ["noise", "better"]


def test_the_front_page_is_told_what_waits():
    def told(found, **fields):
        return report(found, **fields).summary["trials"][0]

    waits = told(trial.readout())
    assert (waits["state"], waits["owner"], waits["by"]) == ("waiting", "박지훈", "2026-11-25")
    assert told(trial.readout(), decision=DECISION)["state"] == "decided"
    assert told(trial.red())["state"] == "hidden"
    early = trial.readout("continue", looks="always", final=False, planned_end=date(2026, 12, 7))
    assert (told(early)["state"], told(early)["ends"]) == ("running", "2026-12-07")
    never = replace(early, is_launched=False)
    assert told(never)["state"] == "planned"
    assert report(never).summary["status"] == "planned, not launched"
    shipped = replace(trial.readout(), is_launched=False)
    assert told(shipped)["state"] == "planned"
    assert report(shipped).summary["status"] == "planned, not launched"
