"""`stagelift segments`: every view in both languages, as JSON, and what `check` says."""

from __future__ import annotations

import json

import pytest

MORE = """\
segments:
  visitors: {did: visited, within: 30 days, label: {ko: 방문자, en: Visitors}}
  buyers: {did: ordered, persona: {words: {ko: 삽니다., en: They buy.}}}
  winners: {did: won}
  few: {did: ordered x2}
segment_sets: {either: [visitors, buyers]}
rfm: {did: ordered, recency: [9, 11, 20, 30], frequency: [2, 3, 4, 5]}
"""


@pytest.fixture
def told(shop):
    journey = shop / "journey.yaml"
    text = journey.read_text(encoding="utf-8")
    journey.write_text(text[: text.index("segments:")] + MORE, encoding="utf-8")
    events = shop / "data" / "events.csv"
    rows = events.read_text(encoding="utf-8")
    rows += "".join(f"a{n},2026-11-05 10:00,ordered\n" for n in (0, 4, 8))
    events.write_text(rows, encoding="utf-8")
    return shop


def test_sizes(run, told):
    result = run(told, "segments", "visitors", "buyers")
    assert result.exit_code == 0, result.output
    assert "visitors (Visitors)        290" in result.output
    assert "buyers                      70" in result.output
    assert "NOT exclusive" in result.output
    assert "Next: stagelift" in result.output
    korean = run(told, "segments", "visitors", "--language", "ko")
    assert "visitors (방문자)" in korean.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--overlap"], "Share of the row's customers who are in the column"),
        (["--personas"], "They buy."),
        (["--lifecycle", "--period", "2026-W45", "--history", "0", "--by", "either"], "visitors"),
        (["--rfm"], "champions (Champions)"),
        (["--rfm", "--since", "2026-11-05"], "share of the row; cut points are the same"),
        (["--rfm", "--event", "visited", "--within", "90 days"], "Paste into journey.yaml"),
        (["--at", "2026-11-01"], "Segments at 2026-11-01 00:00 Asia/Seoul"),
    ],
)
def test_every_view(run, told, options, said):
    result = run(told, "segments", *options)
    assert result.exit_code == 0, result.output
    assert said in result.output
    data = json.loads(run(told, "segments", *options, "--json").output)
    assert isinstance(data, list)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rfm", "--overlap"], "--overlap: leave it out, or --rfm"),
        (["--since", "2026-11-01"], "--since: it belongs to --rfm"),
        (["--lifecycle", "--at", "2026-11-01"], "--at: it belongs to"),
        (["--rfm", "buyers"], "--rfm: name segments with --by, as in --by buyers"),
        (["--rfm", "--within", "9 days"], "--within: it goes with --event"),
        (["--rfm", "--since", "2026-11-01", "--by", "buyers"], "--since: moves are of everyone"),
        (["--rfm", "--event", "visited", "--by", "buyers"], "--rfm: fix cut points first"),
        (["buyer"], "unknown segment 'buyer'. Did you mean 'buyers'?"),
    ],
)
def test_options_that_do_not_go_together(run, told, options, said):
    result = run(told, "segments", *options)
    assert result.exit_code == 2
    assert said in result.output


def test_check_advises_on_segments_that_cannot_be_shown(run, told):
    found = json.loads(run(told, "check", "--json").output)
    advice = {one["where"]: (one["line"], one["message"]) for one in found["advice"]}
    lines = (told / "journey.yaml").read_text(encoding="utf-8").splitlines()
    line, message = advice["segments.few"]
    assert lines[line - 1].startswith("  few:")
    assert message.startswith("fewer than 10 customers")
    assert advice["segments.winners"][1] == "nobody is in it as of now"
    assert "declared exclusive" in advice["segment_sets.either"][1]
    assert "segments.buyers" not in advice
    korean = run(told, "check", "--language", "ko").output
    assert "고객이 10명 미만이라" in korean


def test_check_names_the_line_of_an_unknown_event(run, told):
    result = run(told, "check")
    lines = (told / "journey.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  winners: {did: won}") + 1
    assert f"journey.yaml:{line}: 'won': 0 rows" in result.output
