from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shop

from stagelift.data.lateness import Arrived
from stagelift.definitions.fields import Label
from stagelift.errors import ReportError
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.reports import facts, normal
from stagelift.reports.changes import Change, read_changes
from stagelift.reports.periods import Period
from stagelift.reports.prose import Fact
from stagelift.reports.report import Report
from stagelift.reports.restated import label_of

SIX, TWELVE = "First order, last 6 weeks", "First order, last 12 months"
REACHED = {"consideration": 560, "purchase": 68, "retention": 12, "advocacy": 9}


class Full(shop.Shop):
    """A shop that also knows months, cohorts and changes."""

    late: tuple[Arrived, ...] = ()

    def arrived(self, before, first):
        return self.late if (before.day, first) == (9, date(2026, 11, 2)) else ()

    def kpis(self, *, period, history, by=(), metrics=None):
        if metrics is None or (period == shop.PERIOD and set(metrics) <= set(self.lines)):
            return super().kpis(period=period, history=history)
        labels = [p.label for p in (*Period.parse(period).history(history), Period.parse(period))]
        lines = {}
        for name, metric in metrics.items():
            stage = name.removeprefix("reached_") if name.startswith("reached_") else None
            k = REACHED.get(stage or "", 100)
            place = stage or next((e.stage for e in self.lines.get(name, ())), None)
            lines[name] = [
                shop.share(name, label, k + i, 1000, stage=place)
                for i, label in enumerate(labels)
                if stage or metric.name != "nps"
            ]
        return shop.Kpis(lines)

    def kpi_changes(self, period, *, history):
        assert (period, history) == (shop.PERIOD, 6)  # from W46 back to the week before W41
        return [
            self.change(name, line[i], line[i - 1])
            for name, line in self.lines.items()
            if name != "nps"
            for i in range(1, len(line))
        ]

    def change(self, name, now, before, shift=0.0):
        gap = (now.value or 0.0) - (before.value or 0.0) + shift
        blank = replace(now, measure="change", against=before.period, k=None, method="score")
        return replace(blank, value=gap, low=gap - 0.01, high=gap + 0.01, p_value=0.0004)


def full(source=None, **settings):
    fields = {"name": "weekly_journey", "period": shop.PERIOD, "page": "full", **settings}
    return Report(source or Full(), **fields)


def test_the_bars_of_a_cohort_divide_the_same_people():
    made = full()
    said = str(made.appendix())
    assert "One cohort through the stages: entered Awareness 26 Oct – 1 Nov" in said
    assert "Share of the same 1,000 customers that reached each stage within 14 days" in said
    assert "Consideration 56.1% of 1,000" in said
    book = made.material.book
    assert {book[f"reached_{stage}"].n for stage in REACHED} == {1000}
    assert book["reached_purchase.before"].value == 0.068
    assert book["reached_advocacy"].period == "2026-W44"  # the newest with 14 days since its end


class Scarce(Full):
    """The same, the figures of few units or few events marked as a metric marks them."""

    def kpis(self, *, period, history, by=(), metrics=None):
        found = super().kpis(period=period, history=history, metrics=metrics)
        lines = {name: [marked_scarce(e) for e in line] for name, line in found.lines.items()}
        return replace(found, lines=lines)


def marked_scarce(estimate):
    few = estimate.k is not None and min(estimate.k, estimate.n - estimate.k) < LOW_EXPECTED
    scarce = estimate.status == "ok" and (few or estimate.n < LOW_N)
    return replace(estimate, status="low_n") if scarce else estimate


def test_a_stage_that_few_of_many_reach_keeps_its_bar_and_its_week_before(monkeypatch):
    monkeypatch.setitem(REACHED, "advocacy", 3)  # and 4 a week later
    monkeypatch.setitem(REACHED, "retention", 0)
    made = full(Scarce())
    said, book = str(made.appendix()), made.material.book
    assert book["reached_advocacy"].status == "low_n"
    assert (book["reached_advocacy"].value, book["reached_advocacy.before"].value) == (0.004, 0.003)
    assert (book["reached_retention"].value, book["reached_retention.before"].value) == (0.001, 0.0)
    assert "Advocacy 0.4% of 1,000" in said
    assert "Retention 0.1% of 1,000" in said


