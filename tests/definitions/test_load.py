from __future__ import annotations

import shutil
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from stagelift.definitions import (
    DateSpan,
    Experiment,
    Journey,
    find_root,
    fingerprint,
    load_workspace,
    read_workspace,
)
from stagelift.errors import ArgumentError, DefinitionError, Location

DESIGN = Path(__file__).parents[1] / "fixtures" / "design"


def design(kinds, form):
    return load_workspace(DESIGN / form, kinds=kinds.all, standard=lambda _: kinds.standard)


def test_the_smallest_forms(kinds):
    found = design(kinds, "smallest")
    assert list(found.journey.stages) == [
        *("awareness", "consideration", "purchase", "retention", "advocacy"),
    ]
    assert found.metrics["first_order"] == kinds.Conversion(
        name="first_order", conversion="ordered"
    )
    assert found.experiments["cart_reminder"].control == "email_day2"
    assert found.reports["weekly"].notebook == "weekly_journey"


def test_the_full_forms(kinds):
    found = design(kinds, "full")
    journey, metrics = found.journey, found.metrics
    assert journey.as_of == datetime(2026, 11, 15, 21, tzinfo=UTC)
    assert journey.languages == ("ko", "en")
    assert {name: source.role for name, source in journey.sources.items()} == {
        "app": "events",
        "orders": "events",
        "braze": "events",
        "survey": "surveys",
        "customers": "customers",
    }
    assert journey.sources["orders"].columns["value"] == "net_amount - coupon_amount"
    assert journey.sources["orders"].columns["event"] == "'ordered'"
    assert journey.same_person["app.device_id"] == "app.user_id"
    assert str(journey.stages["left"].after) == "90 days without visited | ordered"
    assert journey.stages["retention"].may_go_back_to == ("consideration",)
    assert journey.rules.holdout == Fraction(1, 20)
    assert metrics["first_order"].label.text("ko") == "첫 구매"
    assert metrics["order_value"].cap == Fraction(99, 100)
    assert metrics["week4"].days == "22..28"
    assert metrics["return_rate"].better == "down"
    assert set(found.experiments) == {"cart_reminder", "canvas"}
    assert found.reports["weekly"].send.slack == "$SLACK_WEEKLY_URL"


def test_a_file_and_its_python_twin_are_equal(kinds):
    found = design(kinds, "smallest")
    journey = Journey(
        country="KR",
        data="data/events.parquet",
        stages={
            "awareness": "visited",
            "consideration": "cart_added",
            "purchase": "ordered",
            "retention": "ordered x2",
            "advocacy": "review_written | friend_invited",
        },
        segments={"cart_open": {"did": "cart_added"}},
    )
    assert found.journey == journey
    assert fingerprint(found.journey) == fingerprint(journey)
    question = "Does a push within the hour bring more first orders than the e-mail on day two?"
    twin = Experiment(
        name="cart_reminder",
        question=question,
        audience="cart_open",
        primary="first_order",
        variants={"email_day2": "email", "push_1h": "push"},
    )
    assert found.experiments["cart_reminder"] == twin


def test_every_key_knows_its_file_and_line(kinds):
    found = design(kinds, "full")
    assert found.location("experiment", "cart_reminder", "primary") == Location(
        "experiments/cart_reminder.yaml", 3
    )
    assert found.location("metric", "nps").line == 5
    assert found.location("metric", "nps", "nps").file == "metrics/more.yaml"
    assert found.location("journey", "journey", "stages", "left").line == 21
    assert found.location("experiment", "unknown") is None
    assert found.location("metric", "unsubscribed") is None  # a standard metric has no file


def test_a_file_overrides_a_standard_metric(kinds, tmp_path):
    shutil.copytree(DESIGN / "smallest", tmp_path, dirs_exist_ok=True)
    (tmp_path / "metrics" / "complained.yaml").write_text("conversion: grumbled\n")
    found = load_workspace(tmp_path, kinds=kinds.all, standard=lambda _: kinds.standard)
    assert found.metrics["complained"].event_names() == ("grumbled",)


