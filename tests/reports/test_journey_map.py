"""The measured map: what it says of a small shop, of an empty one, and of what changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from string import Formatter
from types import SimpleNamespace

import pytest

import stagelift
from stagelift import console
from stagelift.errors import ArgumentError
from stagelift.metrics.why.bottleneck import Bottleneck
from stagelift.metrics.why.bottlenecks import Bottlenecks
from stagelift.reports.map.aims import held_on_target, safely_on_target
from stagelift.reports.map.heat import Heat, heat_map
from stagelift.reports.map.holding import bottleneck_sentences
from stagelift.reports.map.material import Material, read_material
from stagelift.reports.map.page import answer_fragment
from stagelift.reports.map.saved import changes, read_saved, rounded
from stagelift.reports.map.summary import trust_words
from stagelift.reports.map.wording import WORDING, say
from stagelift.reports.numbers.marked import unmarked
from stagelift.statistics.inference import Inference
from tiny import write_csv

JOURNEY = """\
journey: corner
country: {country}
zone: Asia/Seoul
currency: KRW
languages: [en, ko]
as_of: 2026-03-30 06:00
sources:
  log:
    read: log.csv
    as: events
    customer: who
    time: at
    event: what
    channel: via
    message: text
  people: {{read: people.csv, as: customers, customer: who, consent: {{email: mail, sms: sms}}}}
