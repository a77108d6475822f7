"""Which channels each stage was written to on, never tried ones, and who could be reached there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from stagelift.console import aligned
from stagelift.data.query.reach import CONSENT, ReachQuestion, measure_arrived, measure_standing
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.zones import from_us
from stagelift.formatting import number
from stagelift.frames import Tabular
from stagelift.journey.model import numbered_stages
from stagelift.journey.rules import stage_terms
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.reach import Arrived, Standing
    from stagelift.definitions import Journey

Tried = Literal["yes", "hardly", "never"]
Pair = tuple[str, str]
"""A stage and a channel."""


@dataclass(frozen=True, slots=True)
class ChannelCell:
    """One channel in one stage.

    Args:
        stage: Id of the stage.
        channel: Id of the channel.
        tried: `yes`; `hardly` when messages reached fewer customers than the privacy minimum;
            `never` when no message arrived there and no experiment sent any.
        messages: Messages that arrived while their customers stood in the stage, ever.
        customers: To how many customers.
        standing: Customers whose latest stage event opened the stage.
        reachable: Those of them who agreed to the channel; None when no source says who did.
    """

    stage: str
    channel: str
    tried: Tried
    messages: int
    customers: int
    standing: int
    reachable: int | None


@dataclass(frozen=True, slots=True)
class ChannelUse(Tabular):
    """Every stage and channel: tried or not, and who could be reached.

    Args:
        cells: By stage, then channel.
        unused: Channels the journey knows and never used at all.
        as_of: Instant of knowledge as ISO text.
        notes: What is not known, such as addresses.
        minimum_cell: Counts of fewer customers are suppressed wherever they are shown.
    """

    cells: tuple[ChannelCell, ...]
    unused: tuple[str, ...]
    as_of: str
    notes: tuple[str, ...] = ()
    minimum_cell: int = MINIMUM

    @property
    def never(self) -> tuple[ChannelCell, ...]:
        """The cells never tried, those with the largest audience first."""
        found = (cell for cell in self.cells if cell.tried == "never")
        return tuple(sorted(found, key=lambda cell: -(cell.reachable or 0)))

    def shown(self, count: int | None) -> int | None:
        """A count of customers as it may be published.

        Args:
            count: Customers, or None.

        Returns:
            The count; None when it is too small, or not known.
        """
        return None if count is None or 0 < count < self.minimum_cell else count

    def sent(self, cell: ChannelCell) -> int | None:
        """The messages of a cell as they may be published.

        Args:
            cell: A stage and channel, perhaps one of an experiment.

        Returns:
            Their number; None when they arrived at too few customers, who cannot be more.
        """
        return None if self.shown(cell.customers) is None else cell.messages

    def to_dicts(self) -> list[dict[str, Any]]:
        """The cells as JSON-ready rows; small counts are null.

        Returns:
            One dict a stage and channel.
        """
        return [
            {
                "stage": cell.stage,
                "channel": cell.channel,
                "tried": cell.tried,
                "messages": self.sent(cell),
                "customers": self.shown(cell.customers),
                "reachable": self.shown(cell.reachable),
                "as_of": self.as_of,
            }
            for cell in self.cells
        ]

    def __str__(self) -> str:
        rows: list[tuple[str, ...]] = [("stage", "channel", "tried", "messages", "reachable")]
        for cell in self.cells:
            count = self.shown(cell.reachable)
            messages = self.sent(cell) if cell.tried == "yes" else None
            sent = "–" if messages is None else number(messages)
            said = "?" if count is None else number(count)
            rows.append((cell.stage, cell.channel, cell.tried, sent, said))
        return "\n".join([f"As of {self.as_of}", *aligned(rows), *self.notes])


def channel_use(
    contract: Contract, journey: Journey, as_of: int, tested: Iterable[Pair] = ()
) -> ChannelUse:
    """Which channels were used in which stage, and who could be reached now.

    Args:
        contract: The contract tables.
        journey: The journey.
        as_of: Instant of knowledge, µs UTC.
        tested: Stages and channels of experiments, whatever their sender reported back.

    Returns:
        A cell for each stage an event opens and each channel used, tested, agreed to or listed.

    Raises:
        DataError: When no source holds events.
        EngineError: When the engine refuses a query.
    """
    stages = stage_terms(journey)
    tried = frozenset(tested)
    asked = ReachQuestion(
        stages=tuple(terms for _, terms in stages),
        consents=consented(contract, journey),
        zone=journey.zone,
        as_of=as_of,
    )
    told = bool(contract.playing("messages")) or tells_of_messages(contract)
    arrived = measure_arrived(contract, asked) if told else ()
    standing = {one.stage: one for one in measure_standing(contract, asked)}
    used = {one.channel for one in arrived} | {channel for _, channel in tried}
    known = dict.fromkeys((*journey.channel_names, *sorted(used)))
    wanted = [n for n in known if n in used or n in asked.consents or n in journey.channels]
    sums = {(one.stage, one.channel): one for one in arrived}
    cells = tuple(
        _cell(name, channel, sums.get((place, channel)), standing.get(place), asked, tried)
        for place, name in enumerate(numbered_stages(journey), start=1)
        for channel in wanted
    )
    return ChannelUse(
        cells,
        tuple(name for name in known if name not in wanted),
        from_us(as_of).isoformat(),
        _notes(arrived, asked),
    )


def consented(contract: Contract, journey: Journey) -> tuple[str, ...]:
    """The channels whose consent the customers source maps.

    Args:
        contract: The contract tables.
        journey: The journey.

    Returns:
        Channel ids in the journey's order.
    """
    if not contract.playing("customers"):
        return ()
    return tuple(
        name for name in journey.channel_names if contract.maps("customers", f"{CONSENT}{name}")
    )


def _cell(
    stage: str,
    channel: str,
    sent: Arrived | None,
    there: Standing | None,
    asked: ReachQuestion,
    tested: frozenset[Pair],
) -> ChannelCell:
    customers = sent.customers if sent else 0
    tried: Tried = "never"
    if customers >= MINIMUM or (stage, channel) in tested:
        tried = "yes"
    elif customers:
        tried = "hardly"
    agreed: int | None = None
    if channel in asked.consents:
        agreed = there.consenting[asked.consents.index(channel)] if there else 0
    messages = sent.messages if sent else 0
    standing = there.customers if there else 0
    return ChannelCell(stage, channel, tried, messages, customers, standing, agreed)


def _notes(arrived: Sequence[Arrived], asked: ReachQuestion) -> tuple[str, ...]:
    found = []
    if not arrived:
        found.append("no message is recorded with a channel")
    if not asked.consents:
        found.append("no source maps who agreed to which channel")
    return (*found, "addresses are not in the data: reachable is by consent alone")


def pairs_of_experiments(
    experiments: Iterable[tuple[Iterable[str | None], Iterable[str]]],
) -> frozenset[Pair]:
    """Stages and channels that experiments sent in.

    Args:
        experiments: Of each, the stages whose entrants its primary metric counts, and the channels
            of its variants.

    Returns:
        Pairs.

    Example:
        >>> sorted(pairs_of_experiments([(("purchase",), ("email", "kakao"))]))
        [('purchase', 'email'), ('purchase', 'kakao')]
    """
    return frozenset(
        (stage, channel)
        for stages, channels in experiments
        for stage in stages
        if stage is not None
        for channel in channels
        if channel != "none"
    )
