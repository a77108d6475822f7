"""Numbers that link to their facts, and tables as files: published with their page, or not."""

from __future__ import annotations

import csv
import io
import re

import duckdb
import pytest
from runs import left

from stagelift import files
from stagelift.reports.charts.svg import path, picture, stretched, words
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.fact_page import Origin, fact_page
from stagelift.reports.numbers.linking import alone, linked
from stagelift.reports.numbers.marked import MARK, marked, plain, unmarked
from stagelift.reports.numbers.tables import csv_text, page_tables, write_parquet
from stagelift.reports.prose import Fact, FactBook

FACTS = [
    {"metric": "churn", "measure": "level", "period": "2026-W45", "value": 0.25, "low": 0.2}
    | {"high": 0.3, "n": 400, "k": 100, "name": "churn", "unit": "share", "level": 0.95}
    | {"as_of": "2026-11-16T06:00:00+00:00", "fingerprint": "f1", "method": "wilson"},
    {"metric": "rows", "measure": "count", "period": "2026-W45", "value": 7, "unit": "count"},
    {"metric": "nps", "measure": "level", "period": "2026-W45", "value": None, "status": "low_n"},
]


def origin(**more):
    told = {
        "report": "weekly",
        "subject": "2026-W45",
        "run_id": "20261116T060000Z-0a",
        "made": "2026-11-16T06:00:00+00:00",
        "notebook": "weekly.ipynb 0123",
        "commit": None,
        "dirty": None,
        "back": "2026-W45.html",
        "title": "<Weekly>",
        "language": "en",
        "defined": {"churn": {"label": "Churn", "said": "churn: visited; silent_for: 90 days"}},
    }
    return Origin(**told | more)


def book(*, linked=True):
    made = FactBook(linked=linked)
    made.record(Fact(name="late", metric="late", period="W46", value=0.3, unit="share"))
    ends = {"low": 0.2, "high": 0.3, "n": 400, "k": 100}
    level = {"unit": "share", "measure": "level"} | ends
    made.record(Fact(name="churn", metric="churn", period="W46", value=0.25, **level))
    made.record(Fact(name="gone", metric="nps", period="W46", value=None))
    return made


def test_a_number_links_to_its_fact_wherever_it_is_said():
    said = book().say("{churn} ({churn.low} of {churn.n:,.0}), {late}, {gone}")
    assert unmarked(said) == book(linked=False).say(
        "{churn} ({churn.low} of {churn.n:,.0}), {late}, {gone}"
    )
    html = linked(f"<p>{said}</p>", "n1.html")
    assert re.findall(r'<a href="n1.html#(\d+)">([^<]*)</a>', html) == [
        ("1", "25.0%"),
        ("1", "20.0%"),
        ("1", "400"),
        ("0", "30.0%"),
    ]
    once = linked(f"<p>{said}</p>", "n1.html", repeats=False)
    assert re.findall(r'#(\d+)">([^<]*)', once) == [("1", "25.0%"), ("0", "30.0%")]
    assert unmarked(html) == html
    assert re.sub(r"</?a\b[^>]*>", "", html) == f"<p>{unmarked(said)}</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<p title="{}">x</p>',
        '<svg aria-label="{0}"><title>{0}</title></svg>',
        "<a href='x'>{}</a>",
        "<title>{}</title>",
        "<summary>more {}</summary>",
        "<svg><svg></svg><g>{}</g></svg>",
        "<svg><text>a</text><title>{}</title></svg>",
    ],
)
def test_nothing_is_linked_where_a_link_cannot_stand(html):
    mark = marked("8%", 2)
    assert linked(html.replace("{0}", mark).replace("{}", mark), "n.html") == (
        html.replace("{0}", "8%").replace("{}", "8%")
    )


@pytest.mark.parametrize("repeats", [True, False])
def test_the_numbers_of_a_drawing_lead_to_their_facts(repeats):
    told = marked("8%", 2)
    drawn = picture(words(told, y=4), words("W45", y=9), words(told, y=7), height=9, label="to 8%")
    html = linked(drawn, "n1.html", repeats=repeats)
    assert re.findall(r'<text y="(\d)"><a href="n1.html#2">8%</a></text>', html) == ["4", "7"]
    assert '<text y="9" aria-hidden="true">W45</text>' in html
    assert unmarked(drawn) == picture(
        words("8%", y=4), words("W45", y=9), words("8%", y=7), height=9, label="to 8%"
    )