def test_a_cohort_of_few_customers_has_no_bars(monkeypatch):
    many = shop.share

    def of_twenty(metric, period, k, n, **fields):
        n, k = (20, min(k, 9)) if metric.startswith("reached_") else (n, k)
        return many(metric, period, k, n, **fields)

    monkeypatch.setattr(shop, "share", of_twenty)
    assert "One cohort" not in str(full(Scarce()).appendix())


def test_a_journey_of_one_stage_has_no_cohort():
    source = Full()
    first = {"awareness": source.journey.stages["awareness"]}
    source.lines, source.experiments = {}, {}
    source.journey = source.journey.model_copy(update={"stages": first, "targets": {}})
    assert "One cohort" not in str(full(source).appendix())


def test_six_weeks_and_the_known_months_stand_side_by_side():
    made = full(tiles=("first_order",))
    html = made.appendix().html
    titles = re.findall(r"<h2>(First order, last [^<]*)</h2>", html)
    assert [title.partition(":")[0] for title in titles] == [SIX, TWELVE]
    assert ">Oct<" in html
    twin = next(t for t in made.material.twins if t.title == TWELVE)
    assert [row[0] for row in twin.rows][-1] == "2026-10"  # November is not over
    assert len(twin.rows) == 12


@pytest.mark.parametrize(("k", "side"), [(665, "in"), (900, "above"), (400, "below")])
@pytest.mark.parametrize(("enough", "range_"), [(8, "normal range"), (99, "range so far")])
def test_a_line_s_title_holds_its_last_value_against_its_range(
    monkeypatch, k, side, enough, range_
):
    monkeypatch.setattr(normal, "ENOUGH", enough)
    source = Full()
    *_, now, waiting = source.lines["first_order"]
    now = replace(now, k=k, value=k / now.n, low=k / now.n - 0.01, high=k / now.n + 0.01)
    source.lines["first_order"][-2:] = [now, waiting]
    html = full(source, tiles=("first_order",)).appendix().html
    said = f"{SIX}: {100 * k / now.n:.1f}%, {side} its {range_}"
    assert f"<h2>{said}</h2>" in html
    assert f'aria-label="{said}"' in html


def test_months_too_few_for_a_range_say_between_which_values_they_moved():
    source = Full()
    source.counts = replace(source.counts, began=datetime(2026, 9, 1, tzinfo=UTC))
    made = full(source, tiles=("first_order",))
    titles = re.findall(r"<h2>(First order, last [^<]*)</h2>", made.appendix().html)
    assert titles[1] == "First order, last 2 months: 11.0% to 11.1%, last 11.1%"


def test_it_is_said_where_a_month_is_no_sum_of_its_weeks():
    """Who enters in two weeks of a month is in both, and in the month once."""
    source, once = Full(), "A month counts each customer once"
    html = full(source, tiles=("first_order",)).appendix().html
    six, twelve = (html.split(f"<h2>{title}")[1].split("</section>")[0] for title in (SIX, TWELVE))
    assert once in twelve
    assert once not in six
    ever = source.metrics["first_order"].model_copy(update={"entry": "first_ever"})
    source.metrics = {**source.metrics, "first_order": ever}
    html = full(source, tiles=("first_order",)).appendix().html
    assert once not in html.split(f"<h2>{TWELVE}")[1].split("</section>")[0]
    assert (
        "고객을 그 달의 첫 진입으로 한 번만"
        in full(tiles=("first_order",), language="ko").appendix().html
    )