stages:
  looking: {{enter: visited, label: {{en: "<b>Looking</b>", ko: "구경"}}, owner: Kim}}
  buying: {{enter: ordered, label: {{en: Buying, ko: 구매}}, owner: Lee}}
  telling: {{enter: reviewed, label: {{en: Telling, ko: 추천}}}}
{targets}"""
TARGETS = "targets:\n  advanced.buying: 30% by 2026-12-31, benchmark 25%\n"
FIRST = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=9)))
NAMES = (
    *("now", "targets", "holding", "leave", "moves", "paths", "topics", "hours", "unanswered"),
    *("untried", "segments", "coverage"),
)


def log():
    """60 visitors a week for ten weeks; every second one orders two days later."""
    for week in range(10):
        for number in range(60):
            who = f"w{week}c{number}"
            at = FIRST + timedelta(days=week * 7 + number % 7, hours=number % 24, minutes=30)
            yield [who, at.isoformat(), "visited", "", ""]
            yield [who, at.isoformat(), "delivered", "email", "hello"]
            if number % 2:
                yield [who, (at + timedelta(days=2)).isoformat(), "ordered", "", ""]
            if number % 3 == 0:
                yield [who, at.isoformat(), "clicked", "email", "hello"]


def shop(root, *, country="KR", targets=TARGETS, rows=None):
    root.mkdir(exist_ok=True, parents=True)
    (root / "journey.yaml").write_text(
        JOURNEY.format(country=country, targets=targets), encoding="utf-8"
    )
    held = list(log()) if rows is None else rows
    write_csv(root / "log.csv", ["who", "at", "what", "via", "text"], held)
    people = sorted({row[0] for row in held})
    write_csv(root / "people.csv", ["who", "mail", "sms"], ([who, "Y", "N"] for who in people))
    return stagelift.open(root)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("corner")


@pytest.fixture(scope="module")
def ws(root):
    with shop(root) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(ws):
    return ws.map(period="2026-W10")


@pytest.fixture(scope="module")
def korean(ws):
    return ws.map(period="2026-W10", language="ko")


def record(found, section, **where):
    rows = found.section(section).records
    return next(r for r in rows if all(r.get(k) == v for k, v in where.items()))


def test_every_section_is_there_and_those_without_data_say_so(found):
    assert [section.name for section in found.sections] == list(NAMES)
    absent = {section.name: section.lines for section in found.sections if section.status != "ok"}
    assert set(absent) == {"topics", "segments", "unanswered"}
    assert all(line for lines in absent.values() for line in lines)


def test_the_stages_are_those_counted_by_hand(found):
    looking = record(found, "now", stage="looking")
    assert looking["owner"] == "Kim"
    visited = {(who, at[:10]) for who, at, what, *_ in log() if what == "visited"}
    entered = sum("2026-03-02" <= day <= "2026-03-08" for _, day in visited)
    ordered = {who for who, _, what, *_ in log() if what == "ordered"}
    came = [who for who, day in visited if "2026-03-02" <= day <= "2026-03-08"]
    assert looking["entrants"] == entered
    assert looking["conversion"]["n"] == entered
    assert looking["conversion"]["value"] == pytest.approx(
        sum(who in ordered for who in came) / entered
    )


def test_the_strip_says_where_most_customers_stand(found, korean):
    standing = {one["stage"]: one["customers_now"] for one in found.section("now").records}
    assert max(standing, key=lambda stage: standing[stage] or 0) == "looking"
    labels = [
        re.search(r'aria-label="([^"]*)"', each.section("now").drawings[0].svg)[1]
        for each in (found, korean)
    ]
    most = f"{standing['looking']:,}"
    assert labels == [
        f"Most customers stand in “&lt;b&gt;Looking&lt;/b&gt;”: {most}",
        f"지금 고객이 가장 많은 단계는 ‘구경’: {most}명",
    ]


def test_the_headlines_come_first_and_are_true(found):
    lines = str(found).splitlines()
    assert lines[0].startswith("Journey corner, 2026-W10, as of 2026-03-30 06:00 Asia/Seoul")
    about = [name for name, _ in found.headlines]
    assert about[0] == "bottleneck"
    assert {"targets", "leave", "untried"} <= set(about)
    target = record(found, "targets", target_of="advanced.buying")
    assert (target["target"], target["benchmark"], target["stage"]) == (0.3, 0.25, "buying")
    assert (target["standing"], target["on_target"]) == ("above", True)


def test_the_first_lines_say_who_owns_the_step_and_whether_the_data_can_be_trusted(found, korean):
    """Before the first drawing, as on every other page."""
    lines = dict(found.headlines)
    assert lines["owner"] == "Kim"  # of the stage most are lost at
    assert lines["trust"] == (
        "arrival not recorded; nothing in quarantine; log: no row for 16 days"
    )
    assert dict(korean.headlines)["trust"] == (
        "도착 시각 기록 없음; 격리된 행 없음; log: 16일째 새 행 없음"
    )
    shown = str(answer_fragment(found))
    assert "Trust arrival not recorded" in shown


def test_late_quarantined_and_missing_rows_are_said_of_the_map(ws):
    material = read_material(ws, "2026-W10", "en")
    silent = SimpleNamespace(source="log", silent=3)
    trust = SimpleNamespace(late_share=0.0274, rejected={"no time": 60, "no id": 6}, stale=[silent])
    assert trust_words(material, trust) == "2.7% late; 66 quarantined; log: no row for 3 days"
    assert [f["value"] for f in material.book if f["name"].startswith("data.")] == [0.0274, 66]


def test_a_stage_nobody_entered_is_said(found):
    assert any("nobody entered in 2026-W10: Telling" in said for said in found.warnings)
    assert any("no owner: Telling" in said for said in found.warnings)
    assert record(found, "now", stage="telling")["entrants"] in (0, None)


def test_channels_never_tried_have_their_audience(found):
    cell = record(found, "untried", stage="buying", channel="email")
    assert cell["tried"] == "never"
    assert cell["reachable"] == 300  # half of 600 ordered last, all of them agreed
    assert record(found, "untried", stage="looking", channel="sms")["reachable"] == 0
    assert "social" not in {row["channel"] for row in found.section("untried").records}


def test_hours_have_parts_cells_and_the_holiday_apart(found):
    rows = found.section("hours").records
    whole = record(found, "hours", asked="answers", group="email", level="all")
    festive = record(found, "hours", asked="answers", group="email", level="holiday")
    sent = [row for row in log() if row[2] == "delivered" and row[1] < "2026-03-09"]
    assert whole["n"] + festive["n"] == len(sent)
    parts = [r for r in rows if (r["asked"], r["level"]) == ("answers", "part")]
    assert sum(row["n"] for row in parts) == whole["n"]
    text = found.text(sections=("hours",))
    assert "Public holidays left out:" in text


def test_holidays_of_an_unknown_country_are_said(tmp_path):
    with shop(tmp_path, country="ZZ", targets="") as opened:
        text = opened.map(period="2026-W10").text(sections=("hours",))
    assert "Holidays not left out: the holidays of 'ZZ' are not known." in text


def test_what_has_no_data_is_said_in_the_maps_language(tmp_path):
    shop(tmp_path, targets="").close()
    written = tmp_path / "journey.yaml"
    lines = written.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(":")[0].strip() not in ("channel", "message")]
    written.write_text("\n".join(kept), encoding="utf-8")
    with stagelift.open(tmp_path) as opened:
        found, korean = (opened.map(period="2026-W10", language=one) for one in ("en", "ko"))
    assert any("no source tells of messages" in line for line in found.section("hours").lines)
    lines = korean.section("hours").lines
    said = "메시지를 알려 주는 소스가 없습니다. 이벤트 소스에 `channel:`과 `message:`를 적거나,"
    assert any(line.startswith(said) for line in lines)
    assert not any("source" in line for section in korean.sections for line in section.lines)


def test_a_reason_nobody_put_into_korean_is_no_english_in_a_korean_map():
    told = {"known": "unknown metric 'frist'", "new": "the 3 files of the shop are too old for it"}
    korean = SimpleNamespace(language="ko", missing=told)
    assert Material.why_missing(korean, "known") == "알 수 없는 지표 'frist'"
    assert Material.why_missing(korean, "new") == say("ko", "missing")
    assert Material.why_missing(SimpleNamespace(language="en", missing=told), "new") == told["new"]
    assert Material.why_missing(korean, "there") == ""


def test_a_shop_with_a_few_visits_only_has_a_map(tmp_path):
    rows = [[f"c{n}", "2026-03-03T10:00:00+09:00", "visited", "", ""] for n in range(3)]
    with shop(tmp_path, targets="", rows=rows) as opened:
        made = opened.map(period="2026-W10")
    text = str(made)
    assert "no targets are written in journey.yaml" in text
    assert re.search("fewer than 10|not shown", text)
    figures = [r["conversion"]["value"] for r in made.section("now").records]
    assert figures == [None, None, None]
    assert made.to_html()


def test_no_line_is_wider_than_the_screen(found, korean):
    for made in (found, korean):
        for width in (60, 80, 100, 120):
            lines = made.text(width).splitlines()
            assert max(map(console.width, lines)) <= width


def test_both_languages_have_the_same_records(found, korean):
    assert [s.name for s in found.sections] == [s.name for s in korean.sections]
    for one, other in zip(found.sections, korean.sections, strict=True):
        assert list(one.records) == list(other.records)
    assert "구매" in str(korean)
    assert "병목" in str(korean)


def test_the_words_of_both_languages_have_the_same_fields():
    def fields(text):
        return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name}

    def plain(text):
        return {name for name, _ in fields(text)}

    assert list(WORDING["ko"])
    assert set(WORDING["ko"]) == set(WORDING["en"])
    for key, text in WORDING["en"].items():
        assert plain(text) == plain(WORDING["ko"][key]), key


def test_an_unknown_language_or_section_names_those_there_are(ws, found):
    with pytest.raises(ArgumentError, match="language: 'fr' came; the map is written in en, ko"):
        ws.map(language="fr")
    with pytest.raises(ArgumentError, match=r"unknown section 'target'.*Did you mean 'targets'"):
        found.section("target")
    with pytest.raises(ArgumentError, match="unknown sentence"):
        say("en", "no such thing")


def test_text_from_definitions_and_data_is_escaped(found):
    html = found.to_html()
    assert "<b>Looking</b>" not in html
    assert "&lt;b&gt;Looking&lt;/b&gt;" in html
    assert "style=" not in html  # the page's policy refuses it
    assert found.to_page().startswith("<!doctype html>")


def test_every_drawing_has_its_table(found):
    for section in found.sections:
        titles = {grid.title for grid in section.grids}
        assert {drawing.title for drawing in section.drawings} <= titles


def test_json_holds_headlines_and_sections(found):
    made = found.to_dict()
    assert [one["section"] for one in made["sections"]] == list(NAMES)
    assert made["headlines"][0]["about"] == "bottleneck"
    assert {"section", "stage"} <= set(found.to_dicts()[0])


def test_a_saved_map_differs_in_nothing_from_itself(found, tmp_path):
    assert found.to_saved() == found.to_saved()
    path = tmp_path / "2026-03-30.yaml"
    path.write_text(found.to_saved(), encoding="utf-8")
    same = changes(read_saved(path, path.name), found, "2026-03-30")
    assert same.rows == ()
    assert str(same) == "Nothing on the map differs from 2026-03-30."


def test_what_changed_is_told_and_what_was_redefined_is_not_subtracted(found, tmp_path):
    path = tmp_path / "then.yaml"
    text = found.to_saved()
    entered = re.search(r"entrants: (\d+)", text)[1]
    text = text.replace(f"entrants: {entered}", "entrants: 50", 1)
    path.write_text(text, encoding="utf-8")
    rows = changes(read_saved(path, path.name), found, "then").rows
    assert [row[:4] for row in rows] == [
        ("looking · entrants", "50", entered, f"{int(entered) - 50:+d}")
    ]
    text = re.sub(r'stage looking: "\w+"', 'stage looking: "000000000000"', text)
    path.write_text(text, encoding="utf-8")
    compared = changes(read_saved(path, path.name), found, "then")
    assert compared.rows[0][3:] == ("", "definition")
    assert "definition changed" in str(compared)
    assert compared.to_dicts()[0]["mark"] == "definition"


def test_a_redefinition_that_moved_nothing_is_told_too(found, tmp_path):
    path = tmp_path / "then.yaml"
    text = re.sub(r'stage telling: "\w+"', 'stage telling: "000000000000"', found.to_saved())
    path.write_text(text, encoding="utf-8")
    assert changes(read_saved(path, path.name), found, "then").rows == (
        ("stage telling", "", "", "", "definition"),
    )


def test_what_appeared_and_vanished_is_told(found, tmp_path):
    path = tmp_path / "then.yaml"
    text = found.to_saved().replace("  buying email:", "  buying post:", 1)
    path.write_text(text, encoding="utf-8")
    marks = {row[0]: row[4] for row in changes(read_saved(path, path.name), found, "then").rows}
    assert marks == {"untried: buying email": "appeared", "untried: buying post": "vanished"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format: 9\njourney: corner\n", "then.yaml:1: a map of layout 9 came; this version reads"),
        ("journey: corner\n", "then.yaml: this is no saved map"),
        ("format: 1\njourney: other\n", "a map of the journey 'other' came; this is 'corner'"),
        ("format: [\n", "then.yaml"),
    ],
)
def test_another_file_is_refused(found, tmp_path, text, message):
    path = tmp_path / "then.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError) as caught:
        changes(read_saved(path, path.name), found, "then")
    assert message in str(caught.value)


def test_another_instant_is_another_map(ws):
    earlier = ws.map(as_of="2026-02-16 06:00")
    assert (earlier.period, earlier.as_of) == ("2026-W07", "2026-02-16 06:00 Asia/Seoul")
    with pytest.raises(ArgumentError, match="offset"):
        ws.map(as_of=datetime(2026, 2, 16))  # noqa: DTZ001 - that is what is refused


def test_figures_are_rounded_to_three_digits():
    assert [rounded(v) for v in (0, 999, 12345, 0.123456, 1234567.0, None, True)] == [
        *(0, 999, 12300, 0.123, 1230000, None, True)
    ]


def test_a_heat_map_leaves_out_what_is_not_shown():
    values = {(0, 9): 0.1, (6, 23): 0.3, (1, 1): None}
    svg = heat_map(Heat(values, tuple("MTWTFSS"), 'a "label"', "legend"))
    assert svg.count('class="h0"') == 1
    assert svg.count('class="h1"') == svg.count('class="h6"') == 1
    assert 'aria-label="a &quot;label&quot;"' in svg
    assert heat_map(Heat({(0, 0): None}, tuple("MTWTFSS"), "", "")) == ""


def test_where_fewer_than_half_left_the_mean_is_no_quartile(tmp_path):
    rows = [row for row in log() if row[2] == "visited" or int(row[0].partition("c")[2]) % 3]
    with shop(tmp_path, rows=rows) as workspace:
        said = workspace.map(period="2026-02").text(100)
    assert re.search(r"time here +(19|20|21|22)(\.\d)? d \[.*\] of the first 30 days on av", said)


def test_without_a_target_no_bottleneck_can_be_told(tmp_path):
    rows = [row for row in log() if row[0].startswith("w0")]
    with shop(tmp_path, targets="", rows=rows) as workspace:
        said = workspace.map(period="2026-W13").text(100)
    assert "cannot be told: no step has both a rate and a target" in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "so it may differ from the share that goes on"),
        ("ko", "다음 단계 전환율과 다를 수 있습니다"),
    ],
)
def test_the_two_rates_of_a_step_are_told_apart(language, said, tmp_path):
    with shop(tmp_path) as workspace:
        made = workspace.map(period="2026-W13", language=language)
    assert said in " ".join(made.section("holding").lines)
    headers = [cell for grid in made.section("holding").grids for cell in grid.header]
    assert {"en": "measure’s rate", "ko": "지표 전환율"}[language] in headers


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (0.81, "Buying → Telling: 40 [30, 50] more a month would reach the end, most of all steps"),
        (0.79, "By customers no step clearly leads: Buying → Telling adds most (40 a month"),
    ],
)
def test_a_step_leads_by_customers_only_where_the_recounts_agree(first, said, ws):
    def step(stage, reached, gain, *, money=None, **shares):
        known = {"method": "bootstrap"}
        return Bottleneck(
            *(stage, reached, "advanced", "2026-W07..2026-W10", 600, 60),
            Inference(value=0.1, low=0.08, high=0.12, **known),
            *(0.2, "target"),
            Inference(value=gain, low=gain - 10, high=gain + 10, **known),
            Inference(value=money, low=money, high=money, **known),
            Inference(value=540.0, **known),
            **shares,
        )

    by_money = step("looking", "buying", 20.0, money=9e6, first=0.1, first_by_money=0.9)
    most = step("buying", "telling", 40.0, first=first, first_by_money=None)
    material = read_material(ws, "2026-W10", "en")
    known = Bottlenecks((by_money, most), "2026-03-09", "KRW")
    led, second = bottleneck_sentences(replace(material, bottlenecks=known))
    assert "at 20.0%, not 10.0% (9 Feb – 8 Mar)" in led
    assert "recounts" not in led
    assert second.startswith(said)


@pytest.mark.parametrize(("gain", "kept"), [(12.0, []), (-3.0, ["first"]), (None, ["first"])])
def test_no_map_advises_against_touching_what_it_asks_to_raise(gain, kept):
    """Four weeks of a step may be short of a target that its newest week has met."""
    row = SimpleNamespace(metric="first", stage="buy", on_target=True, hidden=False)
    step = SimpleNamespace(metric="advanced", reached="buy", gain=SimpleNamespace(value=gain))
    known = {"targets": SimpleNamespace(rows=(row,)), "bottlenecks": SimpleNamespace(steps=(step,))}
    material = SimpleNamespace(**known, leaks=None)
    assert [one.metric for one in safely_on_target(material)] == kept
    assert [one.metric for one in held_on_target(material)] == ([] if kept else ["first"])
    leaks = SimpleNamespace(found=(SimpleNamespace(reached="buy"),))
    for found in (safely_on_target, held_on_target):  # some reach it less than they did
        assert found(SimpleNamespace(**known, leaks=leaks)) == ()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_clear_bottleneck_leads_the_map_and_is_said_once(language, tmp_path):
    """Most are lost where they look; a target says that telling is what could gain."""
    targets = "targets:\n  advanced.telling: 90% by 2026-12-31\n"
    told = (row for row in log() if row[2] == "ordered" and int(row[0].partition("c")[2]) % 4 == 1)
    rows = [
        *log(),
        *([row[0], f"{row[1][:10]}T23:50:00+09:00", "reviewed", "", ""] for row in told),
    ]
    with shop(tmp_path, targets=targets, rows=rows) as workspace:
        made = workspace.map(period="2026-W10", language=language)
    held = made.section("holding").records
    assert [row["stage"] for row in held if row.get("bottleneck")] == ["buying"]
    step = {"en": "Buying → Telling", "ko": "구매 → 추천"}[language]
    assert unmarked(made.lead[0]).startswith(step)
    assert made.lead[1] == dict(made.headlines)["bottleneck"]
    assert str(answer_fragment(made)).count(step) == 2  # the headline and its size


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_step_above_its_target_shows_no_gain_below_none(language, tmp_path):
    with shop(tmp_path) as workspace:  # half go on, 30 % is the target
        made = workspace.map(period="2026-W10", language=language)
    [grid] = [
        one
        for one in made.section("holding").grids
        if "Buying" in str(one.rows) or "구매" in str(one.rows)
    ]
    [row] = [one for one in grid.rows if say(language, "holding.passed") in one]
    assert row[0] == {"en": "<b>Looking</b> → Buying", "ko": "구경 → 구매"}[language]
    assert row[4] == "–"
    assert not any("gain" in fact["name"] and fact["value"] < 0 for fact in made.book)
