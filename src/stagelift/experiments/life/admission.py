"""Who is taken into an experiment, when, and by which split: its frozen plan and the deeds since.

The run is open from its first day to its last. A pause closes it and a resume opens it again; a
stop closes it for good. Whoever qualifies while it is closed is not taken, though the hash would
give a variant: nothing was sent, so nothing is to be measured. Each opening begins as the run did:
those who meet the audience at that instant enter then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from stagelift.data.assign import part_salt
from stagelift.data.query.openings import Epoch, Opening, Shares
from stagelift.data.zones import to_us
from stagelift.definitions import Experiment, Life, LifeEntry

LIFE = "life"  # the key of a record under which the deeds since the launch stand
CHANGED = "life_changed"  # where a deed's entry is not as it was written
LAYERS = "layer"
TRAFFIC = "traffic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who is taken into an experiment, when, and by which split.

    Args:
        salt: Salt of the split.
        shares: The first split: variant ids in order with their shares.
        traffic: Share of those who qualify that enter from the start of the run.
        layer: Name of the layer, None without one.
        low: Where the experiment's slice of the layer begins, 0–1.
        deeds: What was done to it, in the order it was done.
    """

    salt: str
    shares: Shares
    traffic: Fraction = Fraction(1)
    layer: str | None = None
    low: Fraction = Fraction(0)
    deeds: tuple[LifeEntry, ...] = ()

    @property
    def draw(self) -> str:
        """Salt of the draw that says who enters: the layer's, else one of the experiment's own."""
        if self.layer is not None:
            return part_salt(LAYERS, self.layer)
        return part_salt(self.salt, TRAFFIC)

    @property
    def stopped(self) -> LifeEntry | None:
        """The deed that stopped it, or None."""
        return next((one for one in self.deeds if one.what == "stop"), None)

    @property
    def paused(self) -> LifeEntry | None:
        """The pause that still lasts, or None."""
        if self.stopped is not None:
            return None
        last = next((one for one in reversed(self.deeds) if one.what in {"pause", "resume"}), None)
        return last if last is not None and last.what == "pause" else None

    @property
    def traffic_now(self) -> Fraction:
        """The share of the traffic after every ramp."""
        return next(
            (one.traffic for one in reversed(self.deeds) if one.traffic is not None), self.traffic
        )

    @property
    def shares_now(self) -> Shares:
        """The split of the latest epoch."""
        epochs = self.epochs
        return epochs[-1].shares if epochs else self.shares

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """The later splits, in order of time."""
        return tuple(
            Epoch(to_us(one.since), tuple((name, one.shares[name]) for name, _ in self.shares))
            for one in self.deeds
            if one.what == "split"
        )

    def slice(self, traffic: Fraction) -> tuple[Fraction, Fraction]:
        """The part of the draw that a share of the traffic takes."""
        return self.low, min(self.low + traffic, Fraction(1))

    def openings(self, start: int, end: int) -> tuple[Opening, ...] | None:
        """The spans in which units are taken, and which part of them.

        Args:
            start: First instant of the run, µs UTC.
            end: First instant after it.

        Returns:
            Spans in order of time, empty where nobody is ever taken; None where everyone is taken
            all the time, as without any deed.
        """
        found: list[Opening] = []
        begun: int | None = start
        traffic = self.traffic

        def close(at: int) -> None:
            if begun is not None and min(at, end) > max(begun, start):
                found.append(Opening(max(begun, start), min(at, end), *self.slice(traffic)))

        for deed in self.deeds:
            at = to_us(deed.since)
            if deed.what in {"pause", "stop"}:
                close(at)
                begun = None
                if deed.what == "stop":
                    break
            elif deed.what == "resume":
                begun = at
            elif deed.what == "ramp" and deed.traffic is not None:
                close(at)
                begun = None if begun is None else at
                traffic = deed.traffic
        if begun is not None:
            close(end)
        whole = (Opening(start, end),)
        return None if tuple(found) == whole else tuple(found)

    def open_time(self, start: int, end: int) -> float:
        """How long the experiment took everyone who qualified, shares of the traffic counted so.

        Args:
            start: First instant of the run, µs UTC.
            end: First instant after the time that counts.

        Returns:
            µs; a day with half of the traffic is half a day, one in a pause none.
        """
        found = self.openings(start, end)
        if found is None:
            return float(end - start)
        return sum((one.end - one.start) * float(one.high - one.low) for one in found)

    def closed(self, end: int) -> int:
        """The instant from which nobody enters any more.

        Args:
            end: First instant after the run, µs UTC.

        Returns:
            The earlier of that and a stop.
        """
        return end if self.stopped is None else min(end, to_us(self.stopped.since))


def admission_of(
    experiment: Experiment, record: Mapping[str, Any] | None, as_of: datetime
) -> Admission:
    """Who is taken into an experiment by what was frozen and done up to an instant.

    Args:
        experiment: The experiment as it is written now.
        record: Its frozen plan with the deeds since, or None while there is none.
        as_of: The instant of knowledge; later deeds do not exist yet.

    Returns:
        The admission; that of the definition without a plan.
    """
    shares = tuple((name, variant.share) for name, variant in experiment.variants.items())
    if record is None:
        return Admission(
            salt=experiment.salt, shares=shares, traffic=experiment.traffic, layer=experiment.layer
        )
    frozen = record.get("definition") or {}
    layer = record.get("layer") or {}
    return Admission(
        salt=str((record.get("assignment") or {}).get("salt") or experiment.salt),
        shares=frozen_shares(frozen) or shares,
        traffic=Fraction(str(frozen.get("traffic") or 1)),
        layer=str(layer["name"]) if layer else None,
        low=Fraction(str(layer.get("low", 0))),
        deeds=tuple(known(record.get(LIFE) or (), as_of)),
    )


def registered(plan: Mapping[str, Any], life: Life | None) -> dict[str, Any]:
    """A frozen plan with what was done since.

    Args:
        plan: The plan as its file is read.
        life: Everything done to the experiment, or None.

    Returns:
        The plan's values, `life` with the entries about this plan, and `life_changed`.
    """
    found = life or Life()
    return {**plan, LIFE: found.current, CHANGED: found.changed}


def known(deeds: Iterable[LifeEntry], as_of: datetime) -> Iterable[LifeEntry]:
    """The deeds done up to an instant."""
    return (one for one in deeds if one.at <= as_of)


def frozen_shares(definition: Mapping[str, Any]) -> Shares:
    """The split a plan froze, empty where it says none."""
    variants = definition.get("variants") or {}
    if not all(isinstance(each, Mapping) and each.get("share") for each in variants.values()):
        return ()
    return tuple((str(name), Fraction(str(each["share"]))) for name, each in variants.items())
