"""A plan in the words of its workspace: labels where the terminal shows ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from stagelift.reports.measures import words
from stagelift.reports.trials import variant_words

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.planning.outlook import Outlook

LISTS = {"others": ", ", "what": "; "}  # figures that name several tests


class Planned(Protocol):
    """An experiment as a plan names it."""

    @property
    def definition(self) -> Experiment:
        """What was defined."""
        ...


class Source(Protocol):
    """A workspace as a plan sees it."""

    @property
    def journey(self) -> Journey:
        """The journey."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        ...

    @property
    def experiments(self) -> Mapping[str, Planned]:
        """The experiments by id."""
        ...


def labelled(found: Outlook, source: Source, language: str) -> Outlook:
    """The outlook with the labels of metrics, tests, variants and stages for their ids.

    Args:
        found: The outlook.
        source: The workspace.
        language: Language of the page.

    Returns:
        The outlook; what has no label is its id in plain letters.
    """

    def metric(name: str) -> str:
        return words(source.metrics[name].label, name, language)

    def test(name: str) -> str:
        known = source.experiments.get(name)
        return name if known is None else words(known.definition.label, name, language)

    named: dict[str, Callable[[str], str]] = {
        "metric": metric,
        "other": test,
        "stage": lambda name: words(source.journey.stages[name].label, name, language),
        "variant": lambda name: variant_words(
            source.experiments[found.experiment].definition, name, language
        ),
    }

    def told(fields: Mapping[str, Any]) -> dict[str, Any]:
        known = dict(fields)
        known |= {key: name(known[key]) for key, name in named.items() if key in known}
        for key, mark in LISTS.items():
            if key in known:
                known[key] = mark.join(map(test, str(known[key]).split(mark)))
        return known

    tallies, primary = found.history.tallies, metric(found.primary)
    return replace(
        found,
        primary=primary,
        history=replace(found.history, tallies={**tallies, primary: tallies[found.primary]}),
        guardrails=tuple(replace(one, metric=metric(one.metric)) for one in found.guardrails),
        warnings=tuple((kind, told(fields)) for kind, fields in found.warnings),
    )
