"""A candidate as files to copy: the experiment, and a segment or metric where one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stagelift.errors import ArgumentError
from stagelift.files import swap
from stagelift.journey.rules import stage_terms
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kpis import placements

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.definitions import Experiment, Journey
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.programme.candidates import Candidate


def drafted(
    one: Candidate,
    journey: Journey,
    metrics: Mapping[str, Metric],
    earlier: Sequence[tuple[str, Experiment]],
    spread: float,
) -> Candidate:
    """A candidate with its files.

    Args:
        one: The candidate.
        journey: The journey.
        metrics: The workspace's metrics by id.
        earlier: Experiments with the stage each was about.
        spread: Standard deviation of true effects as a log ratio; an effect of that size is what
            the file calls worth having.

    Returns:
        The candidate with metric, audience, effect worth having, and files.
    """
    metric, metric_file = metric_of(one, journey, metrics)
    audience, segment = audience_of(one, journey, earlier)
    wanted = f"+{max(round(100 * one.rate * spread, 1), 0.1)}pp"
    made = replace(one, metric=metric, audience=audience, wanted=wanted)
    lines = [
        f"{key}:{_written(value)}" for key, value in content_of(made, journey.languages).items()
    ]
    text = "\n".join((*lines, ""))
    files = ((f"experiments/{one.name}.yaml", text), *segment, *metric_file)
    return replace(made, files=files)


QUESTION = {
    "en": "Does {channel} bring more {metric} than {control}?",
    "ko": "{control} 대신 {channel} 채널로 보내면 {metric} 지표가 더 오르나요?",
}


def content_of(one: Candidate, languages: Sequence[str]) -> dict[str, Any]:
    """A candidate's experiment as its file says it.

    Args:
        one: The candidate with metric, audience and effect worth having.
        languages: Of the journey's output; a question in each of several.

    Returns:
        Keys and values; the first variant is the control.
    """
    words = {"channel": one.channel, "metric": one.metric, "control": one.control}
    told = [language for language in languages if language in QUESTION] or ["en"]
    asked = {language: QUESTION[language].format(**words) for language in told}
    return {
        "question": asked if len(asked) > 1 else next(iter(asked.values())),
        "audience": one.audience,
        "enters": "as they qualify",
        "primary": one.metric,
        "variants": {
            name: {"channel": name, "share": "50%"} for name in (one.control, one.channel)
        },
        "worth_having": one.wanted,
        "looks": "weekly",
        "decide": {"after_ship": f"keep 5% on {one.control} for 4 weeks"},
    }


def write_files(root: Path, one: Candidate) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """A candidate's files, written where there are none yet.

    Args:
        root: The workspace.
        one: The candidate with its files.

    Returns:
        The files written, and lines for `journey.yaml`, which stays as it is.

    Raises:
        ArgumentError: When one of the files exists; then nothing is written.
    """
    texts = {root / path: text for path, text in one.files if path.endswith(".yaml")}
    for path in texts:
        if path.exists():
            where = path.relative_to(root).as_posix()
            raise ArgumentError(f"{where} exists already; nothing is written")
    for path, text in texts.items():
        swap(path, text)
    return tuple(texts), tuple(text for path, text in one.files if not path.endswith(".yaml"))


def _written(value: Any) -> str:
    """A value as one would write it: mappings of mappings one a line."""
    if not isinstance(value, dict):
        return f" {value}"
    if not any(isinstance(each, dict) for each in value.values()):
        return f" {{{', '.join(f'{key}: {each}' for key, each in value.items())}}}"
    rows = (
        f"\n  {k}: {{{', '.join(f'{n}: {w}' for n, w in v.items())}}}" for k, v in value.items()
    )
    return "".join(rows)


def metric_of(
    one: Candidate, journey: Journey, metrics: Mapping[str, Metric]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The metric that decides: the step's own, another conversion there, or a new one.

    Args:
        one: The candidate.
        journey: The journey.
        metrics: The workspace's metrics by id.

    Returns:
        Its id, and the file that defines it where it is new.
    """
    own = metrics.get(one.metric)
    if own is not None and own.barred() is None:
        return one.metric, ()
    shares = [each for each in metrics.values() if isinstance(each, Conversion)]
    for placed in placements(journey, shares):
        fitting = placed.metric.better == "up" and placed.metric.barred() is None
        if fitting and placed.place.reported == one.reached:
            return placed.metric.name, ()
    events = " | ".join(dict.fromkeys(name for name, _ in _terms(journey, one.reached)))
    text = f"conversion: {events}\nwithin: 14 days\n"
    return f"{one.reached}_reached", ((f"metrics/{one.reached}_reached.yaml", text),)


def audience_of(
    one: Candidate, journey: Journey, earlier: Sequence[tuple[str, Experiment]]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Who enters: the audience of an earlier test there, a segment of those entrants, or a new one.

    Args:
        one: The candidate.
        journey: The journey.
        earlier: Experiments with the stage each was about.

    Returns:
        Its id, and the lines for `journey.yaml` where it is new.
    """
    for stage, experiment in earlier:
        if stage == one.stage and experiment.audience in journey.segments:
            return experiment.audience, ()
    opening = {name for name, count in _terms(journey, one.stage) if count == 1}
    for name, segment in journey.segments.items():
        terms = getattr(segment.did, "terms", ())
        done = {term.event for term in terms if term.occurrence == 1}
        plain = segment.did_not is None and not segment.where and segment.at_least == 1
        if done and done <= opening and plain:
            return name, ()
    name, terms = f"in_{one.stage}", _terms(journey, one.stage)
    did = " | ".join(dict.fromkeys(event for event, _ in terms))
    often = min((count for _, count in terms), default=1)
    rule = f"did: {did}, " + (
        f"at_least: {often} times, within: 180 days" if often > 1 else "within: 1 day"
    )
    return name, (("journey.yaml (segments)", f"  {name}: {{{rule}}}\n"),)


def _terms(journey: Journey, stage: str) -> tuple[tuple[str, int], ...]:
    """The events that open a stage, and how often each must have happened."""
    found = dict(stage_terms(journey)).get(stage, ())
    return tuple((name, count) for name, count in found)
