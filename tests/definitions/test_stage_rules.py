"""What holds between the stages of a journey, its aliases, its returns and its versions."""

from __future__ import annotations

import pytest

from stagelift.definitions import Journey, fingerprint, read_workspace
from stagelift.definitions.versions import stages_fingerprint
from stagelift.errors import UnknownNameError
from stagelift.metrics.registry import KINDS

HEAD = "journey: shop\nzone: UTC\ndata: data/events.csv\n"
STAGES = """\
stages:
  look: {enter: visited, aliases: [인지, awareness]}
  cart: {enter: added, may_go_back_to: awareness}
  buy: {enter: ordered, may_go_back_to: [cart, look]}
  care: {enter: reviewed, aliases: [aftercare]}
"""
METRICS = """\
metrics:
  first: {conversion: ordered, from: awareness, stage: aftercare}
  nps: {nps: survey}
"""


def read(root, text, metrics="metrics:\n  first: {conversion: ordered, from: look}\n"):
    (root / "metrics").mkdir(exist_ok=True)
    (root / "journey.yaml").write_text(HEAD + text, encoding="utf-8")
    (root / "metrics" / "all.yaml").write_text(metrics, encoding="utf-8")
    return read_workspace(root, kinds=KINDS)


def issues(root, text, metrics="metrics:\n  first: {conversion: ordered}\n"):
    return [str(issue) for issue in read(root, text, metrics)[1]]


def test_an_alias_stands_wherever_a_stage_is_named(tmp_path):
    targets = "targets: {first: 12% by 2026-12-31, first.aftercare: 15% by 2026-12-31}\n"
    metrics = "metrics:\n  first: {conversion: ordered, from: awareness, stage: aftercare}\n"
    found, mistakes = read(tmp_path, STAGES + targets, metrics)
    assert mistakes == ()
    assert (found.metrics["first"].from_, found.metrics["first"].stage) == ("look", "care")
    assert found.journey.stages["cart"].may_go_back_to == ("look",)
    assert list(found.journey.targets) == ["first", "first.care"]
    assert [found.journey.resolve(name) for name in ("인지", "look", "aftercare")] == [
        *("look", "look", "care")
    ]


def test_a_metric_named_by_alias_is_the_metric_named_by_id(tmp_path):
    by_alias = read(tmp_path, STAGES, METRICS.replace("  nps: {nps: survey}\n", ""))[0]
    ids = "metrics:\n  first: {conversion: ordered, from: look, stage: care}\n"
    by_id = read(tmp_path, STAGES, ids)[0]
    assert fingerprint(by_alias.metrics["first"]) == fingerprint(by_id.metrics["first"])


def test_an_unknown_stage_gets_the_nearest_of_ids_and_aliases(tmp_path):
    metrics = "metrics:\n  first: {conversion: ordered, from: aftrcare}\n"
    (mistake,) = issues(tmp_path, STAGES, metrics)
    assert "metrics/all.yaml:2" in mistake
    assert "unknown stage 'aftrcare'. Did you mean 'aftercare'?" in mistake
    with pytest.raises(UnknownNameError, match="Did you mean 'aftercare'"):
        read(tmp_path, STAGES)[0].journey.resolve("aftrcare")


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (
            "  a: {enter: x, aliases: [c]}\n  b: {enter: y, aliases: [c]}\n",
            (
                "journey.yaml:6: stages.b.aliases[1]: 'c' is already an alias of the stage 'a'. "
                "A name means one stage"
            ),
        ),
        (
            "  a: {enter: x, aliases: [b]}\n  b: y\n",
            (
                "journey.yaml:5: stages.a.aliases[1]: 'b' is the id of another stage. "
                "An alias is a name that no stage has; remove one of the two"
            ),
        ),
        (
            "  a: {enter: x, aliases: [a]}\n",
            "journey.yaml:5: stages.a.aliases[1]: 'a' is the stage's own id",
        ),
        (
            "  a: x\n  b: {enter: y, may_go_back_to: b}\n",
            (
                "journey.yaml:6: stages.b.may_go_back_to: 'b' is the stage itself; a repeated "
                "event does not enter it again. Name stages before it"
            ),
        ),
        (
            "  a: {enter: x, may_go_back_to: b}\n  b: y\n",
            (
                "journey.yaml:5: stages.a.may_go_back_to: 'b' comes after 'a'; going on needs no "
                "leave. Name stages before it"
            ),
        ),
        (
            "  alpha: x\n  b: {enter: y, may_go_back_to: alhpa}\n",
            (
                "journey.yaml:6: stages.b.may_go_back_to: unknown stage 'alhpa'. "
                "Did you mean 'alpha'? (2 found in journey.yaml)"
            ),
        ),
        (
            "  a: x\n  gone: {after: 9 days without x, may_go_back_to: a}\n",
            (
                "journey.yaml:6: stages.gone.may_go_back_to: whoever left comes back by any stage "
                "event. Remove this line"
            ),
        ),
        (
            "  gone: {after: 9 days without x}\n  a: x\n",
            (
                "journey.yaml:5: stages.gone: 'gone' comes before 'a'. "
                "Write the stage with 'after:' last: customers leave from every other one"
            ),
        ),
        (
            "  a: x\n  gone: {after: 9 days without x}\n  lost: {after: 30 days without x}\n",
            (
                "journey.yaml:7: stages.lost.after: 'gone' is the state of having left already; "
                "a journey has one"
            ),
        ),
        (
            "  a: x\n  gone: {after: contract end}\n",
            (
                "journey.yaml:6: stages.gone.after: no source holds contracts. "
                "Write 'as: contracts' in the source that does"
            ),
        ),
        (
            "  a: x\n  gone: {after: the end}\n",
            (
                "journey.yaml:6: stages.gone.after: 'the end' does not say what is missing; "
                "write '90 days without visited | ordered' or 'contract end'"
            ),
        ),
        (
            "  a: x\n  gone: {after: 9 days without x, steps: {one: y}}\n",
            "journey.yaml:6: stages.gone.steps: who has left takes no steps",
        ),
        (
            "  a: {enter: x, part: after}\n  b: {enter: y, part: before}\n",
            (
                "journey.yaml:6: stages.b.part: 'before' comes after 'after'. "
                "Parts follow each other: before, during, after"
            ),
        ),
    ],
)
def test_mistakes_between_stages(tmp_path, stages, expected):
    metrics = "metrics:\n  first: {conversion: ordered}\n"
    assert issues(tmp_path, "stages:\n" + stages, metrics) == [expected]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (
            "{frist: 12% by 2026-12-31}",
            "targets.frist: unknown metric 'frist'. Did you mean 'first'? (1 found in metrics/)",
        ),
        (
            "{first.byu: 12% by 2026-12-31}",
            "targets.first.byu: unknown stage 'byu'. Did you mean 'buy'? (7 found in journey.yaml)",
        ),
        (
            "{buy: 12% by 2026-12-31}",
            "targets.buy: 'buy' is a stage, not a metric. Write 'METRIC.buy'",
        ),
    ],
)
def test_a_target_is_of_a_metric_that_exists_at_a_stage_that_exists(tmp_path, targets, expected):
    (mistake,) = issues(tmp_path, f"{STAGES}targets: {targets}\n")
    assert mistake == f"journey.yaml:9: {expected}"