def test_plans_and_decisions_are_records(read):
    definitions, issues = read(
        {
            "metrics/m.yaml": "conversion: ordered\n",
            "experiments/e.yaml": "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\n",
            "experiments/e.plan.yaml": "hash: 7f3a91\nmetrics: {m: {within: 7 days}}\n",
            "experiments/e.decision.yaml": "verdict: ship\n",
        }
    )
    assert not issues
    assert definitions.plans == {"e": {"hash": "7f3a91", "metrics": {"m": {"within": "7 days"}}}}
    assert definitions.decisions == {"e": {"verdict": "ship"}}
    assert list(definitions.experiments) == ["e"]


def test_the_root_is_the_nearest_folder_with_a_journey(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "journey.yaml").touch()
    assert find_root(tmp_path / "a" / "b") == tmp_path.resolve()
    (tmp_path / "a" / "journey.yaml").touch()
    assert find_root(tmp_path / "a" / "b") == tmp_path.resolve() / "a"


def test_no_workspace(tmp_path, kinds):
    with pytest.raises(ArgumentError, match=r"no journey.yaml in '.*' or above it"):
        find_root(tmp_path)
    with pytest.raises(ArgumentError, match=r"no journey.yaml in"):
        read_workspace(tmp_path, kinds=kinds.all)


def test_all_mistakes_of_all_files_at_once_causes_first(read):
    _, issues = read(
        {
            "reports/r.yaml": "notebook: n\ntiles: [nsp]\n",
            "experiments/b.yaml": "audience: nobody\nprimary: mm\nvariants: {a: none, b: emial}\n",
            "experiments/a.yaml": "audience: everyone\nprimary: m\n\tx: y\n",
            "metrics/nps.yaml": "nps: data\nbetter: upp\n",
            "metrics/m.yaml": "conversion: ordered\n",
        }
    )
    assert [issue.split(": ")[:2] for issue in issues] == [
        ["experiments/a.yaml:3", "a tab came; YAML is indented with spaces"],
        ["metrics/nps.yaml:2", "better"],
        ["experiments/b.yaml:1", "audience"],
        ["experiments/b.yaml:2", "primary"],
        ["experiments/b.yaml:3", "variants.b"],
        ["reports/r.yaml:2", "tiles[1]"],
    ]


def test_a_definition_that_cannot_be_read_is_still_a_known_name(read):
    experiment = "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\n"
    _, issues = read({"metrics/m.yaml": "", "experiments/e.yaml": experiment})
    assert issues == ["metrics/m.yaml:1: the file is empty; a mapping of keys is expected"]


def test_files_that_editors_leave_are_not_read(read):
    assert read({"metrics/.#m.yaml": "\t"})[1] == []


def test_load_raises_what_read_returns(read, tmp_path, kinds):
    _, issues = read({"metrics/m.yaml": "convresion: ordered\nwithin: 3 months\n"})
    with pytest.raises(DefinitionError) as caught:
        load_workspace(tmp_path, kinds=kinds.all)
    assert [str(issue) for issue in caught.value.issues] == issues
    assert issues == [
        (
            "metrics/m.yaml:1: unknown metric kind 'convresion'; kinds are churn, conversion, nps, "
            "ratio, repurchase, retention, sum. Did you mean 'conversion'?"
        )
    ]


