"""How long the runs of reports are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from stagelift.definitions.definition import Definition
from stagelift.definitions.mistakes import Mistake, came

ALL = "all"
PART = r"([1-9]\d*) (run|day)s?"
WRITTEN = {
    "anyOf": [
        {"enum": [ALL]},
        {"type": "string", "pattern": f"^{PART}$"},
        {"type": "array", "items": {"type": "string", "pattern": f"^{PART}$"}, "minItems": 1},
    ]
}


@dataclass(frozen=True, slots=True)
class Keep:
    """How long the runs of a report are kept; one goes when it is beyond all that is named.

    Args:
        runs: The newest of each page.
        days: Those of so many days.
    """

    runs: int | None = None
    days: int | None = None

    def __str__(self) -> str:
        """As it is written: `20 runs`, `90 days`, both in a list, or `all`."""
        named = {"run": self.runs, "day": self.days}
        parts = [f"{n} {word}{'s' * (n != 1)}" for word, n in named.items() if n is not None]
        return f"[{', '.join(parts)}]" if len(parts) > 1 else "".join(parts) or ALL

    @property
    def keeps_all(self) -> bool:
        """Whether no run ever goes."""
        return self.runs is None and self.days is None


def keep_of(value: object) -> Keep:
    """What a file says is kept.

    Args:
        value: `20 runs`, `90 days`, both in a list, or `all`.

    Returns:
        What is kept.

    Raises:
        Mistake: It is none of these.

    Example:
        >>> keep_of(["20 runs", "90 days"]), keep_of("all").keeps_all
        (Keep(runs=20, days=90), True)
    """
    if value in (ALL, [ALL]):
        return Keep()
    found: dict[str, int] = {}
    for item in value if isinstance(value, list | tuple) and value else (value,):
        part = re.fullmatch(PART, str(item))
        if not part or f"{part[2]}s" in found:
            raise Mistake(
                f"{came(item)} came, '20 runs', '90 days', both in a list or 'all' are expected"
            )
        found[f"{part[2]}s"] = int(part[1])
    return Keep(**found)


Kept = Annotated[Keep, PlainValidator(keep_of), WithJsonSchema(WRITTEN)]


class ReportDefaults(Definition):
    """What holds for every report that does not say otherwise.

    Args:
        keep: How long their runs are kept, such as "20 runs", "90 days" or both in a list; all by
            default.
    """

    keep: Kept | None = None