def test_aliases_that_lead_in_a_circle_are_two_mistakes(tmp_path):
    stages = "stages:\n  a: {enter: x, aliases: [b]}\n  b: {enter: y, aliases: [a]}\n"
    found = issues(tmp_path, stages)
    assert [mistake.partition(". ")[0] for mistake in found] == [
        "journey.yaml:5: stages.a.aliases[1]: 'b' is the id of another stage",
        "journey.yaml:6: stages.b.aliases[1]: 'a' is the id of another stage",
    ]


WAS = """\
version: 2
valid_from: 2026-10-01
was:
  1:
    valid_from: 2026-05-18
    stages: {seen: visited, basket: added, buy: ordered}
    crosswalk: {seen: awareness, basket: cart}
"""


def test_what_the_stages_of_an_earlier_version_became(tmp_path):
    found, mistakes = read(tmp_path, STAGES + WAS)
    assert mistakes == ()
    before = found.journey.was["1"]
    became = before.became(found.journey.stages)
    assert became == {"seen": "look", "basket": "cart", "buy": "buy"}
    without = before.model_copy(update={"crosswalk": {}})
    assert without.became(found.journey.stages) == {"seen": None, "basket": None, "buy": "buy"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("basket: cart}", "baskt: cart}", "version '1' has no stage 'baskt'. Did you mean"),
        ("basket: cart}", "basket: crt}", "unknown stage 'crt'. Did you mean 'cart'?"),
        ("version: 2\n", "", "earlier versions came, and today's has no name. Write 'version: 2'"),
        ("version: 2\n", "version: 1\n", "'1' is an earlier version already"),
        ("valid_from: 2026-10-01\n", "", "earlier versions came; 'valid_from' says since when"),
        ("2026-10-01", "2026-05-18", "2026-05-18 is not after 2026-05-18, the version before"),
        (
            "{seen: visited, basket: added, buy: ordered}",
            "{seen: visited, basket: added, buy: ordered, care: reviewed}",
            "the version after it opens its stages in the same way",
        ),
    ],
)
def test_mistakes_between_versions(tmp_path, before, after, expected):
    (mistake,) = issues(tmp_path, STAGES + WAS.replace(before, after))
    assert expected in mistake
    assert mistake.startswith("journey.yaml:")


def test_a_new_label_or_owner_makes_no_new_definition():
    def stages(**more):
        return Journey(zone="UTC", sources={}, stages={"a": {"enter": "x", **more}}).stages

    same = stages_fingerprint(stages())
    assert stages_fingerprint(stages(label="A", owner="Kim", aliases=["b"])) == same
    assert stages_fingerprint(stages(enter="x x2")) != same


def test_versions_change_no_number(tmp_path):
    with_versions = read(tmp_path, STAGES + WAS)[0].journey
    assert fingerprint(with_versions) == fingerprint(read(tmp_path, STAGES)[0].journey)
