from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import shop

from stagelift.metrics.conversion import Conversion
from stagelift.reports.first_screen.compose import compose
from stagelift.reports.material import Material
from stagelift.reports.periods import Period


class Early(shop.Shop):
    """A shop whose first orders fell in the latest known week, and were counted early as well."""

    def __init__(self, now: int, usual: int = 80) -> None:
        super().__init__()
        self.metrics["first_order"] = Conversion(
            name="first_order",
            conversion="ordered",
            within="7 days",
            label={"en": "First order", "ko": "첫 구매"},
        )
        self.now, self.usual, self.asked = now, usual, []
        self.experiments = {}

    def fallen(self) -> Early:
        line = self.lines["first_order"]
        line[-2] = shop.share(
            "first_order", "2026-W45", 400, 6000, stage="purchase", matured_through="2026-11-08"
        )
        return self

    def kpis(self, *, period, history, by=(), metrics=None):
        if metrics is None or by:
            return shop.Kpis(self.lines)
        self.asked.append((period, next(iter(metrics.values()))))
        spans = [p.label for p in Period.parse(period).history(history)]
        past = [
            shop.share("first_order", label, self.usual + i % 5, 1000, stage="purchase")
            for i, label in enumerate(spans)
        ]
        now = shop.share("first_order", period, self.now, 1000, stage="purchase")
        return shop.Kpis({"first_order": [*past, now]})


def rows(source, **settings):
    fields = {"period": Period.parse(shop.PERIOD), "language": "en", "tiles": (), **settings}
    return dict(compose(Material.read(source, **fields)).rows)


def test_the_newest_seven_days_are_looked_at_two_days_on():
    source = Early(now=40).fallen()
    said = rows(source)["Early look"]
    assert re.fullmatch(r"7–13 Nov: 4\.0% in 2 days, usually 8\.\d%: not over", said)
    period, metric = source.asked[0]
    assert (
        period == "2026-11-07..2026-11-13"
    )  # two days before Monday 06:00 everyone is two days on
    assert str(metric.within) == "2 days"


@pytest.mark.parametrize(("now", "ends"), [(82, "back in range"), (140, "above its range")])
def test_a_fall_that_the_newest_do_not_show_is_over(now, ends):
    assert rows(Early(now=now).fallen())["Early look"].endswith(ends)


def test_a_fall_that_only_the_newest_show_is_said():
    assert rows(Early(now=40))["Early look"].endswith("below its range")
    assert "Early look" not in rows(Early(now=82))


def test_a_page_about_weeks_wholly_known_has_no_early_look():
    source = Early(now=40).fallen()
    source.counts = shop.Trust(through=datetime(2026, 12, 15, tzinfo=UTC))
    last = source.lines["first_order"][-1]
    source.lines["first_order"][-1] = replace(last, status="ok", matured_through="2026-11-30")
    assert "Early look" not in rows(source)


def test_the_early_look_in_korean():
    said = rows(Early(now=40).fallen(), language="ko")["이른 관찰"]
    assert said.startswith("11/7–11/13 진입: 2일 안에 4.0%, 평소 8.")
