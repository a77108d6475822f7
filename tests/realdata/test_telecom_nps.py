"""NPS by journey stage of a telecom's answers, against figures counted by hand."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import stagelift
from stagelift.cli import main

pytestmark = pytest.mark.realdata

# stage: (NPS in points, answers with a score)
KNOWN = {
    "order": (-9.98, 962),
    "first_payment": (-29.29, 1130),
    "equipment_received": (-56.71, 231),
    "service_in_use": (-76.67, 30),
    None: (-24.69, 2353),
}


@pytest.fixture(scope="module")
def root(example):
    return example("telecom_nps", "nps_by_stage.csv.gz")


@pytest.fixture(scope="module")
def estimates(root):
    with stagelift.open(root) as workspace:
        found = workspace.kpis(period="2017-12-11..2018-06-20")
    return {estimate.stage: estimate for estimate in found.estimates if estimate.metric == "nps"}


@pytest.mark.parametrize("stage", KNOWN)
def test_nps_by_stage(estimates, stage):
    points, answers = KNOWN[stage]
    found = estimates[stage]
    assert found.value == pytest.approx(points, abs=0.005)
    assert found.n == answers
    assert found.unit == "points"
    assert found.low < found.value < found.high


def test_missing_scores_are_excluded_with_a_count(estimates):
    assert dict(estimates[None].excluded)["missing_score"] == 32


def test_stages_add_up_to_the_whole(estimates):
    assert sum(estimates[stage].n for stage in KNOWN if stage) == estimates[None].n


def test_the_commands_say_how_many_scores_are_missing(root):
    def run(*words):
        return CliRunner().invoke(main, ["-C", str(root), *words])

    checked = run("check")
    assert checked.exit_code == 0, checked.output
    assert "answers  surveys  2,385 rows" in checked.output
    lines = run("kpi", "--period", "2017-12-11..2018-06-20").output.splitlines()
    [everyone] = [line for line in lines if line.startswith("nps     all")]
    assert everyone.endswith("−25    [−28, −21]  2,353  32 without a score left out")
    last_week = run("kpi").output
    assert "2018-W25" in last_week
    assert "no_data" not in next(line for line in last_week.splitlines() if "nps     all" in line)
