"""The page of one segment: its numbers alone, its own address, and words for what it leaves out."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from click.testing import CliRunner
from weekly_world import FIRST, METRIC, REPORT, WORTH, events, week_of

import stagelift
from stagelift.cli.app import main
from stagelift.errors import ArgumentError
from stagelift.reports.facts import query
from tiny import workspace

ORDERS = (8, 10, 6, 8, 12, 8, 10, 8)
VISITORS = 60
WEEK = week_of(ORDERS)
SEGMENTS = """\
  gold: {where: {plan: gold}, label: {en: Gold members, ko: 골드 회원}}
  nearly: {where: {plan: [gold, basic]}, label: Nearly all}
"""


def plan_of(customer):
    """Every other visitor is gold; one of each week has a plan of its own."""
    place = int(customer.partition("c")[2])
    return "own" if place == VISITORS - 1 else ("gold", "basic")[place % 2]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    rows = [*events(ORDERS, VISITORS)]
    people = dict.fromkeys(name for name, *_ in rows)
    table = (("customer", "plan"), [(name, plan_of(name)) for name in people])
    last = FIRST.replace(month=3, day=15)
    target = 'targets: {first_order: "90% by 2026-12-31"}\n'
    workspace(
        folder, rows, metrics=METRIC, rules=WORTH, segments=SEGMENTS, customers=table, as_of=last
    ).close()
    journey = folder / "journey.yaml"
    journey.write_text(f"{journey.read_text()}{target}languages: [en, ko]\nas_of: 2026-03-15\n")
    (folder / "reports").mkdir()
    (folder / "reports" / "weekly.yaml").write_text(REPORT, encoding="utf-8")
    gold = f"{REPORT}parameters: {{segment: gold}}\n".replace("Leadership", "Gold desk")
    (folder / "reports" / "gold.yaml").write_text(gold, encoding="utf-8")
    return folder


def page_of(root, segment="", language="en", page="full"):
    made = stagelift.open(root).report(
        "weekly_journey", period=WEEK, language=language, page=page, segment=segment
    )
    parts = (made.head(), made.answer(), made.tiles(), made.chart("stages"), made.chart("trend"))
    rest = (made.table("experiments"), made.appendix(), made.checks(), made.finish())
    return made, "".join(map(str, (*parts, *rest)))


def plain(html):
    return re.sub(r"<[^>]+>", " ", html)


def test_its_numbers_are_those_of_the_kpi_by_segment(root):
    made, _ = page_of(root, "gold")
    with stagelift.open(root) as ws:
        (cell,) = [e for e in ws.kpis(WEEK, by="gold") if e.segment == "gold"]
    fact = made.material.book["first_order"]
    assert (fact.value, fact.k, fact.n) == (cell.value, cell.k, cell.n)
    assert (cell.k, cell.n) == (ORDERS[-1] // 2, VISITORS // 2)  # every other visitor
    assert (fact.low, fact.high, fact.segment) == (cell.low, cell.high, "gold")


def test_no_level_on_it_is_of_everyone(root):
    made, _ = page_of(root, "gold")
    measured = [fact for fact in made.material.book if fact.measure != "count"]
    assert len(measured) > 10
    assert {fact.segment for fact in measured} == {"gold"}
    weeks = [fact for fact in measured if fact.measure == "level" and fact.n is not None]
    assert max(fact.n for fact in weeks if "W" in fact.period) == VISITORS // 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Customer journey, weekly · Gold members",
                "Only customers in Gold members",
                "Gold members: ",
                "What this page leaves out",
                "Tests are read among everyone assigned",
                "Rows and sources are those of all customers.",
            ],
        ),
        (
            "ko",
            [
                "· 골드 회원",
                "골드 회원 고객만",
                "골드 회원: ",
                "골드 회원 세그먼트에 속한 고객만 봅니다",
                "실험은 배정된 고객 전체로 읽습니다",
                "행과 출처는 모든 고객의 것입니다.",
            ],
        ),
    ],
)
def test_it_says_whose_it_is_and_what_it_leaves_out(root, language, said):
    _, html = page_of(root, "gold", language)
    text = plain(html)
    assert [one for one in said if one not in text] == []
    assert not re.search("The journey, step by step|여정 점검표", text)
    assert "90" not in text  # the target is everyone's


def test_the_page_of_everyone_has_none_of_it(root):
    made, html = page_of(root)
    text = plain(html)
    assert "Gold members:" not in text
    assert "What this page leaves out" not in text
    assert "90" in text
    assert made.material.book["first_order"].segment is None
    assert made.material.book["first_order"].n == VISITORS


def test_its_own_file_says_who_reads_it(root):
    assert page_of(root, "gold")[0].audience == "Gold desk"
    assert page_of(root)[0].audience == "Leadership"


def test_a_segment_of_nearly_everyone_shows_no_number_the_few_others_follow_from(root):
    made, html = page_of(root, "nearly")
    fact = made.material.book["first_order"]
    assert (fact.value, fact.n, fact.status) == (None, None, "low_n")
    levels = [one for one in made.material.book if one.measure == "level"]
    assert [one.name for one in levels if "W" in one.period and one.value is not None] == []
    assert "not shown: too few customers" in plain(html)


def test_an_unknown_segment_is_refused_with_the_nearest(root):
    with pytest.raises(ArgumentError, match=r"unknown segment 'gld'\. Did you mean 'gold'\?"):
        stagelift.open(root).report("weekly", period=WEEK, segment="gld")


@pytest.mark.parametrize("command", [("check",), ("report", "run", "gold", "--period", WEEK)])
def test_an_unknown_segment_of_a_file_is_named_with_its_line(root, tmp_path, monkeypatch, command):
    copy = shutil.copytree(root, tmp_path / "copy")
    path = copy / "reports" / "gold.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("segment: gold", "segment: gld"))
    monkeypatch.chdir(copy)
    told = CliRunner().invoke(main, command)
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("parameters: {segment: gld}")
    assert told.exit_code == 2
    assert f"reports/gold.yaml:{line}" in told.output
    assert "Did you mean 'gold'" in told.output
    assert not (copy / ".stagelift" / "runs").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("weekly", "--segment", "gld"), "unknown segment 'gld'. Did you mean 'gold'?"),
        (("map", "--segment", "gold"), "report 'map' cannot be of one segment"),
    ],
)
def test_a_segment_that_cannot_be_is_refused_before_a_run(root, tmp_path, monkeypatch, words, said):
    copy = shutil.copytree(root, tmp_path / "copy")
    (copy / "reports" / "map.yaml").write_text("notebook: journey_map\n", encoding="utf-8")
    monkeypatch.chdir(copy)
    told = CliRunner().invoke(main, ("report", "run", *words, "--period", WEEK))
    assert told.exit_code == 2
    assert said in told.output
    assert not (copy / ".stagelift" / "runs").exists()


@pytest.mark.slow
def test_both_pages_stand_side_by_side(root, tmp_path, monkeypatch):
    copy = shutil.copytree(root, tmp_path / "copy")
    journey = copy / "journey.yaml"
    hostile = "{en: \"<script>alert('1')</script>\", ko: 골드 회원}"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text.replace("{en: Gold members, ko: 골드 회원}", hostile), encoding="utf-8")
    monkeypatch.chdir(copy)

    def run(*words):
        told = CliRunner().invoke(main, ("report", "run", "weekly", "--period", WEEK, *words))
        assert told.exit_code == 0, told.output

    site = copy / "site" / "weekly"
    run()
    made = (path for path in site.rglob("*.html") if not path.name.startswith("index"))
    pages = {path: path.read_bytes() for path in made}
    run("--segment", "gold")
    assert {path: path.read_bytes() for path in pages} == pages
    places = sorted(path.relative_to(site).as_posix() for path in site.rglob(f"{WEEK}/*.html"))
    own = [f"{WEEK}/{at}" for at in ("page=full+segment=gold", "segment=gold")]
    assert [f"{at}{end}.html" for at in own for end in ("", ".ko")] == sorted(
        place for place in places if "segment" in place
    )
    brief = (site / WEEK / "segment=gold.html").read_text(encoding="utf-8")
    assert "<script>alert" not in brief
    assert "&lt;script&gt;alert" in brief
    assert 'href="page=full%2Bsegment=gold.html"' in brief
    korean = (site / WEEK / "segment=gold.ko.html").read_text(encoding="utf-8")
    assert "골드 회원 고객만" in plain(korean)
    rows = query(
        copy / ".stagelift" / "facts",
        "SELECT DISTINCT segment FROM archive WHERE metric = 'first_order' AND measure = 'level'",
    )
    assert sorted(str(row["segment"]) for row in rows) == ["None", "gold"]
    front = (copy / "site" / "index.html").read_text(encoding="utf-8")
    assert "segment=gold" in front
    latest = (site / "latest.html").read_text(encoding="utf-8")
    assert f"{WEEK}.html" in latest
    assert "segment" not in latest
    numbers = [path.read_text(encoding="utf-8") for path in site.rglob("n*.html")]
    of_gold = [text for text in numbers if "--by gold" in text]
    assert len(of_gold) == len(numbers) // 2
    assert f"stagelift kpi first_order --by gold --period {WEEK}" in of_gold[0]
    assert "stagelift sql" not in "".join(of_gold)
    shown = CliRunner().invoke(main, ("explain", "first_order", "--period", WEEK, "--json"))
    assert json.loads(shown.output)["fact"]["segment"] is None
