"""A published number explained: what it is, how it was defined, what was left out, what it was."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from stagelift.errors import ArgumentError
from stagelift.reports import facts
from stagelift.reports.archive.selection import is_hidden, known_at
from stagelift.reports.periods import Period
from stagelift.workspace.archiving import hidden
from stagelift.workspace.shown import Shown, shown

if TYPE_CHECKING:
    from stagelift.workspace.workspace import Workspace

NEAREST = 4
SAME = ("metric", "measure", "stage", "segment", "variant", "period")
MEASURED = ("level", "effect", "lift")  # what a KPI or a readout gives again


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One published number.

    Args:
        fact: Its newest row in the archive.
        periods: The periods it was published for, newest first.
        published: All its rows of this thing and period, oldest first.
        definition: The metric, or that which it is a part of; None when it has none.
        redefined: Whether the definition's fingerprint has changed since; a number published
            without one says nothing of it.
        again: What the data give now for the same question as of the same instant, as it would be
            published: small cells hold nulls. None for a number that is no measurement, such as a
            limit or a target.
    """

    fact: Mapping[str, Any]
    periods: tuple[str, ...]
    published: tuple[Mapping[str, Any], ...]
    definition: Shown | None
    redefined: bool
    again: Mapping[str, Any] | None

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON-ready values."""
        return {
            "fact": dict(self.fact),
            "periods": list(self.periods),
            "published": [dict(one) for one in self.published],
            "definition": None if self.definition is None else self.definition.to_dict(),
            "redefined": self.redefined,
            "again": None if self.again is None else dict(self.again),
        }


def explain(workspace: Workspace, name: str, period: str | None = None) -> Explained:
    """A published number with all that is known of it.

    Args:
        workspace: The workspace; its archive of facts is read.
        name: The fact's name, such as `first_order` or `cart_reminder.effect`.
        period: Which period's; default: the newest one, whichever run was made last.

    Returns:
        The explanation.

    Raises:
        ArgumentError: Nothing was published under the name, or not for the period; or the health
            of its experiment is red.
        DataError: When a source cannot be read as defined.
    """
    archive = facts.read(workspace.state / "facts")
    named = [fact for fact in archive if fact["name"] == name]
    named = [fact for fact in named if not fact["segment"]] or named
    if not named:
        raise ArgumentError(_unknown(name, archive))
    found = [fact for fact in named if period in (None, fact["period"])]
    if not found:
        periods = ", ".join(sorted({str(fact["period"]) for fact in named}))
        raise ArgumentError(
            f"explain: '{name}' was not published for {period}; it was for {periods}"
        )
    red = hidden(workspace)
    told = [fact for fact in found if not is_hidden(fact, red)]
    if not told:
        raise ArgumentError(
            f"explain: '{name}' is hidden, a health check has stopped its experiment; "
            "`stagelift readout` says which"
        )
    # of equal periods the one known last, of equal instants the one published last
    fact = max(reversed(told), key=lambda one: (_ends(str(one["period"])), known_at(one)))
    same = (one for one in archive if facts.thing(one) == facts.thing(fact))
    alike = tuple(one for one in same if not is_hidden(one, red))
    definition = _definition(workspace, str(fact["metric"]))
    return Explained(
        fact=fact,
        periods=tuple(sorted({str(one["period"]) for one in named}, key=_ends, reverse=True)),
        published=alike,
        definition=definition,
        redefined=_is_redefined(fact, definition),
        again=_again(workspace, fact),
    )


def _ends(label: str) -> tuple[date, date]:
    """The last and first day of a period, for its order; what is no period is older than all."""
    try:
        period = Period.parse(label)
    except ArgumentError:
        return date.min, date.min
    return period.last, period.first


def _unknown(name: str, archive: Iterable[Mapping[str, Any]]) -> str:
    """What is said of a name nothing was published under."""
    known = {str(fact["name"]) for fact in archive if fact["name"]}
    if not known:
        return "explain: nothing has been published yet; `stagelift report run` does"
    near = difflib.get_close_matches(name, known, n=NEAREST, cutoff=0.5)
    hint = f" Nearest: {', '.join(near)}" if near else ""
    return f"explain: nothing was published as '{name}'.{hint}"


def _definition(workspace: Workspace, metric: str) -> Shown | None:
    """What the metric is, or that which it is a part of, when the workspace still has it."""
    for name in dict.fromkeys((metric, metric.partition(".")[0])):
        try:
            return next(one for one in shown(workspace.definitions, name) if one.kind == "metric")
        except (ArgumentError, StopIteration):
            continue
    return None


def _is_redefined(fact: Mapping[str, Any], definition: Shown | None) -> bool:
    """Whether a number's own definition, where it says which, is another one now."""
    known = bool(fact["fingerprint"]) and definition is not None
    return known and definition is not None and fact["fingerprint"] != definition.fingerprint


def _again(workspace: Workspace, fact: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The same question asked again, as of the same instant."""
    if fact["measure"] not in MEASURED or fact["metric"] not in workspace.known_metrics:
        return None
    with workspace.seen(datetime.fromisoformat(str(fact["as_of"]))) as then:
        experiment = fact["experiment"] or str(fact["name"]).partition(".")[0]
        if fact["variant"] is not None and experiment in then.experiments:
            given: Iterable[Mapping[str, Any]] = (
                then.experiments[experiment].readout().to_dict()["estimates"]
            )
        elif fact["variant"] is None and fact["measure"] == "level":
            metric = str(fact["metric"])
            asked = {metric: then.known_metrics[metric]}
            given = then.kpis(str(fact["period"]), metrics=asked).to_dicts()
        else:
            return None
        same = (one for one in given if all(one[key] == fact[key] for key in SAME))
        return next(same, None)