def test_a_period_before_is_named_only_where_one_is_drawn():
    """The first period of all has none before it: no ghost, no ring, no word of them."""
    made = full()
    assert "pale: the week before; line" in str(made.appendix())
    assert "pale: the week before; line" in str(made.chart("stages"))
    assert "ring: week before; upright" in str(made.chart("nps"))
    source = Full()
    source.lines = {
        name: [e for e in line if e.period >= "2026-W46"] for name, line in source.lines.items()
    }
    alone = full(source)
    for chart in ("stages", "nps"):
        said = str(alone.chart(chart))
        assert "week before" not in said
        assert "interval" in said


def test_a_week_that_is_not_known_leaves_its_place_empty():
    source = Full()
    gone = shop.WEEKS[-4]
    source.lines["first_order"] = [
        replace(e, status="no_data", value=None) if e.period == gone else e
        for e in source.lines["first_order"]
    ]
    made = full(source, tiles=("first_order",))
    html = made.appendix().html
    assert "First order, last 6 weeks" in html
    twin = next(t for t in made.material.twins if t.title == "First order, last 6 weeks")
    assert [row[0] for row in twin.rows] == [w for w in shop.WEEKS[-7:-1] if w != gone]


def test_what_changed_is_marked_and_named_where_it_happened():
    source = Full()
    source.change_log = (
        Change(date(2026, 11, 4), Label.accept("App <7.2>"), "purchase"),
        Change(date(2026, 11, 4), Label.accept("Elsewhere"), "advocacy"),
        Change(date(2024, 1, 1), Label.accept("Long ago"), None),
    )
    html = full(source, tiles=("first_order",)).appendix().html
    part = html[html.index("First order, last 6") : html.index("First order, last 12")]
    assert "Upright line: 4 Nov, App &lt;7.2&gt;" in part
    assert part.count('class="change"') == 1
    assert "Long ago" not in html


def test_changes_stand_with_interval_p_and_whether_they_are_news():
    text = str(full().appendix())
    assert re.search(r"First order 2026-W45 \S+% \S+% [+−]\S+ pp \(.*?\) below 0\.001 inside", text)
    assert "immature" not in text


def test_a_change_that_is_not_the_difference_of_its_values_stops_the_page():
    source = Full()
    straight = source.change
    source.change = lambda name, now, before: straight(name, now, before, shift=0.002)
    with pytest.raises(ReportError, match=r"'first_order\.change' is .* but its values differ by"):
        full(source).appendix()


def test_numbers_that_differ_from_what_was_published_are_listed(tmp_path):
    source = Full()
    source.state = tmp_path
    old = next(e for e in source.lines["first_order"] if e.period == "2026-W45")
    archived = replace(old, value=0.2, k=None, as_of=old.as_of.replace(day=9)).to_dict()
    today = replace(old, value=0.3, k=None).to_dict()
    for name, fact in (("a", archived), ("b", today)):
        file = tmp_path / f"{name}.parquet"
        facts.write(file, [fact], run_id=name, report="weekly", run_time="2026-11-09T06:00Z")
        facts.append(tmp_path / "facts", file, name)
    made = full(source)
    said = str(made.appendix())
    assert re.search(r"restated since.*First order 2026-W45 20\.0% 11\.\d% later data", said)
    again = tmp_path / "again"
    again.mkdir()
    same = replace(old, value=old.value + 1e-7, as_of=old.as_of.replace(day=9)).to_dict()
    facts.write(again / "c", [same], run_id="c", report="weekly", run_time="2026-11-09T07:00Z")
    source.state = again
    facts.append(again / "facts", again / "c", "c")
    assert "Restated no published number has changed" in str(full(source).checks())  # shown alike
    source.state = tmp_path
    source.late = (Arrived(source="sms", rows=1204), Arrived(source="orders", rows=3))
    assert "late rows: sms 1,204, orders 3" in str(full(source).appendix())
    assert "Restated 1 numbers differ" in str(made.checks())
    assert "Restated no published number has changed" in str(full(Full()).checks())


