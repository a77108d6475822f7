"""What stands behind the brief page: sections whose words, drawings and tables agree."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shop
from test_appendix import Full

from stagelift.errors import ArgumentError, ReportError
from stagelift.experiments.programme.learning import GridCell, Lesson
from stagelift.metrics.cohorts import CohortCell, Cohorts
from stagelift.metrics.voice.answers import AnswerRow, Answers
from stagelift.metrics.why.movement import Movement, Split, SplitPart
from stagelift.reports.evidence.answers import answers
from stagelift.reports.evidence.channels import channels
from stagelift.reports.evidence.cohorts import cohorts
from stagelift.reports.evidence.movement import largest_mover, movement
from stagelift.reports.numbers.fact_page import value_text
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.periods import Period
from stagelift.reports.report import Report
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions import proportion


def found(value, half=0.006, p_value=None):
    return Inference(
        value=value, low=value - half, high=value + half, p_value=p_value, method="drawn"
    )


def part(name, before, now, rate, half=0.006):
    none = found(0.0)
    return SplitPart(name, 900, 800, now, before, 0.5, 0.5, found(rate, half), none, none)


MOVED = Movement(
    metric="first_order",
    stage="purchase",
    unit="share",
    period="2026-W45",
    against="2026-W44",
    n=5_000,
    n_before=4_900,
    before=found(0.11),
    now=found(0.075),
    change=found(-0.035, p_value=0.0001),
    splits=(
        Split(
            "platform",
            found(-0.034),
            found(-0.001, 0.006),
            (part("android", 0.11, 0.05, -0.036), part("<ios>", 0.12, 0.124, 0.002, 0.006)),
            False,
            5.0,
        ),
    ),
    marks=(),
    as_of="",
)
CELLS = [
    ("2026-W44", 0, 1_000, 210),
    ("2026-W44", 1, 1_000, 400),
    ("2026-W45", 0, 1_200, 252),
    ("2026-W45", 1, 1_200, None),
    ("all", 0, 2_200, 462),
    ("all", 1, 1_000, 400),
]


def triangle_of(cells):
    made = []
    for cohort, age, n, k in cells:
        if k is None:
            made.append(CohortCell(cohort, age, n, note="not over"))
            continue
        value = proportion(k, n)
        made.append(CohortCell(cohort, age, n, k, value.value, value.low, value.high))
    return Cohorts("visited", "awareness", "week", tuple(made), "")


def lesson(stage, channel, value, low, high, **fields):
    return Lesson(
        stage=stage,
        channel=channel,
        tests=1,
        wins=0,
        value=value,
        low=low,
        high=high,
        against=("email",),
        n=2_000,
        **fields,
    )


GRID = (
    GridCell(
        stage="purchase",
        channel="kakao",
        lesson=lesson("purchase", "kakao", 0.1823, 0.04, 0.33),
        best=True,
        reachable=None,
    ),
    GridCell(stage="purchase", channel="sms", lesson=None, best=False, reachable=1_955),
    GridCell(stage="advocacy", channel="social", lesson=None, best=False, reachable=None),
)


class Told(Full):
    """A shop that can be asked why."""

    moved, cells, grid, asked = MOVED, CELLS, GRID, ()

    def kpis(self, *, period, history, by=(), metrics=None):
        beside = {name: metric for name, metric in (metrics or {}).items() if name == "churn"}
        rest = {name: metric for name, metric in (metrics or {}).items() if name not in beside}
        found = super().kpis(period=period, history=history, by=by, metrics=rest or None)
        labels = [p.label for p in (*Period.parse(period).history(history), Period.parse(period))]
        line = [shop.share("churn", label, 90 + i, 9000) for i, label in enumerate(labels)]
        own = {"churn": line} if beside else {}
        return replace(found, lines={**found.lines, **own})

    def why(self, metric=None, period=None, *, stage=None):
        self.asked = (metric, period, stage)
        return self.moved

    def cohorts(self, *, unit="week", periods=8):
        return triangle_of(self.cells)

    def answers(self, metric=None, period="last-week"):
        raise ArgumentError("no survey")

    def stage_channels(self):
        return self.grid


def page(source=None, language="en"):
    return Report(
        source or Told(), name="weekly_journey", period=shop.PERIOD, page="full", language=language
    )


def words(fragment):
    return unmarked(str(fragment)).replace("\u202f", " ").replace("\u00a0", " ")


def with_cells(cells):
    made = Told()
    made.cells = cells
    return made


def test_the_waterfall_tells_the_whole_and_its_parts_as_its_table_does():
    made = page()
    drawn = movement(made.source, made.material)
    said = words(drawn)
    assert "changed by −3.5 pp from 2026-W44 to 2026-W45." in said
    assert "By platform: −3.4 pp of it is the groups’ own rates" in said
    shown = re.findall(r"<b>(.*?)</b>", unmarked(drawn.html))
    (twin,) = made.material.twins
    assert [unmarked(row[2]) for row in twin.rows] == shown
    assert len(shown) == 4  # two groups, who they are, the whole
    tones = re.findall(r'class="bar (\w+)"', drawn.html)
    assert tones == ["worse", "noise", "noise", "worse"]  # nothing is coloured on noise
    assert "<ios>" not in drawn.html  # it is escaped


def test_the_largest_mover_is_a_tile_and_is_asked_about_its_own_period_and_stage():
    source = Told()
    made = page(source)
    measure = largest_mover(made.material)
    movement(source, made.material)
    assert source.asked == (measure.metric, measure.estimate.period, measure.stage)
    assert measure.estimate.unit == "share"


def test_a_change_within_chance_is_said_to_be_and_no_split_stands_out():
    source = Told()
    split = replace(MOVED.splits[0], stands_out=1.0)
    source.moved = replace(MOVED, change=found(-0.001, 0.01, p_value=0.8), splits=(split,))
    made = page(source)
    said = words(movement(source, made.material))
    assert "no more than chance explains" in said
    assert "all groups moved alike, as far as can be told" in said


@pytest.mark.parametrize("fields", [{"status": "immature"}, {"splits": ()}])
def test_what_cannot_be_split_is_left_out(fields):
    source = Told()
    source.moved = replace(MOVED, **fields)
    made = page(source)
    assert movement(source, made.material).html == ""


def test_a_workspace_without_events_has_none_of_these():
    made = page(Full())
    for each in (movement, cohorts, answers, channels):
        assert each(made.source, made.material).html == ""


def test_the_triangle_says_what_is_known_and_marks_what_is_not():
    made = page()
    drawn = cohorts(made.source, made.material)
    said = words(drawn)
    assert "40.0% of 1,000 came back at age 1" in said
    assert 'aria-label="not known yet">·' in drawn.html
    assert made.material.book["came_back.0@2026-W45"].k == 252
    (twin,) = made.material.twins
    cells = [unmarked(cell) for row in twin.rows for cell in row[2:]]
    shown = re.findall(r'<td class="h\d">(.*?)</td>', unmarked(drawn.html))
    kept = [cell for cell in cells if cell != "not known yet"]
    assert [f"{round(float(cell.split('%')[0])):d}%" for cell in kept] == shown
    assert all("–" in cell for cell in kept)  # each with its interval


def test_a_small_cohort_is_hidden_with_those_that_would_give_it_away():
    small = [("2026-W44", 0, 8, 3), ("2026-W45", 0, 40, 20), ("all", 0, 48, 23)]
    made = page(with_cells(small))
    html = cohorts(made.source, made.material).html
    assert "too few to show" in html or html == ""
    assert "came_back.0@2026-W44" not in made.material.book


def test_cohorts_younger_than_the_page_are_not_on_it():
    late = [("2026-W47", 0, 100, 40), ("all", 0, 100, 40)]
    made = page(with_cells(late))
    assert cohorts(made.source, made.material).html == ""


def test_the_grid_names_the_best_channel_and_whom_a_test_would_reach():
    made = page()
    said = words(channels(made.source, made.material))
    assert (
        "Best of those clear of none: Kakao at “Purchase”. 2 of 3 cells were never tested." in said
    )
    assert "+20%" in said  # exp(0.1823) − 1
    fact = made.material.book["channel.purchase.kakao"]
    assert fact.measure == "lift"
    assert value_text(fact.to_dict(), "en").startswith("<b>+20.0%</b>")  # not percentage points
    assert "n 2,000" in said
    assert "1,955 to reach" in said
    (twin,) = made.material.twins
    assert twin.header == ("Channel", "Purchase", "Advocacy")
    cells = {row[0]: tuple(map(unmarked, row[1:])) for row in twin.rows}
    assert cells["SMS"] == ("1,955 to reach", "–")
    assert cells["Kakao"][0].startswith("+20% · ")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "test waits for a decision"), ("ko", "실험 결정 대기")]
)
def test_the_grid_names_the_state_its_test_has_on_the_page(language, said):
    """The list of tests says that this one waits; it does not run on beside it."""
    source = Told()
    asked = GRID[1]
    tested = replace(GRID[0].lesson, channel="sms", value=None, open=("cart_reminder",))
    source.grid = (GRID[0], replace(asked, lesson=tested), GRID[2])
    made = page(source, language)
    states = {row.name: row.state for row in made.material.told}
    assert states["cart_reminder"] == "waiting"
    assert said in words(channels(source, made.material))


def test_without_a_clear_channel_none_is_called_best():
    source = Told()
    source.grid = (replace(GRID[0], best=False), *GRID[1:])
    made = page(source)
    drawn = channels(source, made.material)
    assert "No channel’s effect is clear of none" in words(drawn)
    assert 'class="best"' not in drawn.html


def scored(counts, estimate):
    row = AnswerRow(estimate.stage, None, estimate, counts, found(0.0), 0, 0, 0)
    return Answers("nps", estimate.period, tuple(range(11)), False, (row,), (), "")


def surveyed(counts, value):
    """A shop whose buyers gave these answers, and the score shown of them."""
    source = Told()
    line = [e for e in source.lines["nps"] if e.stage == "purchase"]
    last = replace(line[-1], value=value, n=sum(counts), low=value - 9, high=value + 9)
    source.lines["nps"] = [last if e is line[-1] else e for e in source.lines["nps"]]
    source.answers = lambda metric=None, period="": scored(counts, last)
    return source


COUNTS = (2, 0, 0, 0, 0, 4, 4, 5, 5, 10, 20)  # 10 detractors, 10 passives, 30 promoters


def test_the_answers_make_the_score_they_stand_beside():
    made = page(surveyed(COUNTS, 40.0))
    drawn = answers(made.source, made.material)
    said = words(drawn)
    assert "60% · 20% · 20% of 50 customers" in said
    assert "+40" in said
    assert made.material.book["nps.purchase.promoters"].k == 30
    assert words(made.chart("nps")) == said  # on a full page it stands for the dots


def test_a_score_its_answers_do_not_make_stops_the_page():
    made = page(surveyed(COUNTS, 38.0))
    with pytest.raises(ReportError, match=r"'nps.purchase' is 38.0 but its answers give 40.0"):
        answers(made.source, made.material)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_section_stands_on_the_full_page_in_both_languages(language):
    made = page(surveyed(COUNTS, 40.0), language)
    html = made.appendix().html + made.chart("nps").html
    for kind in ("movement", "cohorts", "channels", "answers"):
        assert f'class="sl figure {kind}' in html
    assert len(made.material.twins) >= 4


def test_every_number_drawn_on_the_full_page_stands_in_a_table():
    """The rows' own numbers, the last point of each line, the cells of triangle and grid."""
    made = page(surveyed(COUNTS, 40.0))
    parts = [made.tiles(), *map(made.chart, ("stages", "trend", "nps")), made.appendix()]
    html = unmarked("".join(part.html for part in parts))
    shown = re.findall(r'<td class="num"><b>(.*?)</b>', html)
    shown += re.findall(r'class="value end">(.*?)</text>', html)
    shown += re.findall(r'<td class="(?:best|tested)"><b>(.*?)</b>', html)
    shown += re.findall(r'<p class="big">(.*?) <small>', html)
    tables = {unmarked(c) for twin in made.material.twins for row in twin.rows for c in row}
    assert len(shown) > 25
    assert [s for s in shown if s != "–" and not any(s in cell for cell in tables)] == []
    titles = [twin.title for twin in made.material.twins]
    assert len(titles) == len(set(titles))  # each chart has one, each one a chart
