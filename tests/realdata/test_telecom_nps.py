"""NPS by journey stage of a telecom's answers, against figures counted by hand."""

from __future__ import annotations

import pytest

import stagelift

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
def estimates(example):
    with stagelift.open(example("telecom_nps", "nps_by_stage.csv.gz")) as workspace:
        found = workspace.kpis(period="2017-12-01..2018-12-31")
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
