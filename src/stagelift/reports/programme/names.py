"""What experiments, variants, stages, channels and metrics are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.reports.map.material import channel_words
from stagelift.reports.measures import words

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.metric import Metric


@dataclass(frozen=True, slots=True)
class Names:
    """The words of everything that has an id.

    Args:
        journey: The journey.
        metrics: The metrics by id.
        experiments: The experiments by id.
        language: Language of the words.
    """

    journey: Journey
    metrics: Mapping[str, Metric]
    experiments: Mapping[str, Experiment]
    language: str

    def experiment(self, name: str) -> str:
        """The words of an experiment, its id without any."""
        found = self.experiments.get(name)
        return words(found.label if found else None, name, self.language)

    def question(self, name: str) -> str:
        """What an experiment asks; empty without words."""
        found = self.experiments.get(name)
        asked = found.question if found else None
        return asked.text(self.language) if asked else ""

    def metric(self, name: str) -> str:
        """The words of a metric."""
        found = self.metrics.get(name)
        return words(getattr(found, "label", None), name, self.language)

    def stage(self, name: str) -> str:
        """The words of a stage."""
        found = self.journey.stages.get(name)
        return words(found.label if found else None, name, self.language)

    def segment(self, name: str) -> str:
        """The words of an audience."""
        found = self.journey.segments.get(name)
        return words(getattr(found, "label", None), name, self.language)

    def channel(self, name: str) -> str:
        """The words of a channel."""
        return channel_words(self.journey, name, self.language)

    def variant(self, experiment: str, name: str) -> str:
        """The words of a variant: its label, else its channel where that tells them apart."""
        found = self.experiments.get(experiment)
        if found is None or name not in found.variants:
            return words(None, name, self.language)
        one = found.variants[name]
        if one.label is not None:
            return one.label.text(self.language)
        channels = [each.channel for each in found.variants.values()]
        apart = len(set(channels)) == len(channels) and "none" not in channels
        return self.channel(one.channel) if apart else words(None, name, self.language)

    def control(self, experiment: str) -> str:
        """The words of an experiment's control."""
        found = self.experiments.get(experiment)
        return "" if found is None else self.variant(experiment, found.control)

    def message(self, experiment: str, variant: str) -> str:
        """What the message a variant sends is called, by its file's name; empty without."""
        found = self.experiments.get(experiment)
        one = found.variants.get(variant) if found else None
        path = getattr(one, "message", None) or ""
        return self.journey.called(str(path).rpartition("/")[2].rpartition(".")[0], self.language)
