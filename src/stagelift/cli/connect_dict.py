"""What `stagelift connect` found, as JSON-ready values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stagelift.cli.inspection import issue_dict

if TYPE_CHECKING:
    from stagelift.workspace.connecting.look import Look
    from stagelift.workspace.connecting.profile import Column


def as_dict(found: Look) -> dict[str, Any]:
    """The look as JSON-ready values.

    Args:
        found: The look.

    Returns:
        Keys `name`, `read`, `left_out`, `role`, `preset`, `source`, `columns`, `same_person`,
        `notes`, `problems` and `issues`, then what would be read, as `read_dict` says.
    """
    proposal = found.proposal
    return {
        "name": proposal.name,
        "read": proposal.place.read,
        "left_out": list(proposal.place.left_out),
        "role": proposal.role,
        "preset": proposal.preset.name if proposal.preset else None,
        "source": {
            entry.key: entry.value if isinstance(entry.value, str) else dict(entry.value)
            for entry in proposal.entries
        },
        "columns": [column_dict(one) for one in proposal.columns],
        "same_person": list(proposal.same_person),
        "notes": [{"key": one.key, **one.facts} for one in proposal.notes],
        "problems": [{"key": one.key, **one.facts} for one in proposal.problems],
        "issues": [issue_dict(issue) for issue in found.issues],
        **read_dict(found),
    }


def column_dict(column: Column) -> dict[str, Any]:
    """One column as JSON-ready values.

    Args:
        column: The column.

    Returns:
        Keys `name`, `type`, `rows`, `filled`, `distinct`, `examples` and `masked`.
    """
    return {
        "name": column.name,
        "type": column.kind,
        "rows": column.rows,
        "filled": column.filled,
        "distinct": column.distinct,
        "examples": list(column.examples),
        "masked": column.masked,
    }


def read_dict(found: Look) -> dict[str, Any]:
    """What the source would read, as JSON-ready values.

    Args:
        found: The look.

    Returns:
        Keys `rows`, `kept`, `rejected`, `not_yet_known`, `events`, `first_us`, `last_us`, `match`,
        `not_compared` and `stages`; null where nothing was read.
    """
    counts, match = found.counts, found.match
    return {
        "rows": counts.rows if counts else None,
        "kept": counts.kept if counts else None,
        "rejected": dict(counts.rejected) if counts else {},
        "not_yet_known": counts.invisible if counts else None,
        "events": dict(found.events),
        "first_us": found.span[0] if found.span else None,
        "last_us": found.span[1] if found.span else None,
        "match": {"customers": match.customers, "known": match.known} if match else None,
        "not_compared": list(found.not_compared),
        "stages": [
            {"stage": one.stage, "written": one.written, "fitting": dict(one.fitting)}
            for one in found.stages
        ],
    }
