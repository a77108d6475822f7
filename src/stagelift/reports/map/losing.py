"""Where the journey loses most customers, and how long they stay: the shape of it in two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.map.now import going_on, stages_now
from stagelift.reports.map.told import ends_of, half_left
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.reports.map.material import Material
    from stagelift.reports.map.now import StageNow


def loss_lead(material: Material) -> tuple[str, str] | None:
    """The step that most customers do not take, with how long half of them stay before it.

    Customers are counted, not shares: a step that few reach can lose few.

    Args:
        material: What the map is written from.

    Returns:
        A headline and its size; None where no step to a next stage can be shown.
    """
    known = [one for one in stages_now(material) if _lost(material, one) is not None]
    if not known:
        return None
    worst = max(known, key=lambda one: _lost(material, one) or 0.0)
    found = worst.following
    if found is None or found.value is None or worst.to is None:
        return None
    language, book, name = material.language, material.book, f"{worst.stage}.next"
    words = {
        "stage": material.stage_words(worst.stage),
        "reached": material.stage_words(worst.to),
        "value": book.show(formatted(found.value, ".1%", language), name),
        "ends": book.ends(ends_of(found, language), name),
        "count": book.show(number(found.n), name, "n"),
        "days": str(worst.days),
        "period": found.period,
    }
    size = [say(language, "lead.loss.size", **words), *_waits(material, worst.stage)]
    return say(language, "lead.loss", **words), " ".join(size)


def _lost(material: Material, one: StageNow) -> float | None:
    """Customers who did not go on; None where that is not shown."""
    share, found = going_on(material, one), one.following
    if share is None or found is None or found.n < MINIMUM:
        return None
    return found.n * (1 - share)


def _waits(material: Material, stage: str) -> list[str]:
    """After how long half have left that stage, and the stage they stay in longest."""
    language = material.language
    stays = {one: half_left(material, one) for one in material.stages}
    known = {one: found for one, found in stays.items() if found is not None}
    said = []
    if stage in known:
        words = known[stage][1] | {"stage": material.stage_words(stage)}
        said.append(say(language, "lead.stay", **words))
    longest = max(known, key=lambda one: known[one][0], default=stage)
    if longest != stage:
        words = known[longest][1] | {"stage": material.stage_words(longest)}
        said.append(say(language, "lead.stay.longest", **words))
    return said
