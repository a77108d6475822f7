"""Each command on a small shop: figures, exit codes, the next command, JSON."""

from __future__ import annotations

import json

import pytest


def test_home_says_what_runs_what_is_due_and_what_to_type(run, launched):
    result = run(launched)
    assert result.exit_code == 0
    assert "corner_shop · Mon 16 Nov 2026 06:00 Asia/Seoul" in result.output
    assert "reminder  ready for its readout" in result.output
    assert "weekly    report for 2026-W46" in result.output
    assert "reminder  decision, by 2026-11-12" in result.output
    assert "Broken: no definition, no source" in result.output
    last = result.output.splitlines()[-1]
    assert last == "Next: stagelift report run weekly --period 2026-W46"


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2026-11-01", "not yet begun  from 2026-11-02"),
        ("2026-11-02T12:00", "running  enrols to 2026-11-02, readout 2026-11-09"),
        ("2026-11-05", "maturing  readout 2026-11-09"),
        ("2026-11-10T00:00+09:00", "ready for its readout  Kim by 2026-11-12"),
    ],
)
def test_an_experiment_moves_through_its_states(run, launched, as_of, state):
    assert f"reminder  {state}" in run(launched, "--as-of", as_of).output


@pytest.mark.parametrize("as_of", ["2026-11-02T12:00", "2026-11-05", "2026-11-10", "2026-11-16"])
def test_whatever_the_day_what_was_never_launched_is_planned_and_owes_nothing(run, shop, as_of):
    home = run(shop, "--as-of", as_of).output
    assert "reminder  planned  not launched; entry from 2026-11-02 to 2026-11-02" in home
    assert "decision, by" not in home
    assert "readout reminder" not in home


def test_home_and_readout_name_the_same_day(run, launched):
    words = ("readout", "reminder", "--as-of", "2026-11-05", "--json")
    readout = json.loads(run(launched, *words).output)
    assert f"readout {readout['planned_end']}" in run(launched, "--as-of", "2026-11-05").output


def test_a_report_about_experiments_is_due_for_no_period(run, shop):
    text = "notebook: experiment_readout\nevery: Monday 08:00\n"
    (shop / "reports" / "readout.yaml").write_text(text, encoding="utf-8")
    output = run(shop).output
    assert "report run weekly --period" in output
    assert "report run readout --experiment reminder" in output


def test_a_decided_experiment_says_what_was_decided(run, shop):
    record = "decision: ship\nvariant: push\n"
    (shop / "experiments" / "reminder.decision.yaml").write_text(record, encoding="utf-8")
    result = run(shop)
    assert "reminder  decided  ship push" in result.output
    assert "decision, by" not in result.output


def test_a_published_page_is_no_longer_due(run, shop):
    for name in ("2026-W46.html", "2026-W46/page=full.html"):
        page = shop / "site" / "weekly" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("", encoding="utf-8")
    assert "report for" not in run(shop).output


def test_while_late_rows_may_arrive_the_week_before_is_due(run, shop):
    assert "report for 2026-W45" in run(shop, "--as-of", "2026-11-16T03:00").output


def test_home_without_a_workspace_says_how_to_begin(run, tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "Next: stagelift init shop"


def test_home_shows_broken_definitions_and_missing_files(run, shop):
    (shop / "data" / "events.csv").unlink()
    (shop / "metrics" / "odd.yaml").write_text("conversoin: ordered\n", encoding="utf-8")
    result = run(shop)
    assert "metrics/odd.yaml:1" in result.output
    assert "source 'app'  no file  data/events.csv" in result.output
    assert result.output.splitlines()[-1] == "Next: stagelift check"


def test_check_is_content_with_a_sound_workspace(run, shop):
    result = run(shop, "check")
    assert result.exit_code == 0, result.output
    assert "2 stages, 1 source, 1 metric, 1 experiment, 1 report" in result.output
    assert "360 rows" in result.output
    assert "app: no event id, so copies of a row count twice" in result.output
    assert result.output.splitlines()[-1] == "Next: stagelift kpi"


def test_check_lists_every_mistake_of_every_file(run, shop):
    (shop / "metrics" / "odd.yaml").write_text("conversoin: ordered\n", encoding="utf-8")
    path = shop / "experiments" / "reminder.yaml"
    path.write_text(path.read_text("utf-8").replace("first_order", "frist_order"), "utf-8")
    result = run(shop, "check")
    assert result.exit_code == 2
    assert "metrics/odd.yaml:1" in result.output
    assert "Did you mean 'first_order'?" in result.output
    assert "360 rows" in result.output  # the data are examined all the same
    assert result.output.splitlines()[-1] == "Next: stagelift check metrics/odd.yaml"


def test_check_of_one_file_shows_only_its_mistakes(run, shop):
    (shop / "metrics" / "odd.yaml").write_text("conversoin: ordered\n", encoding="utf-8")
    bad = run(shop, "check", "metrics/odd.yaml")
    good = run(shop, "check", "metrics/first_order.yaml")
    assert (bad.exit_code, good.exit_code) == (2, 0)
    assert "1 mistake in metrics/odd.yaml" in bad.output
    assert "odd" not in good.output


def test_check_names_an_event_that_never_occurs_and_the_nearest(run, shop):
    path = shop / "metrics" / "first_order.yaml"
    path.write_text("conversion: orderd\nfrom: awareness\n", encoding="utf-8")
    result = run(shop, "check")
    assert result.exit_code == 4
    assert "metrics/first_order.yaml:1: 'orderd': 0 rows; nearest 'ordered' (70)" in result.output


def test_check_of_a_mapping_that_does_not_fit_gives_file_and_line(run, shop):
    path = shop / "journey.yaml"
    path.write_text(path.read_text("utf-8").replace("customer: who", "customer: whom"), "utf-8")
    result = run(shop, "check")
    assert result.exit_code == 2
    assert "journey.yaml:6: sources.app.customer: no column 'whom'" in result.output


def test_check_tells_an_empty_file_and_too_many_rejects(run, shop):
    path = shop / "data" / "events.csv"
    path.write_text("", encoding="utf-8")
    empty = run(shop, "check")
    assert (empty.exit_code, "is empty" in empty.output) == (4, True)
    path.write_text("who,at,what\na,2026-11-03 10:00,visited\nb,never,visited\n", encoding="utf-8")
    rejected = run(shop, "check")
    assert rejected.exit_code == 4
    assert "50.0 % of its rows are rejected" in rejected.output


def test_check_as_json(run, shop):
    result = run(shop, "check", "--json")
    found = json.loads(result.output)
    assert found["ok"] is True
    assert found["sources"][0]["rows"] == 360
    assert found["issues"] == found["absent"] == []


def test_kpi_counts_by_hand(run, shop):
    result = run(shop, "kpi", "--period", "2026-W45", "--json")
    [row] = json.loads(result.output)
    assert (row["metric"], row["n"], row["k"], row["value"]) == ("first_order", 80, 20, 0.25)
    assert row["low"] < 0.25 < row["high"]
    screen = run(shop, "kpi", "--period", "2026-W45")
    assert "25.0%" in screen.output
    assert screen.output.splitlines()[-1] == "Next: stagelift readout reminder"


def test_kpi_by_segment(run, shop):
    result = run(shop, "kpi", "--period", "2026-W45", "--by", "segment", "--json")
    assert [row["segment"] for row in json.loads(result.output)] == [None, "visitors"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--period", "2026-W99"], "2026-W99"),
        (["--period", "last-wek"], "Did you mean 'last-week'"),
        (["--by", "visitor"], "Did you mean 'visitors'"),
        (["--as-of", "yesterday"], "yesterday"),
    ],
)
def test_bad_arguments_are_refused_with_the_cure(run, shop, words, said):
    result = run(shop, "kpi", *words)
    assert result.exit_code == 2
    assert said in result.output


