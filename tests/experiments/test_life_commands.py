"""What is done after a launch, typed: what is printed, in both languages, and as JSON."""

from __future__ import annotations

import json

from click.testing import CliRunner
from test_life import at_day, launched, seen

from stagelift.cli import main


def typed(root, *words, language="en", code=0):
    found = CliRunner().invoke(main, ["-C", str(root), "--language", language, *words])
    assert found.exit_code == code, found.output
    return found.output


def test_a_pause_is_told_by_every_command(tmp_path):
    launched(tmp_path, seen(customers=400), more="traffic: 20%")
    at_day(tmp_path, 10).close()
    kept = json.loads(typed(tmp_path, "ramp", "trial", "1/2", "--owner", "Kim", "--json"))
    assert (kept["what"], kept["traffic"], kept["who"]) == ("ramp", "1/2", "Kim")
    said = typed(tmp_path, "pause", "trial", "--owner", "Kim", "--reason", "stock")
    assert said.splitlines()[0].startswith(
        "trial is paused: whoever qualifies from 2026-01-15 00:00"
    )
    assert typed(tmp_path, "enrol", "trial").splitlines()[0] == (
        "Nobody is handed out: paused since 2026-01-15 00:00 (Kim: stock)"
    )
    given = json.loads(typed(tmp_path, "enrol", "trial", "--json"))
    assert (given["files"], given["closed"]["what"]) == ([], "pause")
    (row,) = json.loads(typed(tmp_path, "status", "--json"))
    assert (row["state"], row["traffic"], row["frozen"]) == ("paused", "50%", "2026-01-11")
    assert [one["what"] for one in row["life"]] == ["ramp", "pause"]
    assert "멈춤" in typed(tmp_path, "status", language="ko")
    found = json.loads(typed(tmp_path, "readout", "trial", "--json", code=0))
    assert [one["what"] for one in found["life"]] == ["ramp", "pause"]


def test_what_is_refused_is_said_in_korean(tmp_path):
    launched(tmp_path, seen(customers=40))
    at_day(tmp_path, 10).close()
    found = CliRunner().invoke(
        main, ["-C", str(tmp_path), "--language", "ko", "ramp", "trial", "10%", "--owner", "Kim"]
    )
    assert found.exit_code == 2
    assert "지금보다 낮습니다. 실험 'trial'의 트래픽은 100%이고" in found.output


def test_what_was_done_after_the_instant_asked_for_is_not_told(tmp_path):
    launched(tmp_path, seen(customers=400))
    at_day(tmp_path, 8).close()
    typed(tmp_path, "enrol", "trial")
    at_day(tmp_path, 10).close()
    typed(tmp_path, "pause", "trial", "--owner", "Kim", "--reason", "stock")
    path = tmp_path / "experiments" / "trial.decision.yaml"
    path.write_text("decision: stop\non: 2026-01-14\n", encoding="utf-8")
    (row,) = json.loads(typed(tmp_path, "status", "--json"))
    assert (row["decision"], row["state"], row["handed"] > 0) == ("stop", "paused", True)
    (row,) = json.loads(typed(tmp_path, "status", "--as-of", "2026-01-13 12:00", "--json"))
    assert (row["decision"], row["state"], row["handed"] > 0) == ("", "", True)
    (row,) = json.loads(typed(tmp_path, "status", "--as-of", "2026-01-12 12:00", "--json"))
    assert (row["handed"], row["last"]) == (0, "")
    frozen = "2026-01-10"  # a day before the plan was
    assert json.loads(typed(tmp_path, "status", "--as-of", frozen, "--json")) == []
