"""What to test next: stages and channels without a test, by what a test is expected to bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.journey.figures import round_significant
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.programme import expected_gain

if TYPE_CHECKING:
    from stagelift.metrics.channel_use import ChannelCell, ChannelUse
    from stagelift.metrics.why.bottleneck import Bottleneck
    from stagelift.metrics.why.bottlenecks import Bottlenecks

MONTH_DAYS = 30
TEST_DAYS = 28  # the length all candidates are ranked at
HALF = 0.5
WHY = {"never": "never tried", "hardly": "hardly tried", "yes": "never tested"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What is believed of the next test's true effect, as a log ratio.

    Args:
        centre: Its mean.
        spread: Its standard deviation.
    """

    centre: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A test that could be run next.

    Args:
        stage: Stage whose entrants it is about.
        reached: The stage they are to reach.
        channel: The channel tried.
        control: The channel it is compared with.
        metric: Id of the metric that decides.
        why: `never tried` there, `hardly tried` (on fewer customers than may be told), or `never
            tested`.
        rate: The step's rate now, 0–1.
        entrants: Entrants a month whom the channel can reach.
        chance: Chance that the test finds a winner, 0–1.
        more: Completions a month at the journey's end it is expected to bring.
        money: The same in money; None where no later step is worth any.
        weeks: Weeks of entry its effect worth having needs; None when it was not planned, or two
            years do not suffice.
        units: Customers needed for it; None when it was not planned.
        wanted: The effect worth having, as written in the file.
        audience: Id of its audience.
        files: Text of the files to copy, by path; the experiment's first.
        note: Why there are no weeks.
    """

    stage: str
    reached: str
    channel: str
    control: str
    metric: str
    why: str
    rate: float
    entrants: float
    chance: float
    more: float
    money: float | None
    weeks: int | None = None
    units: int | None = None
    wanted: str = ""
    audience: str = ""
    files: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """Id of the experiment in its file."""
        return f"{self.stage}_{self.channel}"

    def to_dict(self) -> dict[str, Any]:
        """The candidate as JSON-ready values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        figures = ("rate", "entrants", "chance", "more", "money")
        return {
            **plain,
            **{name: round_significant(plain[name]) for name in figures},
            "files": dict(self.files),
        }


def candidates(
    held: Bottlenecks,
    use: ChannelUse,
    tested: Iterable[tuple[str, str]],
    belief: Belief,
    costs: Mapping[str, float] | None = None,
) -> tuple[Candidate, ...]:
    """The cells without a test, the one expected to bring most first.

    Each is reckoned as a test of four weeks and two equal arms on the entrants its channel may
    write to, shipped when it clears 1.96 standard errors. What a relative change of a step brings
    at the journey's end is the bottlenecks' reckoning, so it holds for small changes and steady
    entrants.

    Args:
        held: The steps and what their targets would add.
        use: Channels by stage, with who agreed to them.
        tested: Stage and channel of every test so far, running and planned ones too.
        belief: What is believed of a test's effect.
        costs: Cost of one message by channel, in the journey's currency; a channel left out is
            free. A winner's messages are paid, as far as they cost more than the control's.

    Returns:
        Candidates by money where steps are worth any, then by completions; cells whose channel
        nobody's consent is known for are left out.
    """
    done = set(tested)
    found = []
    for step in held.steps:
        slope = worth_of_step(step)
        here = [cell for cell in use.cells if cell.stage == step.stage]
        control = control_of(here)
        if slope is None or control is None:
            continue
        for cell in here:
            small = (cell.reachable or 0) < MINIMUM
            if small or cell.channel == control or (cell.stage, cell.channel) in done:
                continue
            made = _candidate(step, cell, control, slope, belief)
            if made is not None:
                found.append(_paid(made, costs or {}))
    worth = [one for one in found if one.more > 0 and (one.money is None or one.money > 0)]
    return tuple(sorted(worth, key=lambda one: (-(one.money or 0.0), -one.more)))


def _paid(one: Candidate, costs: Mapping[str, float]) -> Candidate:
    """A candidate whose money has the dearer messages of a likely winner taken off."""
    if one.money is None:
        return one
    dearer = costs.get(one.channel, 0.0) - costs.get(one.control, 0.0)
    return replace(one, money=one.money - dearer * one.entrants * one.chance)


def worth_of_step(step: Bottleneck) -> tuple[float, float | None] | None:
    """What a step's rate, twice as high, would add a month at the journey's end, and in money.

    Args:
        step: The step.

    Returns:
        Completions and money; None when the step has no rate or no target to reckon from.

    A target 10 % above the rate that adds 16 a month makes 160 a month per doubling.
    """
    rate, gain = step.rate.value, step.gain.value
    if not rate or step.target is None or gain is None or step.target == rate:
        return None
    relative = step.target / rate - 1.0
    money = None if step.money.value is None else step.money.value / relative
    return gain / relative, money


def control_of(cells: Sequence[ChannelCell]) -> str | None:
    """The channel most messages of a stage arrived on, among those with known consent."""
    known = [cell for cell in cells if cell.reachable and cell.messages]
    return max(known, key=lambda cell: cell.messages).channel if known else None


def _candidate(
    step: Bottleneck,
    cell: ChannelCell,
    control: str,
    slope: tuple[float, float | None],
    belief: Belief,
) -> Candidate | None:
    """The reckoning of one cell; None when too few enter to compare two arms."""
    rate, lost = step.rate.value or 0.0, step.lost.value
    if lost is None or not 0.0 < rate < 1.0 or not cell.standing:
        return None
    share = min((cell.reachable or 0) / cell.standing, 1.0)
    entrants = lost / (1.0 - rate) * share
    arm = entrants * TEST_DAYS / MONTH_DAYS * HALF
    if arm * rate < 1.0:
        return None
    error = math.sqrt(2.0 * (1.0 - rate) / (rate * arm))
    gain, chance = expected_gain(belief.centre, belief.spread, error)
    more, money = slope
    return Candidate(
        stage=step.stage,
        reached=step.reached,
        channel=cell.channel,
        control=control,
        metric=step.metric,
        why=WHY[cell.tried],
        rate=rate,
        entrants=entrants,
        chance=chance,
        more=more * share * gain,
        money=None if money is None else money * share * gain,
    )
