"""The effect in households that a split of single customers divided, and in those it did not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.homes import HOUSEHOLD
from stagelift.data.query.leaks import ALONE, APART, TOGETHER, measure_by_home
from stagelift.errors import ArgumentError
from stagelift.experiments.clusters.per_household import PerHousehold, per_household
from stagelift.experiments.health.asking import primary_plan
from stagelift.experiments.verdict import effect_words
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.tally import Tally, tally
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.data.query import Cell
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined

KINDS = (ALONE, TOGETHER, APART)
WORDS = {
    "en": {
        ALONE: "alone in the test",
        TOGETHER: "household in one variant",
        APART: "household in several",
        "head": "Homes",
        "n": "{n:,} customers",
    },
    "ko": {
        ALONE: "혼자 참여",
        TOGETHER: "가구가 한 변형",
        APART: "가구가 여러 변형",
        "head": "가구",
        "n": "고객 {n:,}명",
    },
}
SEVERAL_SPLITS = "customers of several splits are never pooled"
UNEQUAL = "with unequal shares a household's size tells its variants, so they are not compared"
KOREAN = {
    SEVERAL_SPLITS: "여러 배분으로 들어온 고객은 합치지 않음",
    UNEQUAL: "배분이 같지 않으면 변형마다 가구 크기가 달라 비교하지 않음",
}


@dataclass(frozen=True, slots=True)
class HomeEffect:
    """The effect on the primary metric among the customers of one kind of household.

    Args:
        kind: `alone`, `together` or `apart`.
        variant: The treatment.
        n: Customers of the treatment and the control; None where one of them is too small to show.
        effect: The difference, with the household as its cluster within each variant.
    """

    kind: str
    variant: str
    n: int | None
    effect: Inference

    def to_dict(self) -> dict[str, Any]:
        """The effect as JSON-ready values."""
        names = ("value", "low", "high", "level", "method", "status", "note")
        told = {name: getattr(self.effect, name) for name in names}
        return {"kind": self.kind, "variant": self.variant, "n": self.n, **told}


@dataclass(frozen=True, slots=True)
class HomeSplit:
    """The effect by kind of household; exploratory, it decides nothing.

    Args:
        metric: Id of the primary metric.
        unit: Its unit.
        effects: By kind and variant; none while no figure may be shown.
        why: Why there are none; empty where there are.
    """

    metric: str
    unit: str
    effects: tuple[HomeEffect, ...]
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The split as JSON-ready values."""
        return {
            "metric": self.metric,
            "unit": self.unit,
            "why": self.why,
            "effects": [one.to_dict() for one in self.effects],
        }

    def lines(self, language: str = "en") -> list[str]:
        """One line for each kind of household.

        Args:
            language: `en` or `ko`.

        Returns:
            Words, effect with interval and number of customers; the reason where the split allows
            none, else none without effects.
        """
        words = WORDS[language]
        if self.why in KOREAN:
            why = KOREAN[self.why] if language == "ko" else self.why
            return [f"{words['head']:<8}{why}"]
        found: list[str] = []
        for one in self.effects:
            told = "–" if one.n is None else words["n"].format(n=one.n)
            effect = "–" if one.n is None else effect_words(one.effect, self.unit)
            label = "" if found else words["head"]
            found.append(f"{label:<8}{words[one.kind]}, {one.variant}: {effect} ({told})")
        return found

    def __str__(self) -> str:
        return "\n".join(self.lines()) or self.why


def home_split(asked: Question, found: Examined) -> HomeSplit:
    """The effect where a household is divided between the variants, and where it is not.

    Where people of one household tell each other, the effect is smaller in divided households. They
    are of one kind of household all the same: draws divide large ones more often, so a difference
    may be that of large and small households as well. Which kind a household is of depends on the
    draw: only where every variant has the same share is that the same for all of them, so that
    households of one kind are alike in each.

    Args:
        asked: The experiment, which draws single customers.
        found: Its readout with what it was made from.

    Returns:
        Effects once every window has closed and nothing hides the result; none, with the reason,
        for units of several splits or with unequal shares.

    Raises:
        ArgumentError: When households were randomised whole, or no source has households.
        EngineError: When the engine refuses a query.
    """
    if asked.experiment.of_households:
        raise ArgumentError(f"experiment '{asked.experiment.name}' divides no household")
    contract, units = asked.contract, found.found.units
    if not contract.playing("customers") or not contract.maps("customers", HOUSEHOLD):
        raise ArgumentError("no source of customers says who lives in which household")
    blank = HomeSplit(asked.primary.name, asked.unit, ())
    if found.view is None or units is None:
        return HomeSplit(blank.metric, blank.unit, (), "health hides the result")
    why = SEVERAL_SPLITS if found.readout.epochs > 1 else "" if equal_shares(asked) else UNEQUAL
    if why:
        return HomeSplit(blank.metric, blank.unit, (), why)
    if not found.readout.final:
        return HomeSplit(blank.metric, blank.unit, (), "shown when every window has closed")
    groups: dict[tuple[str, str | None], list[Cell]] = defaultdict(list)
    for cell in measure_by_home(contract, primary_plan(asked, units)):
        if cell.segment is not None:
            groups[cell.segment, cell.variant].append(cell)
    metric = per_household(asked.primary)
    effects = tuple(
        effect_in(metric, kind, variant, tallies(metric, groups, kind, (variant, asked.control)))
        for variant in asked.treatments
        for kind in KINDS
        if (kind, variant) in groups or (kind, asked.control) in groups
    )
    return HomeSplit(blank.metric, blank.unit, effects)


def equal_shares(asked: Question) -> bool:
    """Whether every variant has the same share of the split."""
    return len({share for _, share in asked.plan.admission.shares}) == 1


def tallies(
    metric: PerHousehold,
    groups: dict[tuple[str, str | None], list[Cell]],
    kind: str,
    arms: tuple[str, str],
) -> tuple[Tally, Tally]:
    """The units of one kind of household in two arms."""
    one, zero = (tally(groups.get((kind, arm), ()), binary=metric.binary) for arm in arms)
    return one, zero


def effect_in(
    metric: PerHousehold, kind: str, variant: str, arms: tuple[Tally, Tally]
) -> HomeEffect:
    """The effect in one kind of household, without figures where an arm is too small to show."""
    one, zero = arms
    if min(one.n, zero.n) < MINIMUM:
        note = f"fewer than {MINIMUM} customers in a variant"
        return HomeEffect(kind, variant, None, Inference(method="none", status="low_n", note=note))
    found = metric.effect_of(one, zero, confidence=0.95, method="auto")
    return HomeEffect(kind, variant, one.n + zero.n, found)
