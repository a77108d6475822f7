"""Names in letters of East Asia take two columns each, in every table of a screen."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from stagelift.console import folded, padded, width
from stagelift.experiments.screen import waiting_lines
from stagelift.experiments.sections.ready import NotReady
from stagelift.journey.lag import Lags, SourceLag
from stagelift.metrics.cohorts import CohortCell, Cohorts
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpi_table import Kpis

NAMES = ("ordered", "첫 구매", "구매")


def place(line, text):
    """The column of the screen at which a text begins."""
    return width(line[: line.index(text)])


def kpis():
    known = {"measure": "level", "unit": "share", "period": "2026-W10", "as_of": "2026-03-16"}
    level = {"value": 0.5, "low": 0.4, "high": 0.6, "n": 100, "k": 50, "method": "wilson"}
    made = [Estimate(metric=name, stage=name, **known, **level) for name in NAMES]
    return str(Kpis("2026-W10", tuple(made), (), "2026-03-16")), "50.0%"


def lags():
    known = {"role": "events", "rows": 7_777, "p50_seconds": 60, "p95_seconds": 600, "late": 0.0}
    sources = [
        SourceLag(source=name, **known, early=0, newest=None, silent_days=0, stale=False)
        for name in NAMES
    ]
    return str(Lags("2026-03-16", 6.0, tuple(sources))), "7,777"


def cohorts():
    cells = [CohortCell(name, 0, 100, 50, 0.5, 0.4, 0.6) for name in (*NAMES, "all")]
    return str(Cohorts("visited", "first", "week", tuple(cells), "2026-03-16")), "50.0%"


def waiting():
    asked = SimpleNamespace(estimates=[SimpleNamespace(metric=n, family="primary") for n in NAMES])
    ready = [NotReady(name, date(2026, 3, 20), date(2026, 3, 21)) for name in NAMES]
    return "\n".join(waiting_lines(asked, SimpleNamespace(ready=ready))), "20 Mar"


@pytest.mark.parametrize("screen", [kpis, lags, cohorts, waiting])
def test_what_stands_in_a_column_begins_at_one_place_whatever_letters_are_before_it(screen):
    text, cell = screen()
    lines = [line for line in text.splitlines() if any(name in line for name in NAMES)]
    assert len([line for line in lines if cell in line]) >= len(NAMES)
    assert len({place(line, cell) for line in lines if cell in line}) == 1, text


def test_lines_are_folded_by_the_columns_they_take():
    lines = folded("장바구니 알림은 푸시로 보냅니다", 16, first="- ", rest="  ")
    assert lines == ["- 장바구니", "  알림은 푸시로", "  보냅니다"]
    assert max(map(width, lines)) <= 16
    assert padded("구매", 6) == "구매  "