def test_the_option_for_the_folder_may_stand_before_or_after(run, shop, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    before = run(elsewhere, "-C", str(shop), "kpi", "--period", "2026-W45", "--json")
    after = run(elsewhere, "kpi", "--period", "2026-W45", "--json", "-C", str(shop))
    assert before.exit_code == after.exit_code == 0
    assert before.output == after.output


def test_the_next_command_is_for_the_same_folder(run, shop, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("else where")
    (elsewhere / "shop").symlink_to(shop)
    result = run(elsewhere.parent, "-C", f"{elsewhere.name}/shop", "check")
    assert result.output.splitlines()[-1] == f"Next: stagelift -C '{elsewhere.name}/shop' kpi"
    broken = shop / "metrics" / "odd.yaml"
    broken.write_text("conversoin: ordered\n", encoding="utf-8")
    result = run(elsewhere.parent, "-C", f"{elsewhere.name}/shop", "kpi")
    assert result.output.splitlines()[-1] == f"Next: stagelift -C '{elsewhere.name}/shop' check"


def test_readout_puts_the_sentence_first(run, shop):
    result = run(shop, "readout", "reminder")
    assert result.exit_code == 0, result.output
    first = result.output.splitlines()[0]
    assert first.split(":")[0].split()[0] in {"SHIP", "STOP", "CONTINUE", "ITERATE"}
    assert "exploratory" in result.output
    assert result.output.splitlines()[-1] == "Next: stagelift report run weekly"


def test_readout_as_json_agrees_with_its_own_estimates(run, shop):
    found = json.loads(run(shop, "readout", "reminder", "--json").output)
    levels = [row for row in found["estimates"] if row["measure"] == "level"]
    assert {row["variant"] for row in levels} == {"quiet", "push"}
    assert sum(row["n"] for row in levels) == 200
    assert sum(row["k"] for row in levels) == 50


def test_an_unhealthy_readout_shows_no_figure_and_is_exit_code_4(run, shop):
    stale = run(shop, "readout", "reminder", "--as-of", "2026-11-15", "--json")
    assert stale.exit_code == 4
    found = json.loads(stale.output)
    assert found["estimates"] == []
    assert found["verdict"] is None
    assert "red" in {check["status"] for check in found["health"]}


def test_readout_of_an_unknown_experiment_names_the_nearest(run, shop):
    result = run(shop, "readout", "remindr")
    assert result.exit_code == 2
    assert "Did you mean 'reminder'?" in result.output


def test_a_report_of_an_open_period_is_exit_code_3(run, shop):
    result = run(shop, "report", "run", "weekly", "--period", "2026-W46", "--as-of", "2026-11-14")
    assert result.exit_code == 3
    assert "has not ended" in result.output
    assert not (shop / "site").exists()


def test_an_unknown_report_is_exit_code_2(run, shop):
    result = run(shop, "report", "run", "weakly")
    assert result.exit_code == 2
    assert "Did you mean 'weekly'?" in result.output


@pytest.mark.slow
def test_a_report_is_published(run, shop):
    result = run(shop, "report", "run", "weekly", "--period", "2026-W45", "--json")
    full, made = json.loads(result.output)  # a brief page comes with the full one it links to
    assert full["page"] == str(shop / "site" / "weekly" / "2026-W45" / "page=full.html")
    assert made["page"] == str(shop / "site" / "weekly" / "2026-W45.html")
    page = (shop / "site" / "weekly" / "2026-W45.html").read_text(encoding="utf-8")
    assert 'href="2026-W45/page=full.html"' in page
    assert (shop / "site" / "index.html").is_file()
    assert made["facts"] > 0
