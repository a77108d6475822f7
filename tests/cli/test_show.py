"""`show`: every key with its value and where it comes from; what it prints reads back equal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stagelift.definitions import Experiment, fingerprint
from stagelift.definitions.yaml_file import parse_yaml
from stagelift.metrics.conversion import Conversion

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo(tmp_path):
    """The demo shop's definitions in English, without data."""
    for name in ("metrics", "experiments", "reports", "messages"):
        shutil.copytree(ROOT / name, tmp_path / name)
    text = (ROOT / "journey.yaml").read_text(encoding="utf-8")
    english = text.replace("languages: [ko, en]", "languages: [en, ko]")
    (tmp_path / "journey.yaml").write_text(english, encoding="utf-8")
    return tmp_path


def read_back(output: str) -> dict:
    return parse_yaml(output.partition("\nNext:")[0], "shown").content


def test_written_and_default_keys_with_their_places(run, shop):
    shown = run(shop, "show", "first_order")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0].startswith("# metric first_order  metrics/first_order.yaml:1  fingerprint ")
    assert lines[1:] == [
        "label: First order      # metrics/first_order.yaml:2",
        "better: up              # default",
        "within: 7 days          # default",
        "conversion: ordered     # metrics/first_order.yaml:1",
        "first: false            # default",
        "entry: first_in_period  # default",
        "# KPI: of who enters awareness, reported at purchase",
        "# not set: owner, stage, from, example, version, valid_from",
        "",
        "Next: stagelift kpi",
    ]


def test_what_is_shown_reads_back_as_the_same_definition(run, demo):
    metric = Conversion(name="first_order", **read_back(run(demo, "show", "first_order").output))
    said = run(demo, "show", "first_order", "--json").output
    assert json.loads(said)[0]["fingerprint"] == fingerprint(metric)
    for name in ("cart_reminder", "review_ask", "winback_call"):
        found = Experiment(name=name, **read_back(run(demo, "show", name).output))
        said = json.loads(run(demo, "show", name, "--json").output)[0]
        assert said["fingerprint"] == fingerprint(found)


def test_what_follows_from_something_else_says_from_what(run, demo):
    shown = run(demo, "show", "cart_reminder").output
    assert "salt: cart_reminder " in shown
    assert "# its name" in shown
    written = (Path(demo) / "journey.yaml").read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(written, 1) if "unsubscribed: 0.8pp" in text)
    assert f"# guardrail unsubscribed: 0.8pp, inherited from journey.yaml:{line}" in shown
    assert "# plan d33424c13d9a, frozen 2026-10-18" in shown
    journey = run(demo, "show", "journey").output
    assert "zone: Asia/Seoul " in journey
    assert "# from the country, journey.yaml:4" in journey


def test_short_forms_show_what_they_stand_for(run, shop):
    experiment = run(shop, "show", "reminder").output
    assert "    channel: none " in experiment
    assert "    share: 1/2 " in experiment
    assert "# equal shares" in experiment
    text = "country: KR\nstages: {awareness: visited}\ndata: events.csv\nlanguages: en\n"
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    source = run(shop, "show", "data").output
    assert "customer: customer_id  # short form 'data:', journey.yaml:3" in source


def test_conditions_and_examples_are_shown_as_they_are_written(run, demo):
    assert "where: {grade: [silver, gold, vip]}" in run(demo, "show", "lapsed").output
    example = "example: {kim: [cart_added d0, ordered d3], lee: [cart_added d0, ordered d9]"
    assert example in run(demo, "show", "first_order").output


def test_standard_metrics_need_no_file(run, shop):
    shown = run(shop, "show", "week4")
    assert shown.output.startswith("# metric week4  standard, needs no file  fingerprint ")


def test_a_metric_without_a_kpi_says_why(run, shop):
    (shop / "metrics" / "visits.yaml").write_text("conversion: visited\n", encoding="utf-8")
    shown = run(shop, "show", "visits").output
    assert "# no KPI: its event opens the first stage and nobody is before it" in shown
    assert "write 'from: awareness'" in shown


def test_a_name_of_several_things_shows_them_all(run, shop):
    (shop / "metrics" / "purchase.yaml").write_text("conversion: ordered\n", encoding="utf-8")
    shown = run(shop, "show", "purchase").output
    assert "# metric purchase " in shown
    assert "# stage purchase " in shown


def test_an_unknown_name_names_the_nearest_of_all_kinds(run, demo):
    refused = run(demo, "show", "order")
    assert refused.exit_code == 2
    assert "nothing is called 'order'. Nearest: " in refused.output
    assert "source 'orders'" in refused.output
    assert "metric 'order_value'" in refused.output
    near = run(demo, "show", "crt_remindr").output
    assert "Nearest: experiment 'cart_reminder', " in near
    assert run(demo, "show", "zzz").output.strip().endswith("nothing is called 'zzz'.")


def test_without_a_name_all_are_listed(run, shop):
    listed = run(shop, "show").output
    assert "metric      first_order" in listed
    assert "awareness" in listed
    known = json.loads(run(shop, "show", "--json").output)
    assert known["experiment"] == ["reminder"]
    assert set(known["stage"]) == {"awareness", "purchase"}


def test_a_broken_workspace_still_shows_what_is_valid(run, shop):
    (shop / "reports" / "weekly.yaml").write_text("notebok: x\n", encoding="utf-8")
    shown = run(shop, "show", "first_order")
    assert shown.exit_code == 0
    assert shown.output.splitlines()[-1] == "Next: stagelift check"


def test_korean(run, shop):
    shown = run(shop, "show", "first_order", "--language", "ko").output
    assert "# 지표 first_order" in shown
    assert "# 기본값" in shown
    assert "# KPI: awareness 단계에 들어온 고객이 분모, purchase 단계에 표시" in shown
