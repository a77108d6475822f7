"""Where the journey loses most customers, and how long they stay: the shape of it in two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import formatted, month, number
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.map.now import going_on, stages_now
from stagelift.reports.map.told import ends_of, half_left
from stagelift.reports.map.wording import say
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from stagelift.reports.map.material import Material
    from stagelift.reports.map.now import StageNow


def loss_lead(material: Material) -> tuple[str, str] | None:
    """The step that most customers do not take; without a leak, how long half stay before it.

    Customers are counted, not shares: a step that few reach can lose few.

    Args:
        material: What the map is written from.

    Returns:
        A headline and its size; None where no step to a next stage can be shown.
    """
    worst = most_lost(material)
    found = worst.following if worst is not None else None
    if worst is None or found is None or found.value is None or worst.to is None:
        return None
    language, book, name = material.language, material.book, f"{worst.stage}.next"
    words = {
        "stage": material.stage_words(worst.stage),
        "reached": material.stage_words(worst.to),
        "value": book.show(formatted(found.value, ".1%", language), name),
        "ends": book.ends(ends_of(found, language), name),
        "count": book.show(number(found.n), name, "n"),
        "days": str(worst.days),
        "period": period_words(found.period, language),
    }
    words["reach"] = reach(words["ends"], language)
    size = [say(language, "lead.loss.size", **words)]
    if material.leaks is None or not material.leaks.found:  # a leak needs the room
        size += _waits(material, worst.stage)
    return say(language, "lead.loss", **words), " ".join(size)


def most_lost(material: Material) -> StageNow | None:
    """The stage that most customers do not go on from; None where none can be shown."""
    known = [one for one in stages_now(material) if _lost(material, one) is not None]
    return max(known, key=lambda one: _lost(material, one) or 0.0, default=None)


def _lost(material: Material, one: StageNow) -> float | None:
    """Customers who did not go on; None where that is not shown."""
    share, found = going_on(material, one), one.following
    if share is None or found is None or found.n < MINIMUM:
        return None
    return found.n * (1 - share)


def _waits(material: Material, stage: str) -> list[str]:
    """After how long half have left that stage."""
    found = half_left(material, stage)
    if found is None:
        return []
    words = found[1] | {"stage": material.stage_words(stage)}
    words["reach"] = reach(words["ends"], material.language)
    return [say(material.language, "lead.stay", **words)]


def reach(ends: str, language: str) -> str:
    """The ends of an interval as a sentence says them.

    Args:
        ends: The two with a comma between them.
        language: `en` or `ko`.

    Returns:
        The text.

    Example:
        >>> reach("10.7%, 11.7%", "en"), reach("10.7%, 11.7%", "ko")
        ('10.7% to 11.7%', '10.7%~11.7%')
    """
    return ends.replace(", ", "~" if language == "ko" else " to ")


def period_words(label: str, language: str) -> str:
    """A period as a sentence names it.

    Args:
        label: Such as `2026-10`; another kind than a month stays as it is.
        language: `en` or `ko`.

    Returns:
        The words.

    Example:
        >>> period_words("2026-10", "en"), period_words("2026-10", "ko")
        ('Oct 2026', '2026년 10월')
    """
    period = Period.parse(label)
    if period.kind != "month":
        return label
    name = month(period.first, language)
    return f"{period.first.year}년 {name}" if language == "ko" else f"{name} {period.first.year}"