@pytest.mark.parametrize(
    ("text", "label", "role"),
    [
        (marked("8%", 2), "to 8%", 'role="group" aria-label="to 8%"'),
        (marked("8%", 2), "", 'role="group"'),
        ("W45", "to 8%", 'role="img" aria-label="to 8%"'),
        ("W45", "", 'aria-hidden="true"'),
    ],
)
def test_a_drawing_with_links_is_a_group_and_one_without_an_image(text, label, role):
    box = stretched(path([(0, 0), (1, 1)], class_="line"), top=0, height=9)
    svg = linked(picture(box, words(text), height=9, label=label), "n1.html")
    first = svg.partition(">")[0]
    assert first.endswith(role)
    assert ("aria-hidden" in first) is (role == 'aria-hidden="true"')


def test_marks_are_in_no_fact_and_no_summary():
    told = book()
    told.show("churn")
    assert [fact.text for fact in told] == ["", "25.0%", ""]
    assert plain({"headline": told.show("churn"), "line": [{"value": told.show("late")}]}) == {
        "headline": "25.0%",
        "line": [{"value": "30.0%"}],
    }


def test_a_page_that_travels_alone_has_no_links_to_what_stays_behind():
    page = (
        '<p><a href="n0123abc.html#4">8%</a> <a href="full.html">all</a></p><p class="files">f</p>'
    )
    assert alone(page) == '<p>8% <a href="full.html">all</a></p>'


def cell(text, row, part="value"):
    return marked(text, row, part)


PAGE = (
    "<h2>Rates</h2><table><caption>Churn &amp; more</caption><thead><tr><th>Who</th><th>Rate</th>"
    "<th>n</th><th>Rate</th></tr></thead><tbody>"
    f"<tr><th>=SUM(A1)</th><td>{cell('25.0%', 0)}</td><td>{cell('400', 0, 'n')}</td><td>–</td></tr>"
    f"<tr><th>all<small>every</small></th><td>{cell('−1', 1)}</td><td>12 of 30</td><td></td></tr>"
    "</tbody></table><table class='rows'><tbody><tr><td>drawn</td></tr></tbody></table>"
)


def test_a_table_holds_the_numbers_as_they_were_computed():
    (table,) = page_tables(PAGE, FACTS)
    assert (table.title, table.name) == ("Churn & more", "churn-more")
    assert table.header == ("Who", "Rate (share)", "Rate count", "n", "n text", "Rate")
    assert table.rows == (
        ("=SUM(A1)", 0.25, None, 400, None, None),
        ("all every", None, 7, None, "12 of 30", None),
    )


def test_a_cell_with_an_interval_gives_value_ends_and_text():
    ends = f"<small>{cell('20.0%', 0, 'low')} to {cell('30.0%', 0, 'high')}</small>"
    html = (
        "<table><thead><tr><th>Test</th><th>Difference</th></tr></thead><tbody>"
        f"<tr><th>a</th><td>{cell('25.0%', 0)}{ends}</td></tr>"
        "<tr><th>b</th><td>not known yet</td></tr></tbody></table>"
    )
    (table,) = page_tables(html, FACTS)
    assert table.header[1:] == (
        "Difference (share)",
        "Difference low (share)",
        "Difference high (share)",
        "Difference text",
    )
    (korean,) = page_tables(html, FACTS, "ko")
    assert korean.header[1:] == (
        "Difference (비율)",
        "Difference 하한 (비율)",
        "Difference 상한 (비율)",
        "Difference 표시",
    )
    assert korean.rows == table.rows
    assert table.rows[0][1:] == (0.25, 0.2, 0.3, "25.0% 20.0% to 30.0%")
    assert table.rows[1][1:] == (None, None, None, "not known yet")


def test_files_hold_no_formula_and_keep_types(tmp_path):
    (table,) = page_tables(PAGE, FACTS)
    text = csv_text(table)
    assert text.startswith("\ufeffWho,Rate (share),Rate count,n,n text,Rate")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["'=SUM(A1)", "0.25", "", "400", "", ""]
    write_parquet({tmp_path / "t.parquet": table})
    found = duckdb.sql(f"FROM '{tmp_path}/t.parquet'")
    kinds = ["VARCHAR", "DOUBLE", "BIGINT", "BIGINT", "VARCHAR", "VARCHAR"]
    assert [str(kind) for kind in found.types] == kinds
    assert found.fetchall()[0] == ("=SUM(A1)", 0.25, None, 400, None, None)