@pytest.mark.parametrize(
    ("about", "english", "korean"),
    [
        ({"metric": "first_order"}, "First order", "첫 구매"),
        (
            {"metric": "reached_purchase", "stage": "purchase"},
            "Reached Purchase",
            "‘구매’ 도달",
        ),
        (
            {"metric": "first_order.rate", "measure": "change", "segment": "platform=android"},
            "First order, the group’s own rate, change, android",
            "첫 구매, 집단 자체의 비율, 변화, android",
        ),
        (
            {"metric": "first_order.mix", "measure": "change"},
            "First order, who they are, change",
            "첫 구매, 고객 구성, 변화",
        ),
        (
            {"metric": "first_order.compared", "measure": "level"},
            "First order, on the days compared",
            "첫 구매, 비교한 날",
        ),
        (
            {"metric": "first_order", "segment": "not android"},
            "First order, all but android",
            "첫 구매, android 외",
        ),
        (
            {"metric": "came_back.week.3"},
            "Came back, age 3 in weeks",
            "다시 온 고객, 3주째",
        ),
    ],
)
def test_a_restated_number_is_named_in_words_with_its_segment(about, english, korean):
    known = {"name": "x", "measure": "level", "stage": "purchase", "period": "2026-W45"}
    fact = Fact(value=0.1, **(known | about))
    assert label_of(full().material, fact) == english
    assert label_of(full(language="ko").material, fact) == korean


def test_a_restated_number_of_an_experiment_names_it_and_what_it_is_of_it():
    material = full().material
    row = material.trials[0]
    known = {"metric": "first_order", "stage": "purchase", "period": "2026-10-05..2026-11-01"}
    of = lambda role: Fact(name=f"{row.name}.{role}", variant="push", value=0.1, **known)  # noqa: E731 - two uses
    assert label_of(material, of("effect")) == f"First order, {row.label}, difference"
    assert label_of(material, of("control")) == f"First order, {row.label}, {row.control}"


def test_the_full_page_shows_every_measure_and_the_brief_links_to_it():
    made = full()
    assert str(made.tiles()).count("target") >= 4
    assert "Review written" in str(made.tiles())
    brief = full(page="brief").appendix().html
    assert 'href="#full"' in brief
    assert "<svg" not in brief


def test_a_full_page_of_many_measures_shows_ten_and_says_how_many_more_there_are():
    source = Full()
    for number in range(30):
        source.lines[f"m{number}"] = [
            replace(e, metric=f"m{number}") for e in source.lines["review"]
        ]
        source.metrics[f"m{number}"] = source.metrics["review"]
    made = full(source)
    html = made.tiles().html
    known = {m.metric for m in made.material.measures}
    assert html.count("<li><h2>") == 10
    assert f"Not shown here: {len(known) - 10} more" in html
    assert "Not shown here" not in full().tiles().html


def test_the_full_page_in_korean_reads_as_korean():
    text = str(full(language="ko").appendix())
    assert "한 코호트의 단계별 도달: 10/26–11/1 인지 진입" in text
    assert "첫 구매, 최근 6주" in text
    assert "첫 구매, 최근 12개월" in text
    assert "0.001 미만" in text
    assert "week" not in text


def test_the_log_of_changes_is_read_or_its_mistakes_named(tmp_path):
    assert read_changes(tmp_path) == ()
    file = tmp_path / "changes.yaml"
    file.write_text(
        "changes:\n  - {on: 2026-11-04, what: {ko: 앱, en: App}, stage: purchase}\n"
        "  - {on: 2026-09-24, what: Holidays}\n",
        encoding="utf-8",
    )
    first, second = read_changes(tmp_path)
    assert (first.on, first.stage) == (date(2026, 9, 24), None)
    assert (second.what.text("ko"), second.stage) == ("앱", "purchase")
    file.write_text("changes:\n  - {on: soon, what: App}\n  - {on: 2026-11-04}\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"changes\.yaml:2: (?s:.*)changes\.yaml:3: "):
        read_changes(tmp_path)
