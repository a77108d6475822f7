"""`stagelift readout NAME --resample`: the effects without a normal approximation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.cli.options import language
from stagelift.cli.screen import following, print_json, say
from stagelift.reports.korean_sentences import in_korean

if TYPE_CHECKING:
    from stagelift.experiments.resampling.resampled import Resampled
    from stagelift.statistics.inference import Inference
    from stagelift.workspace.trial import Trial


def show_resampled(trial: Trial, metric: str | None, *, as_json: bool) -> None:
    """Prints the effects on a metric by resampling.

    Args:
        trial: The experiment.
        metric: Id of the metric; None for the primary one.
        as_json: Whether JSON is asked for.
    """
    found = trial.resample(metric=metric)
    if as_json:
        print_json(found.to_dict())
        return
    say(translated_resampled(found).text(language()))
    following(f"readout {trial.definition.name}")


def translated_resampled(found: Resampled) -> Resampled:
    """Resampled effects whose reasons are in the language of the output."""
    if language() != "ko":
        return found

    def korean(one: Inference | None) -> Inference | None:
        return None if one is None else replace(one, note=in_korean(one.note))

    rows = tuple(
        replace(
            row,
            note=in_korean(row.note),
            planned=replace(row.planned, note=in_korean(row.planned.note)),
            effect=korean(row.effect),
            percentile=korean(row.percentile),
            lift=korean(row.lift),
        )
        for row in found.rows
    )
    return replace(found, shut=in_korean(found.shut), rows=rows)
