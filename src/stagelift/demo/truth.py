"""What is true in the demo world: the form in which it is written beside the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.demo.voice_truth import VoiceTruth


@dataclass(frozen=True, slots=True)
class Effect:
    """The true effect of the treatment on one metric, averaged over the assigned customers.

    Args:
        n: Customers averaged over.
        control: Mean of the metric had all of them got the control (a share 0–1, or won).
        effect: What the treatment adds, absolute, in the same unit.
    """

    n: int
    control: float
    effect: float


@dataclass(frozen=True, slots=True)
class TrialTruth:
    """One experiment in truth.

    Args:
        control: Name of the first variant.
        treatment: Name of the second variant.
        assigned: By metric, over all assigned as of the world's instant.
        mature: By metric, over those whose windows have closed by then; empty when none has.
    """

    control: str
    treatment: str
    assigned: dict[str, Effect]
    mature: dict[str, Effect]


@dataclass(frozen=True, slots=True)
class WeekRate:
    """The expected value of a KPI (a share, won, or points) among those counted in one week."""

    n: int
    rate: float


@dataclass(frozen=True, slots=True)
class KpiTruth:
    """One KPI in truth.

    Args:
        entered: The stage whose entrants count in a week, or "answer" for those who answered.
        within_days: Window from that entry.
        weeks: By ISO week of entry; weeks whose windows are still open are there too.
    """

    entered: str
    within_days: int
    weeks: dict[str, WeekRate]


@dataclass(frozen=True, slots=True)
class Leak:
    """What went wrong, where, from when and how badly.

    Args:
        change: The entry of changes.yaml that did it.
        since: Local instant from which payments fail.
        where: Whose payments.
        failing: Share of those payments that fail.
        without: Expected first orders per consideration in the weeks hit, had nothing failed.
        with_leak: The same as it is.
    """

    change: str
    since: str
    where: str
    failing: float
    without: float
    with_leak: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is true about one demo world, computed from the chances that made it.

    Args:
        seed: Seed of the world.
        customers: How many customers.
        as_of: Local instant as of which the data are read.
        experiments: By name.
        kpis: By metric.
        nps: True NPS in points by stage at invitation, and "all" in the mix that answered.
        leak: The leak.
        voice: What customers said.
        carts: Carts, coupons and sessions.
        messages: What the send log of one week holds, and how customers take its messages.
        parcels: What goods cost, how fast parcels come, how much money goes back.
        origins: Through which channels newcomers came, week by week, and what they did.
    """

    seed: int
    customers: int
    as_of: str
    experiments: dict[str, TrialTruth]
    kpis: dict[str, KpiTruth]
    nps: dict[str, float]
    leak: Leak
    voice: VoiceTruth
    carts: dict[str, Any]
    messages: dict[str, Any]
    parcels: dict[str, float]
    origins: dict[str, Any]

    def write(self, path: Path) -> None:
        """Write the truth as JSON, whole or not at all.

        Args:
            path: Where.
        """
        staged = path.with_name(f".{path.name}.staged")
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"
        staged.write_text(text, encoding="utf-8")
        staged.replace(path)
