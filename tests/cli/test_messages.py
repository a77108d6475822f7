"""`stagelift messages`: in both languages, as JSON, and by channel."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner

from message_logs import at, event, shop
from stagelift.cli import main
from stagelift.cli.wording_messages import CHANNELS_KO, MESSAGES_KO
from stagelift.metrics.messages import engagement_text, touches_text


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("messages")
    rows = [{"customer": f"c{n}", "time": at(-5), "event": "visited"} for n in range(80)]
    rows += [event(f"c{n}", 1, "delivered") for n in range(80)]
    rows += [event(f"c{n}", 1.5, "opened") for n in range(40)]
    rows += [event(f"c{n}", 1, "delivered", "sms", "text") for n in range(20)]
    rows += [{"customer": f"c{n}", "time": at(2), "event": "ordered"} for n in range(30)]
    shop(root, rows).close()
    return root


def asked(root, *arguments):
    line = ["-C", str(root), "messages", "--as-of", "2026-03-02", "--period", "2026-W02"]
    result = CliRunner().invoke(main, [*line, *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_table_says_what_is_known_and_what_is_not(root):
    text = asked(root, "--language", "en")
    assert "50.0% [39.3, 60.7]" in text
    assert "20" in text
    assert "€40" in text  # twenty texts of two euros
    assert "Opens by machines are not told apart" in text
    assert "messages --period 2026-W02 --by stage" in text


def test_korean_has_the_same_figures(root):
    text = asked(root, "--language", "ko", "--by", "stage")
    assert "50.0% [39.3, 60.7]" in text
    assert "사람이 열람" in text
    assert "reached" not in text


def test_json_holds_rates_and_ladder(root):
    found = json.loads(asked(root, "--json"))
    opened = [row for row in found["rates"] if row["rate"] == "opened" and row["message"] == "news"]
    assert [(row["n"], row["k"], row["value"]) for row in opened] == [(80, 40, 0.5)]
    sms = [row for row in found["rates"] if (row["channel"], row["rate"]) == ("sms", "opened")]
    assert {row["note"] for row in sms} == {"sms tells no opens"}
    assert {row["delivered"] for row in found["ladder"]} == {100, 80, 20}


def test_channels_of_those_who_ordered(root):
    english = asked(root, "--channels", "ordered", "--language", "en")
    korean = asked(root, "--channels", "ordered", "--language", "ko")
    for text in (english, korean):
        assert "33.3% [19.2, 51.2]" in text  # ten of thirty had e-mail alone
    assert "several channels" in english
    assert "여러 채널" in korean
    found = json.loads(asked(root, "--channels", "ordered", "--json"))
    assert {row["one"] for row in found["reach"]} == {"email", "sms"}


def test_both_languages_have_the_same_words():
    from string import Formatter

    for english, korean in (
        (engagement_text.EN, MESSAGES_KO),
        (touches_text.EN, CHANNELS_KO),
    ):
        assert english.keys() == korean.keys()
        for key, text in english.items():
            fields = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert fields == {n for _, n, _, _ in Formatter().parse(korean[key]) if n}, key


def test_the_query_is_printed_and_gives_the_figures(root):
    statement = asked(root, "--sql").split("\n\n")[-1]
    assert statement.startswith("-- messages that set out in 2026-W02, reactions within 3 days\n")
    rows = duckdb.sql(statement)
    everything = {"channel": None, "message": None, "stage_all": 1}
    found = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
    (total,) = [row for row in found if everything.items() <= row.items()]
    ladder = json.loads(asked(root, "--json"))["ladder"]
    assert total["l_delivered"] == max(row["delivered"] for row in ladder) == 100


def test_the_plan_of_the_query_is_printed(root):
    about, cost, *steps = asked(root, "--explain").splitlines()
    assert about.startswith("-- messages that set out in 2026-W02")
    assert cost.startswith("-- it was run: ")
    assert any("SCAN" in step for step in steps)


@pytest.mark.parametrize(
    "words",
    [("--by", "stage"), ("--within", "3 days"), ("--channels", "ordered"), ("--json",)],
)
def test_a_query_takes_no_option_of_figures(root, words):
    line = ["-C", str(root), "messages", "--period", "2026-W02", "--sql", *words]
    found = CliRunner().invoke(main, line)
    assert found.exit_code == 2
    assert f"leave {words[0]} out" in found.output