def test_what_is_valid_of_a_journey_is_kept(read):
    definitions, issues = read(
        {
            "journey.yaml": (
                "country: KR\n"
                "sources:\n"
                "  good: {read: a.csv, customer: id, time: ts, event: name}\n"
                "  bad: {read: b.csv, customer: id, tme: ts, event: name}\n"
                "stages: {a: visited, b: {entr: ordered}}\n"
                "holdout: 5%\n"
            )
        }
    )
    assert list(definitions.journey.sources) == ["good"]
    assert list(definitions.journey.stages) == ["a"]
    assert [issue.split(": ")[1] for issue in issues] == [
        *("sources.bad.tme", "stages.b.entr", "holdout"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "country: KR\nstages: visited\nsources: here\n",
        "country: US\ndata: a.csv\nstages: {a: visited}\n",
        "data: [a]\nstages: {a: visited}\nzone: nowhere\n",
        "a: 1\n",
        "\ttab: 1\n",
        "",
    ],
)
def test_a_journey_that_cannot_be_read_leaves_an_empty_one(read, text):
    definitions, issues = read({"journey.yaml": text})
    assert issues
    assert isinstance(definitions.journey, Journey)


def test_an_unreadable_journey_raises_no_consequences(read):
    _, issues = read(
        {
            "journey.yaml": "country: 'KR\n",
            "metrics/m.yaml": "conversion: ordered\nstage: purchase\n",
            "experiments/e.yaml": "audience: vip\nprimary: m\nvariants: {a: none, b: line}\n",
        }
    )
    assert issues == ["journey.yaml:2: a quote is opened and not closed"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"metrics/m.yml": "conversion: a\n"},
            "metrics/m.yml:1: the ending '.yml' is not read; rename it to '.yaml'",
        ),
        (
            {"metrics/m.yaml": "metrics:\n  a: {conversion: x}\nlabel: A\n"},
            "metrics/m.yaml:3: label: 'label' stands beside 'metrics'; write it inside one metric",
        ),
        (
            {"metrics/m.yaml": "metrics:\n  a: ordered\n"},
            "metrics/m.yaml:2: metrics.a: a mapping such as '{conversion: ordered}' is expected",
        ),
        (
            {"metrics/m.yaml": "metrics:\n  a: {conversion: x, within: 1 year}\n"},
            (
                "metrics/m.yaml:2: metrics.a.within: '1 year' has no fixed length. "
                "Write days or weeks; months exist only as calendar months"
            ),
        ),
        (
            {"metrics/m.yaml": "metrics:\n  a: {convert: x}\n"},
            (
                "metrics/m.yaml:2: metrics.a: unknown metric kind 'convert'; kinds are churn, "
                "conversion, nps, ratio, repurchase, retention, sum. Did you mean 'conversion'?"
            ),
        ),
        (
            {"metrics/a.yaml": "conversion: x\n", "metrics/b.yaml": "metrics: {a: {churn: y}}\n"},
            "metrics/b.yaml:1: the metric 'a' is already defined at metrics/a.yaml:1",
        ),
        (
            {"metrics/m.yaml": "name: m\nconversion: x\n"},
            "metrics/m.yaml:1: name: the name is 'm', from the file; remove this line",
        ),
        (
            {"reports/r.yaml": "- a\n"},
            "reports/r.yaml:1: a mapping of keys such as 'country: KR' is expected",
        ),
    ],
)
def test_mistakes_of_files(read, files, expected):
    assert read(files)[1] == [expected]


def test_dates_come_as_written(read):
    definitions, issues = read(
        {
            "metrics/m.yaml": "conversion: ordered\n",
            "experiments/e.yaml": (
                "audience: everyone\nprimary: m\nvariants: {a: none, b: email}\n"
                "run: 2026-10-26..2026-11-15\n"
            ),
        }
    )
    assert not issues
    assert definitions.experiments["e"].run == DateSpan.parse("2026-10-26..2026-11-15")


def test_a_file_of_comments_is_switched_off(tmp_path):
    journey = "country: KR\nstages: {awareness: visited}\n"
    (tmp_path / "journey.yaml").write_text(journey, encoding="utf-8")
    (tmp_path / "experiments").mkdir()
    example = tmp_path / "experiments" / "later.yaml"
    example.write_text("# question: Later?\n\n", encoding="utf-8")
    assert load_workspace(tmp_path, kinds={}).experiments == {}
    example.write_text("", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"experiments/later\.yaml:1: the file is empty"):
        load_workspace(tmp_path, kinds={})
