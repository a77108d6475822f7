"""Experiments read from counts per arm: whether their splits are sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.counted_readout import CountedReadout, counted_readout
from stagelift.experiments.health import SPLIT_ALPHA
from stagelift.frames import Tabular

if TYPE_CHECKING:
    from stagelift.data.query.arm_counts import ArmCount, ArmTable


@dataclass(frozen=True, slots=True)
class CountedSplit:
    """The arms of one experiment taken together.

    Args:
        experiment: Its id in the source.
        arms: Its arms, rejected ones too.
        n: Units.
        k: Units with the event.
        p_value: χ² p-value of equal shares; None when it cannot be computed.
        sequential_p: Always-valid p-value of equal shares; this one decides.
        status: `red` when the split is broken or an arm is rejected, so that nothing may be read;
            `no_data` with fewer than two arms or no units; else `ok`.
        note: The reason in words.
    """

    experiment: str
    arms: int
    n: int
    k: int
    p_value: float | None
    sequential_p: float | None
    status: Literal["ok", "red", "no_data"]
    note: str = ""


@dataclass(frozen=True)
class CountedExperiments(Tabular):
    """All experiments of a source of counts.

    Args:
        table: The arms as they were read.
        as_of: Instant of knowledge, UTC.
    """

    table: ArmTable
    as_of: datetime

    def __iter__(self) -> Iterator[CountedSplit]:
        return iter(self.splits)

    def __len__(self) -> int:
        return len(self.splits)

    @property
    def units_word(self) -> str:
        """What the source calls its units, such as `impressions`."""
        return _word(self.table.source.columns["n"], "units")

    @property
    def event_word(self) -> str:
        """What the source calls the event, such as `clicks`."""
        return _word(self.table.source.columns["k"], "events")

    @cached_property
    def by_experiment(self) -> dict[str, list[ArmCount]]:
        """The arms of each experiment, in the order of the rows."""
        found: dict[str, list[ArmCount]] = {}
        for arm in self.table.arms:
            found.setdefault(arm.experiment, []).append(arm)
        return found

    @cached_property
    def splits(self) -> tuple[CountedSplit, ...]:
        """Every experiment with the test of its split; equal shares are assumed."""
        import numpy as np

        from stagelift.statistics.splits import equal_splits

        groups = self.by_experiment
        sizes = [len(arms) for arms in groups.values()]
        units = [arm.n or 0 for arms in groups.values() for arm in arms]
        which = np.repeat(np.arange(len(groups)), sizes)
        tests = equal_splits(which, np.array(units, dtype=np.int64))
        each = zip(groups.items(), tests.p_value, tests.sequential_p, strict=True)
        return tuple(
            _split(name, arms, float(p), float(sequential)) for (name, arms), p, sequential in each
        )

    @property
    def tested(self) -> tuple[CountedSplit, ...]:
        """The experiments whose split could be tested."""
        return tuple(split for split in self.splits if split.p_value is not None)

    def unequal(self, alpha: float = SPLIT_ALPHA) -> tuple[CountedSplit, ...]:
        """The experiments whose χ² p-value of an equal split is below alpha.

        Args:
            alpha: Between 0 and 1.

        Returns:
            Them in order; by chance a share of alpha is expected.
        """
        return tuple(s for s in self.tested if s.p_value is not None and s.p_value < alpha)

    def readout(self, experiment: str | int) -> CountedReadout:
        """What one experiment says.

        Args:
            experiment: Its id in the source.

        Returns:
            The readout; without figures while its split is broken.

        Raises:
            ArgumentError: When the source has no such experiment.
        """
        name = str(experiment)
        if name not in self.by_experiment:
            hint = did_you_mean(name, self.by_experiment)
            raise ArgumentError(
                f"unknown experiment '{name}' in source '{self.table.source.name}'. {hint}".rstrip()
            )
        return counted_readout(self, name)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The experiments as JSON-ready rows; figures of a red one are null.

        Returns:
            One dict per experiment.
        """
        rows = []
        for split in self.splits:
            row = {name: getattr(split, name) for name in CountedSplit.__dataclass_fields__}
            rows.append({**row, "k": None} if split.status == "red" else row)
        return rows

    def __str__(self) -> str:
        from stagelift.experiments.counted_screen import experiments_text

        return experiments_text(self)


def _word(written: str, otherwise: str) -> str:
    return written if written.isidentifier() and len(written) > 1 else otherwise


def _split(name: str, arms: list[ArmCount], p: float, sequential: float) -> CountedSplit:
    """One experiment; NaN p-values become None with the reason."""
    n, k = sum(arm.n or 0 for arm in arms), sum(arm.k or 0 for arm in arms)
    rejected = [arm.rejected for arm in arms if arm.rejected]
    blank = CountedSplit(name, len(arms), n, k, None, None, "red")
    if rejected:
        reasons = ", ".join(dict.fromkeys(rejected))
        note = f"{len(rejected)} of {len(arms)} arms rejected: {reasons}"
        return replace(blank, note=note)
    if len(arms) < 2 or not n:
        note = "one arm" if len(arms) < 2 else "no units"
        return replace(blank, status="no_data", note=note)
    red = sequential < SPLIT_ALPHA
    return replace(
        blank,
        p_value=p,
        sequential_p=sequential,
        status="red" if red else "ok",
        note="the sizes do not fit an equal split" if red else "",
    )
