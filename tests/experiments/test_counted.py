"""Experiments that come as counts: splits first, then one read out, as `proportions` says."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

import stagelift
from stagelift.cli import main
from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import difference_of_proportions, proportion
from stagelift.statistics.srm import sample_ratio
from tiny import write_csv

JOURNEY = """\
journey: tests
zone: UTC
as_of: 2026-03-02
sources:
  banners: {read: arms.csv, shape: counts, experiment: test, variant: arm, n: sent, k: clicks}
stages:
  looking: visited
"""
ROWS = [
    ("clear", "old", 5000, 250),
    ("clear", "new", 5050, 350),
    ("clear", "odd", 4950, 260),
    ("flat", "old", 4000, 200),
    ("flat", "new", 4010, 205),
    ("broken", "old", 5000, 250),
    ("broken", "new", 4000, 250),
    ("alone", "old", 900, 30),
    ("empty", "old", 0, 0),
    ("empty", "new", 0, 0),
    ("spoilt", "old", 500, 20),
    ("spoilt", "new", 500, 501),
    ("small", "old", 40, 0),
    ("small", "new", 45, 0),
]


@pytest.fixture
def root(tmp_path):
    write_csv(tmp_path / "arms.csv", ("test", "arm", "sent", "clicks"), ROWS)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def found(root):
    with stagelift.open(root) as workspace:
        yield workspace.counted()


def run(root, *words):
    return CliRunner().invoke(main, ["-C", str(root), *words])


def test_every_experiment_with_the_test_of_its_split(found):
    splits = {split.experiment: split for split in found}
    assert {name: (split.arms, split.n, split.k) for name, split in splits.items()} == {
        "clear": (3, 15_000, 860),
        "flat": (2, 8_010, 405),
        "broken": (2, 9_000, 500),
        "alone": (1, 900, 30),
        "empty": (2, 0, 0),
        "spoilt": (2, 500, 20),
        "small": (2, 85, 0),
    }
    assert {name: split.status for name, split in splits.items()} == {
        "clear": "ok",
        "flat": "ok",
        "broken": "red",
        "alone": "no_data",
        "empty": "no_data",
        "spoilt": "red",
        "small": "ok",
    }
    known = sample_ratio((5000, 4000), (Fraction(1, 2), Fraction(1, 2)))
    assert splits["broken"].p_value == pytest.approx(known.p_value)
    assert splits["broken"].sequential_p == pytest.approx(known.sequential_p)
    assert splits["spoilt"].note == "1 of 2 arms rejected: k_above_n"
    assert [split.experiment for split in found.unequal()] == ["broken"]
    assert len(found.tested) == 4


def test_one_experiment_against_its_first_arm(found):
    readout = found.readout("clear")
    assert readout.control == "old"
    assert readout.estimate("level", "old").value == pytest.approx(0.05)
    level = proportion(350, 5050)
    assert readout.estimate("level", "new").low == pytest.approx(level.low)
    # two arms against one: each interval at 97.5 %
    for arm, k, n in (("new", 350, 5050), ("odd", 260, 4950)):
        effect = readout.estimate("effect", arm)
        known = difference_of_proportions(k, n, 250, 5000, level=0.975)
        assert (effect.value, effect.low, effect.high) == pytest.approx(
            (known.value, known.low, known.high)
        )
        assert (effect.against, effect.n, effect.level) == ("old", n + 5000, 0.975)
        assert readout.estimate("lift", arm).value == pytest.approx(k / n / 0.05 - 1)
    p = {arm: readout.estimate("effect", arm) for arm in ("new", "odd")}
    assert p["new"].adjusted_p_value == pytest.approx(2 * p["new"].p_value)
    assert p["odd"].adjusted_p_value == pytest.approx(p["odd"].p_value)
    assert readout.to_frame()["measure"].value_counts().to_dict() == {
        "level": 3,
        "effect": 2,
        "lift": 2,
    }


@pytest.mark.parametrize(
    ("experiment", "first"),
    [
        (
            "clear",
            "new differs most from old: clicks per sent 5.00% → 6.93%, +1.93\u202fpp (+0.87 to",
        ),
        ("flat", "No difference beyond chance: clicks per sent 5.00% in old, and the interval of"),
        ("broken", "No result: split 55.6 : 44.4 instead of 50.0 each (5,000 : 4,000); find what"),
        ("spoilt", "No result: 1 of 2 arms rejected (new k_above_n). Figures are hidden until"),
        ("alone", "No result: there is one arm, and nothing to compare it with."),
        ("empty", "No result: nobody is assigned yet."),
        ("small", "No difference beyond chance: clicks per sent 0.00% in old"),
    ],
)
def test_the_first_sentence(found, experiment, first):
    readout = found.readout(experiment)
    assert str(readout).startswith(first)
    hidden = experiment in ("broken", "spoilt", "alone", "empty")
    assert bool(readout.estimates) is not hidden
    if hidden:
        with pytest.raises(KeyError, match="no level of 'old'"):
            readout.estimate("level", "old")


def test_the_screen_of_all_says_first_whether_they_can_be_read(found):
    lines = str(found).splitlines()
    assert lines[0] == (
        "1 of 4 splits (25.00%) do not fit equal shares (χ² p below 0.001, 0.004 by chance); the "
        "figures of 2 stay hidden."
    )
    assert lines[1] == (
        "7 experiments, 13 arms (1 of 1, 5 of 2, 1 of 3), 33,495 sent, 1,815 clicks"
    )
    assert lines[2] == "1 row rejected (1 k_above_n); what they belong to stays unread"
    assert any(line.startswith("broken ") for line in lines)


def test_a_source_whose_splits_are_broken_is_said_to_be(root):
    rows = [(name, arm, n, 5) for name in range(40) for arm, n in (("a", 1000), ("b", 800))]
    write_csv(root / "arms.csv", ("test", "arm", "sent", "clicks"), rows)
    with stagelift.open(root) as workspace:
        text = str(workspace.counted())
    assert text.startswith("40 of 40 splits (100.00%) do not fit equal shares")
    assert "find what drops units before reading any of them" in text


def test_a_source_whose_splits_fit_is_said_to_be_sound(root):
    rows = [(name, arm, n, 5) for name in range(40) for arm, n in (("a", 1000), ("b", 990))]
    write_csv(root / "arms.csv", ("test", "arm", "sent", "clicks"), rows)
    with stagelift.open(root) as workspace:
        first = str(workspace.counted()).splitlines()[0]
    assert first.startswith("0 of 40 splits (0.00%) do not fit equal shares")
    assert first.endswith(": the assignment of this source is sound.")


def test_hidden_figures_are_hidden_everywhere(found):
    rows = {row["experiment"]: row for row in found.to_dicts()}
    assert (rows["broken"]["k"], rows["clear"]["k"]) == (None, 860)
    assert found.to_frame()["experiment"].tolist()[0] == "clear"
    assert found.readout("broken").to_dict()["estimates"] == []


def test_the_command_reads_all_and_one(root):
    everything = run(root, "readout")
    assert everything.exit_code == 0, everything.output
    assert "7 experiments, 13 arms" in everything.output
    assert everything.output.splitlines()[-1].endswith("readout clear")
    one = run(root, "readout", "flat")
    assert one.exit_code == 0
    assert "Note    exploratory; counts come without a plan" in one.output
    assert run(root, "readout", "broken").exit_code == 4
    assert len(json.loads(run(root, "readout", "--json").output)) == 7
    assert json.loads(run(root, "readout", "clear", "--json").output)["assigned"]["new"] == 5050


def test_check_counts_rejected_arms_and_keeps_them(root):
    result = run(root, "check")
    assert result.exit_code == 4
    assert "banners: 1 rejected, k_above_n" in result.output
    assert "7.1 % of its rows are rejected" in result.output
    assert (root / ".stagelift" / "quarantine" / "banners.parquet").is_file()


def test_where_there_are_only_counts_the_next_command_is_a_readout(root):
    rows = [row for row in ROWS if row[0] != "spoilt"]
    write_csv(root / "arms.csv", ("test", "arm", "sent", "clicks"), rows)
    for words in ((), ("check",)):
        assert run(root, *words).output.splitlines()[-1].endswith(" readout")


def test_check_names_the_line_of_a_wrong_column(root):
    (root / "journey.yaml").write_text(JOURNEY.replace("n: sent", "n: sents"), encoding="utf-8")
    result = run(root, "check")
    assert result.exit_code == 2
    assert "journey.yaml:5: sources.banners.n: no column 'sents'" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["readout", "clera"], "unknown experiment 'clera' in source 'banners'. Did you mean"),
        (["readout", "--source", "bannres"], "no source 'bannres' of counts; there are banners."),
    ],
)
def test_what_is_not_there_is_named(root, words, message):
    result = run(root, *words)
    assert result.exit_code == 2
    assert message in result.output


def test_of_several_sources_one_must_be_named(root):
    keys = "shape: counts, experiment: test, variant: arm, n: sent, k: sent"
    more = f"  mails: {{read: arms.csv, {keys}}}\n"
    text = JOURNEY.replace("stages:", more + "stages:")
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    with stagelift.open(root) as workspace:
        assert workspace.counted("mails").readout("flat").estimate("level", "old").value == 1.0
        with pytest.raises(
            ArgumentError, match="name a source of counts; there are banners, mails"
        ):
            workspace.counted()


def test_without_counts_a_readout_needs_a_name(root):
    text = JOURNEY.replace(
        "shape: counts, experiment: test, variant: arm, n: sent, k: clicks",
        "customer: row, shape: unit",
    )
    (root / "journey.yaml").write_text(text, encoding="utf-8")
    result = run(root, "readout")
    assert result.exit_code == 2
    assert "name an experiment. There are: none" in result.output
