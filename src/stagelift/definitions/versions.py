"""Versions of a journey: what its stages were before, and which of today's each one became."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from stagelift.definitions.definition import Definition, fingerprint
from stagelift.definitions.fields import Day, Text, named
from stagelift.definitions.stages import Stage, ids_by_name

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.metric import Metric


class EarlierVersion(Definition):
    """The stages a journey had before.

    Args:
        name: The version's name.
        valid_from: First local day on which it held.
        stages: Its stages by id, in order.
        crosswalk: Stage of that version to the stage it became; one that keeps its id need not be
            named.
    """

    shorthand: ClassVar = "valid_from"
    ordered: ClassVar = frozenset({"stages"})

    name: str = ""
    valid_from: Day | None = None
    stages: Annotated[dict[str, Stage], named(Stage.shorthand)]
    crosswalk: dict[str, Text] = Field(default_factory=dict)

    def became(self, stages: Mapping[str, Stage]) -> dict[str, str | None]:
        """What each of its stages became.

        Args:
            stages: Stages by id of the version it is compared with.

        Returns:
            Its stages in order to ids of the other's; None for one that is neither in the
            crosswalk nor still there.
        """
        known = ids_by_name(stages)
        return {name: known.get(self.crosswalk.get(name, name)) for name in self.stages}


def version_note(journey: Journey, metrics: Iterable[Metric], first: date) -> str:
    """What is to be said of a period that begins before a definition did.

    Numbers are always counted by today's definitions, so that periods stay comparable; what was
    published before may have been counted otherwise.

    Args:
        journey: The journey.
        metrics: The metrics shown.
        first: First local day of the period.

    Returns:
        Sentences without the last full stop; empty under today's definitions.
    """
    said = []
    if journey.valid_from is not None and first < journey.valid_from:
        name = f"version {journey.version}" if journey.version else "today's version"
        said.append(f"Stages are those of {name}, which holds since {journey.valid_from}")
    for metric in metrics:
        if metric.valid_from is not None and first < metric.valid_from:
            name = f"version {metric.version}" if metric.version else "today's definition"
            since = metric.valid_from
            said.append(f"Metric '{metric.name}' is counted by {name}, which holds since {since}")
    return ". ".join(said)


def stages_fingerprint(stages: Mapping[str, Stage]) -> str:
    """Twelve hexadecimal digits that change when, and only when, customers may be placed otherwise.

    Names, labels, owners, aliases, steps and parts are left out: they move nobody between stages.

    Args:
        stages: Stages by id, in order.

    Returns:
        The first 12 digits of a SHA-256 over what opens each stage, in order.

    Example:
        >>> one = {"look": Stage(enter="visited"), "buy": Stage(enter="ordered")}
        >>> two = {"browse": Stage(enter="visited", owner="Kim"), "buy": Stage(enter="ordered")}
        >>> stages_fingerprint(one) == stages_fingerprint(two)
        True
        >>> stages_fingerprint(one) == stages_fingerprint({"buy": Stage(enter="ordered")})
        False
    """
    opened = [fingerprint(Stage(enter=one.enter, after=one.after)) for one in stages.values()]
    return hashlib.sha256(json.dumps(opened).encode()).hexdigest()[:12]