def test_numbers_that_are_no_facts_are_in_a_file_as_computed_and_not_on_the_page():
    book = FactBook(linked=True)
    ends = [
        book.bare(end, ".1p", "share", part) for part, end in (("low", -0.0112), ("high", 0.0333))
    ]
    said = f"{book.bare(0.01234, '+.1pp', 'share')} [{', '.join(ends)}]"
    rows = (
        f"<tr><th>a</th><td>{book.bare(0.051234, '.1%', 'share')}</td><td>{said}</td></tr>"
        "<tr><th>b</th><td>too few</td><td>–</td></tr>"
    )
    head = "<tr><th>Who</th><th>Rate</th><th>Change</th></tr>"
    html = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    (table,) = page_tables(html, ())
    change = ("Change (share)", "Change low (share)", "Change high (share)", "Change text")
    assert table.header == ("Who", "Rate (share)", "Rate text", *change)
    shown = "+1.2 pp [−1.1, 3.3]"
    assert table.rows[0] == ("a", 0.051234, None, 0.01234, -0.0112, 0.0333, shown)
    assert table.rows[1] == ("b", None, "too few", None, None, None, None)
    assert linked(html, "n1.html") == unmarked(html)
    assert not MARK.search(unmarked(html))
    assert FactBook(linked=False).bare(0.5, ".1%") == "50.0%"


def test_rows_of_different_units_say_theirs_beside():
    facts = [{"value": 0.25, "unit": "share"}, {"value": 31.5, "unit": "points"}]
    head = "<tr><th>Measure</th><th>Value</th></tr>"
    body = "".join(f"<tr><th>m</th><td>{cell('x', row)}</td></tr>" for row in (0, 1))
    (table,) = page_tables(f"<table><thead>{head}</thead><tbody>{body}</tbody></table>", facts)
    assert table.header == ("Measure", "Value", "Value unit")
    assert [row[1:] for row in table.rows] == [(0.25, "share"), (31.5, "points")]


def test_the_page_of_facts_tells_what_each_number_rests_on():
    html = fact_page(FACTS, origin(commit="0123456789abcdef", dirty=True))
    row = html.partition('<tr id="0">')[2].partition("</tr>")[0]
    for said in (
        "25.0%",
        "20.0% … 30.0%",
        "n = 400, of them 100",
        "2026-W45",
        "wilson, 95% interval",
    ):
        assert said in row
    for said in (
        "20261116T060000Z-0a, made 2026-11-16 06:00 UTC",
        "0123456789ab (with changes not committed)",
        "<h2>Churn <small>churn</small></h2>",
        "churn: visited; silent_for: 90 days. fingerprint f1",
        "<code>stagelift sql churn --period 2026-W45</code>",
        "<code>stagelift explain churn --period 2026-W45</code>",
        "&lt;Weekly&gt;",
        '<a href="2026-W45.html">',
    ):
        assert said in html
    assert '<tr id="2"><th scope="row">–</th>' in html
    assert html.count("<tr id=") == 3


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "wilson, 95% 구간, 정상"),
        (
            {"status": "low_n", "note": "6,108 units, 0 with the event; variance 0.90 of raw"},
            "wilson, 95% 구간, 표본 적음, 6,108명 중 0명, 분산은 보정 전의 0.90",
        ),
        ({"method": "units times worth"}, "건수 × 건당 가치, 95% 구간, 정상"),
        (
            {"note": "compared on 4 of 7 weekday pairs: Hangul Day, 9 Oct left out"},
            "같은 요일 7쌍 중 4쌍으로 비교, 공휴일 제외",
        ),
    ],
)
def test_what_a_number_rests_on_is_told_in_korean(how, said):
    fact = FACTS[0] | {"status": "ok"} | how
    html = fact_page([fact], origin(language="ko"))
    assert said in html.partition('<tr id="0">')[2].partition("</tr>")[0]


def numbered(tmp_path, name="run", facts=FACTS):
    folder = tmp_path / name
    folder.mkdir()
    page = f"<p>{cell('25.0%', 0)}</p>{PAGE}"
    said = beside.with_numbers(page, facts, origin(), public="weekly/2026-W45.html", folder=folder)
    return folder, said


def test_equal_numbers_have_the_same_address_and_others_another(tmp_path):
    _, first = numbered(tmp_path, "a")
    _, again = numbered(tmp_path, "b")
    _, other = numbered(tmp_path, "c", [FACTS[0] | {"value": 0.26}, *FACTS[1:]])
    assert first == again
    assert re.findall(r'href="(n\w+)\.html#0"', first)[0] not in other


