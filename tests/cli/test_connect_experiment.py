"""Files of an experiment of its own: `connect` says what they look like and how they are read."""

from __future__ import annotations

import json

import pytest

FINISHED = ["user_id,group,converted,spend"] + [
    f"u{n},{('control', 'treatment')[n % 2]},{int(n % 5 == 0)},{n % 7}" for n in range(60)
]
COUNTS = ["experiment,variant,n,k", "hero,A,1000,101", "hero,B,1004,130"]
ASSIGNED = ["user_id,variant"] + [f"u{n},{'AB'[n % 2]}" for n in range(60)]
VIPS = [line.replace("control", "vip").replace("treatment", "plain") for line in FINISHED]


def put(shop, lines):
    path = shop / "data" / "trial.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "data/trial.csv"


def test_finished_rows_are_recognised_and_read_as_units(run, shop):
    place = put(shop, FINISHED)
    found = run(shop, "connect", place, "--dry-run").output
    assert "one finished row a customer, by group, with converted, spend" in found
    assert "--as units --set variant=group" in found
    read = run(shop, "connect", place, "--as", "units", "--set", "variant=group")
    assert read.exit_code == 0
    assert "looks like an experiment" not in read.output


def test_finished_rows_that_lack_times_are_next_read_as_units(run, shop):
    place = put(shop, [line.replace("group", "variant") for line in FINISHED])
    found = run(shop, "connect", place)
    assert found.exit_code == 2
    last = found.output.splitlines()[-1]
    assert last == f"Next: stagelift connect {place} --as units --set variant=variant"
    assert run(shop, *last.split()[2:]).exit_code == 0


def test_counts_of_arms_are_named_with_their_form(run, shop):
    found = run(shop, "connect", put(shop, COUNTS))
    assert found.exit_code == 2
    said = "shape: counts, experiment: experiment, variant: variant, n: n, k: k}"
    assert said in found.output
    assert "customer=row" not in found.output
    korean = run(shop, "connect", put(shop, COUNTS), "--language", "ko").output
    assert "실험군별 집계" in korean
    problems = json.loads(run(shop, "connect", put(shop, COUNTS), "--json").output)["problems"]
    assert len(problems) == 1


def test_who_was_assigned_alone_is_said_to_lack_times_and_outcomes(run, shop):
    found = run(shop, "connect", put(shop, ASSIGNED)).output
    assert "neither when nor what came of it" in found
    assert "--as units" in found


@pytest.mark.parametrize("lines", [VIPS, ["user_id,city", "u1,Seoul", "u2,Busan"]])
def test_groups_of_customers_are_no_arms(run, shop, lines):
    assert "--as units" not in run(shop, "connect", put(shop, lines), "--dry-run").output
