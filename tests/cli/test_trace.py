"""`trace`: one customer on the console, in both languages."""

from __future__ import annotations

import json


def test_a_customer_on_the_console(run, shop):
    shown = run(shop, "trace", "a0")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0] == "Customer a0, as known 2026-11-16 06:00 (Asia/Seoul)"
    assert lines[1] == "in stage purchase"
    assert "  2026-10-28 10:00:00  > enters stage awareness" in lines
    assert "  2026-11-03 10:00:00  ordered" in lines
    assert any(line.startswith("  visitors  ") and line.endswith("yes") for line in lines)
    assert any(" since 2026-11-02 00:00:00; first_order 1" in line for line in lines)
    assert lines[-1] == "Next: stagelift kpi"


def test_the_same_in_korean(run, shop):
    shown = run(shop, "trace", "c0", "--language", "ko")
    assert "고객 c0, 2026-11-16 06:00까지 알려진 대로 (Asia/Seoul)" in shown.output
    assert "대상 아님: 실험 기간에 대상 조건을 채운 적이 없음" in shown.output


def test_json_holds_every_moment(run, shop):
    found = json.loads(run(shop, "trace", "a1", "--json").output)
    assert [one["name"] for one in found["moments"]] == ["visited", "awareness", "reminder"]
    assert found["segments"] == {"visitors": True}


def test_long_timelines_show_the_newest(run, shop):
    path = shop / "data" / "events.csv"
    more = "".join(f"z,2026-11-01 10:{minute:02},visited\n" for minute in range(60))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    short = run(shop, "trace", "z").output
    assert "10:59:00" in short
    assert "10:05:00" not in short
    assert "--all shows the 22 earlier" in short
    assert "10:05:00" in run(shop, "trace", "z", "--all").output


def test_a_stranger_ends_with_two(run, shop):
    shown = run(shop, "trace", "nobody")
    assert shown.exit_code == 2
    assert "no row of customer 'nobody'" in shown.output
