"""Everything a readout tells beyond its table of effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from stagelift.experiments.question import Question
from stagelift.experiments.reading import Examined
from stagelift.experiments.sections.after import churns, is_due, is_planned, view_with, voices
from stagelift.experiments.sections.ages import EffectByAge, effect_by_days, ends_within_a_day
from stagelift.experiments.sections.churning import ChurnAfter, churn_after
from stagelift.experiments.sections.converting import TimeToConvert, time_to_convert
from stagelift.experiments.sections.ready import NotReady, not_ready
from stagelift.experiments.sections.ruled import RuledOut, ruled_out
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.sections.sending import SendLess, send_less
from stagelift.experiments.sections.shop import WholeShop, last_counted, of_whole_shop, share_taken
from stagelift.experiments.sections.voice import Voice, voice
from stagelift.experiments.sections.waits import Waits, waits_of

Untold = Literal["", "households", "epochs", "openings", "part_day"]
CURRENCY = 3  # letters of a currency's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """What a readout tells beyond its table of effects; each part None or empty where it has none.

    Args:
        experiment: Id of the experiment.
        unit: The primary metric's unit.
        time: How soon customers convert.
        ages: The effect by days since assignment.
        shop: The effect as a share of the whole shop's total.
        voice: Net promoters and who answers.
        churn: Who falls silent afterwards.
        sending: What the messages cost in reachable customers.
        ruled_out: What each variant's interval rules out.
        ready: What cannot be read yet, and when it can.
        untold: Why time, days, whole shop, voices and churn are not told: whole households were
            randomised, or units entered under several splits; why the whole shop alone is not: the
            traffic was not the same throughout; or days alone: the window ends within a day. Empty
            where all are.
    """

    experiment: str
    unit: str
    time: TimeToConvert | None = None
    ages: EffectByAge | None = None
    shop: WholeShop | None = None
    voice: tuple[Voice, ...] = ()
    churn: tuple[ChurnAfter, ...] = ()
    sending: SendLess | None = None
    ruled_out: tuple[RuledOut, ...] = ()
    ready: tuple[NotReady, ...] = ()
    untold: Untold = ""

    @property
    def is_money(self) -> bool:
        """Whether the primary metric is an amount of money."""
        return len(self.unit) == CURRENCY and self.unit.isupper()

    def to_dict(self) -> dict[str, Any]:
        """Every section as JSON-ready values, null where it has nothing to say."""
        return {
            "time": self.time and self.time.to_dict(),
            "ages": self.ages and self.ages.to_dict(),
            "shop": self.shop and self.shop.to_dict(),
            "voice": [each.to_dict() for each in self.voice],
            "churn": [each.to_dict() for each in self.churn],
            "sending": self.sending and self.sending.to_dict(),
            "ruled_out": [each.to_dict() for each in self.ruled_out],
            "ready": [each.to_dict() for each in self.ready],
            "untold": self.untold,
        }

    def __str__(self) -> str:
        from stagelift.experiments.sections.text import sections_text

        return sections_text(self)


def sections_of(asked: Question, examined: Examined, *, beyond: bool = True) -> Sections:
    """The sections of an examined experiment.

    Args:
        asked: The experiment.
        examined: Its readout with what it was made from.
        beyond: Whether net promoters and churn are read where the plan does not name them, which
            takes one query more.

    Returns:
        The sections; all empty while the health is red, and for a finished table of units.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    scene = Scene.of(asked, examined)
    blank = Sections(experiment=asked.experiment.name, unit=asked.unit)
    if scene is None:
        return blank
    untold = untold_of(scene)
    waits = None if untold else waits_of(scene)
    said, silent = voices(scene), churns(scene)
    due = [
        each
        for each in (*said, *silent)
        if not untold and is_due(scene, each) and (beyond or is_planned(scene, each))
    ]
    view = view_with(scene, due)
    spoken = (voice(scene, view, each) for each in said if each in due)
    fallen = (churn_after(scene, view, each) for each in silent if each in due)
    others = {each.name: each for each in (*asked.measured[1:], *asked.later, *said, *silent)}
    return Sections(
        experiment=asked.experiment.name,
        unit=asked.unit,
        time=None if waits is None else time_to_convert(scene, waits),
        ages=None if waits is None else effect_by_days(scene, waits),
        shop=None if waits is None else of_whole_shop(scene, waits),
        voice=tuple(each for each in spoken if each is not None),
        churn=tuple(each for each in fallen if each is not None),
        sending=send_less(scene),
        ruled_out=ruled_out(scene),
        ready=not_ready(scene, others.values()),
        untold=untold or part_untold(scene, waits),
    )


def untold_of(scene: Scene) -> Untold:
    """Why sections that compare customer by customer would be wrong here; empty where they hold.

    Customers of one household are not independent, and units of several splits are never pooled.
    """
    if scene.asked.experiment.of_households:
        return "households"
    return "epochs" if scene.readout.epochs > 1 else ""


def part_untold(scene: Scene, waits: Waits | None) -> Untold:
    """Why one section alone would be wrong here; empty where none is."""
    if waits is None:
        return ""
    if ends_within_a_day(waits):
        return "part_day"
    return "openings" if last_counted(scene) >= 0 and share_taken(scene) is None else ""
