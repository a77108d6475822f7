"""Everything a readout tells beyond its table of effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.experiments.sections.ages import EffectByAge
    from stagelift.experiments.sections.churning import ChurnAfter
    from stagelift.experiments.sections.converting import TimeToConvert
    from stagelift.experiments.sections.ready import NotReady
    from stagelift.experiments.sections.ruled import RuledOut
    from stagelift.experiments.sections.sending import SendLess
    from stagelift.experiments.sections.shop import WholeShop
    from stagelift.experiments.sections.voice import Voice

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
    blank = Sections(experiment=asked.experiment.name, unit=asked.unit)
    if not examined.over_events:
        return blank
    from stagelift.experiments.sections.telling import told

    return told(blank, asked, examined, beyond=beyond)