def test_what_stands_beside_a_page_is_whole_and_old_numbers_go(tmp_path):
    site, runs = tmp_path / "site", []
    for place in range(4):
        folder, said = numbered(tmp_path, f"r{place}", [FACTS[0] | {"k": place}, *FACTS[1:]])
        runs.append(folder)
        made = beside.publish(folder, site, "weekly/2026-W45.html")
        assert made == beside.publish(folder, site, "weekly/2026-W45.html")
        for link in re.findall(r'href="([^"#]+)', said):
            assert (site / "weekly" / link).is_file(), link
    (site / "weekly" / "2026-W44.html").write_text("another page")
    beside.sweep(runs, site, "weekly/2026-W45.html")
    kept = {name for run in runs[-2:] for name in (p.name for p in (run / "beside").iterdir())}
    assert {path.name for path in (site / "weekly").iterdir()} == kept | {"2026-W44.html"}
    assert not list(tmp_path.rglob("*.tmp"))
    red = beside.kept_beside({"red": True})  # what the run before showed is hidden now
    beside.sweep(runs, site, "weekly/2026-W45.html", red)
    last = {path.name for path in (runs[-1] / "beside").iterdir()}
    assert {path.name for path in (site / "weekly").iterdir()} == last | {"2026-W44.html"}


def test_a_number_of_no_metric_names_no_query_that_would_fail():
    part = FACTS[0] | {"metric": "churn.compared", "name": "move.rate@the shop=Bob's"}
    html = fact_page([part, FACTS[0] | {"metric": "came_back.week.1"}], origin())
    assert html.count("<code>stagelift sql") == html.count("<code>stagelift sql churn ") == 1
    effect = FACTS[0] | {"measure": "effect", "variant": "push", "name": "churn.effect@push"}
    assert "stagelift sql trial<" in fact_page([effect], origin(subject="trial"))
    assert "stagelift sql trial<" in fact_page([effect | {"name": "trial.effect"}], origin())
    lesson = effect | {"metric": "touch.buy.sms", "name": "touch.buy.sms"}  # of many experiments
    assert "stagelift sql" not in fact_page([lesson], origin())
    quoted = "&#x27;move.rate@the shop=Bob&#x27;&quot;&#x27;&quot;&#x27;s&#x27;"
    assert f"<code>stagelift explain {quoted} --period 2026-W45</code>" in html


def test_a_page_without_facts_keeps_its_words(tmp_path):
    html = f"<p>{cell('8%', 0)}</p>"
    said = beside.with_numbers(html, [], origin(), public="a.html", folder=tmp_path)
    assert said == "<p>8%</p>"
    assert beside.publish(tmp_path, tmp_path / "site", "a.html") == ()


def test_a_heavy_page_leaves_out_the_end_tags_it_may_and_a_light_one_does_not(tmp_path):
    row = f'<tr><th scope="row">a</th><td>{cell("25.0%", 0)}</td><td>b</td></tr>'
    table = f"<table><thead><tr><th>x</th></tr></thead><tbody>{row * 2}</tbody></table>"
    for pad, kept in ((0, True), (beside.LARGEST, False)):
        html = f"{table}<p>{'x' * pad}</p>"
        folder = tmp_path / str(pad)
        said = beside.with_numbers(html, FACTS, origin(), public="a.html", folder=folder)
        link = re.search(r'<a href="n\w{7}\.html#0">25.0%</a>', said)[0]
        whole = f'<tr><th scope="row">a</th><td>{link}</td><td>b</td></tr>'
        short = f'<tr><th scope="row">a<td>{link}<td>b'
        assert said.count(whole) == 2 * kept
        assert said.count(short) == 2 * (not kept)
        assert "</tbody></table>" in said  # without which text after a table would enter it
        assert "</thead>" in said


class Killed(BaseException):
    """Stands for a kill: nothing in the runner handles it."""


@pytest.mark.parametrize("name", [r"n\w{7}\.html", r"n\w{7}", r"2026-W46\.html"])
def test_a_kill_between_numbers_and_page_leaves_links_that_hold(
    instant, tmp_path, monkeypatch, name
):
    good = instant()
    page = good.page.read_text("utf-8")
    replace = files.replace

    def cut(staged, path):
        if re.fullmatch(name, path.name) and path.is_relative_to(tmp_path / "site"):
            raise Killed
        replace(staged, path)

    monkeypatch.setattr(files, "replace", cut)
    monkeypatch.setattr("stagelift.reports.run.render", shown_with_table)
    with pytest.raises(Killed):
        instant()
    assert good.page.read_text("utf-8") == page
    monkeypatch.setattr(files, "replace", replace)
    last = instant()
    assert left(tmp_path)[1:3] == ([], [])
    for link in re.findall(r'href="([^"#]+)', last.page.read_text("utf-8")):
        assert (last.page.parent / link).is_file(), link


def shown_with_table(notebook, page):
    return f"<p>{cell('25%', 0)}</p>{PAGE}"
