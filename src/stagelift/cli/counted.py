"""Experiments that come as counts, on the command line: all of them, one of them, their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError, DataError, DefinitionError, EngineError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stagelift.data.counts import Counts
    from stagelift.data.engine import Engine
    from stagelift.definitions import Definitions
    from stagelift.definitions.sources import Source
    from stagelift.experiments.counted import CountedExperiments
    from stagelift.workspace import Workspace


def holds_counts(workspace: Workspace) -> bool:
    """Whether any source holds experiments as counts.

    Args:
        workspace: The workspace.

    Returns:
        True when one has `shape: counts`.
    """
    return any(source.shape == "counts" for source in workspace.journey.sources.values())


def only_counts(definitions: Definitions) -> bool:
    """Whether a workspace holds nothing but experiments as counts, so that there is no KPI.

    Args:
        definitions: The workspace's definitions.

    Returns:
        True when every source has `shape: counts`.
    """
    sources = definitions.journey.sources.values()
    return bool(sources) and all(source.shape == "counts" for source in sources)


def show_experiments(found: CountedExperiments, *, as_json: bool) -> None:
    """Prints all experiments of a source of counts.

    Args:
        found: The experiments.
        as_json: Whether to print JSON.
    """
    if as_json:
        print_json(found.to_dicts())
        return
    say(str(found))
    first = next((split.experiment for split in found if split.status == "ok"), None)
    following(f"readout {first}" if first is not None else "check")


def show_experiment(found: CountedExperiments, experiment: str, *, as_json: bool) -> bool:
    """Prints one experiment of a source of counts.

    Args:
        found: The experiments.
        experiment: Its id.
        as_json: Whether to print JSON.

    Returns:
        Whether it is healthy.

    Raises:
        ArgumentError: When the source has no such experiment.
    """
    readout = found.readout(experiment)
    if as_json:
        print_json(readout.to_dict())
    else:
        say(str(readout))
        following("readout")
    return all(check.status != "red" for check in readout.health)


def looked_at(engine: Engine, source: Source) -> tuple[Counts | None, str, tuple[Issue, ...]]:
    """The rows of a source of counts by fate, why it cannot be read, and mistakes in its mapping.

    Args:
        engine: The engine that reads it.
        source: A source of `shape: counts`.

    Returns:
        Counts or None, a problem or nothing, and issues without a location.
    """
    from stagelift.data.query.arm_counts import read_arms

    try:
        return read_arms(engine, source).counts, "", ()
    except DefinitionError as error:
        return None, "", tuple(error.issues)
    except (DataError, EngineError) as error:
        return None, str(error), ()


def keep_rejected_arms(engine: Engine, sources: Iterable[Source], folder: Path) -> str:
    """Writes the rejected rows of sources of counts, one file each.

    Args:
        engine: The engine that reads them.
        sources: Those with rejected rows.
        folder: Where they are kept.

    Returns:
        Why they could not be kept; empty when they were.
    """
    from stagelift.data.query.arm_counts import write_rejected_arms

    try:
        for source in sources:
            write_rejected_arms(engine, source, folder / f"{source.name}.parquet")
    except (EngineError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return f"rejected rows were not kept in .stagelift/quarantine: {reason}"
    return ""


def nothing_named(workspace: Workspace) -> ArgumentError:
    """The error of a readout without a name where no source holds counts.

    Args:
        workspace: The workspace.

    Returns:
        The error, to be raised by the caller.
    """
    known = ", ".join(sorted(workspace.experiments)) or "none"
    return ArgumentError(f"name an experiment. There are: {known}")
