"""Several splits of one experiment: what is judged within each, and what waits."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from stagelift.cli.health_text import korean_check
from stagelift.data.query import Cell, Epoch
from stagelift.experiments.arms import Arms
from stagelift.experiments.life.epoch_split import epoch_split_check

HALF = {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def cell(day, n, s1=0, **more):
    """Units that entered on one day, `s1` of them with the event."""
    return Cell(0, None, None, day, None, "m", n, s1, s1, float(s1), 0, 0, 0, **more)


def split_check(sizes):
    """The check of two epochs with equal shares, the second with even sizes."""
    admission = SimpleNamespace(shares=HALF, epochs=(Epoch(0, tuple(HALF.items())),))
    cells = {("m", name): (cell(0, n), cell(1, 500)) for name, n in zip("ab", sizes, strict=True)}
    arms = Arms({"a": 0, "b": 0}, 0, {}, None, cells, epochs=(1,))
    return epoch_split_check(arms, HALF, admission, "m")


def test_an_epoch_is_judged_by_the_p_value_that_finds_gross_faults_among_few_units():
    assert split_check((500, 510)).status == "ok"
    found = split_check((203, 99))
    assert (found.status, dict(found.figures)["limit"]) == ("red", 0.0005)
    assert dict(found.figures)["always"] < 1e-5
    assert "에폭 1의 배정이 50.0 : 50.0 대신 67.2 : 32.8(203 : 99)" in korean_check(found)


def test_a_small_arm_of_an_epoch_is_not_given_away():
    found = split_check((3, 200))
    said = "split <10 : 200 instead of 50.0 : 50.0 in epoch 1 (below 0.0005)"
    assert (found.status, found.text.partition("; ")[0]) == ("red", said)
    assert found.figures == (("limit", 0.0005),)
    assert "에폭 1의 배정이 50.0 : 50.0 대신 <10 : 200(0.0005 미만)" in korean_check(found)
