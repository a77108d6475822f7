"""Rules about the draws of experiments: each needs a salt that draws nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.findings import Finding, Rule

HOLDOUT_SALT = "holdout"  # as the assignment draws it


def salts_differ(definitions: Definitions) -> Iterator[Finding]:
    """No two experiments split by the same salt: the same customers would share their variants."""
    owners: dict[str, str] = {}
    drawn = other_draws(definitions)
    for name, experiment in definitions.experiments.items():
        first = owners.setdefault(experiment.salt, name)
        message = ""
        if first != name:
            message = f"'{experiment.salt}' already splits the experiment '{first}'"
        elif experiment.salt in drawn:
            message = f"'{experiment.salt}' already draws {drawn[experiment.salt]}"
        if message:
            written = definitions.written["experiment", name]
            yield Finding(written, ("salt",), message, "Every experiment needs a salt of its own")


def other_draws(definitions: Definitions) -> dict[str, str]:
    """The salts of the holdout, of layers and of shares of the traffic, with what each draws."""
    found = {HOLDOUT_SALT: "the holdout"}
    for name, experiment in definitions.experiments.items():
        found[f"{experiment.salt}/traffic"] = f"the traffic of '{name}'"
        if experiment.layer is not None:
            found[f"layer/{experiment.layer}"] = f"the layer '{experiment.layer}'"
    return found


DRAW_RULES: tuple[Rule, ...] = (salts_differ,)
