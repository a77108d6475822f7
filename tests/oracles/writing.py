"""A case of the conformance set, and the file a topic's cases are written to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "conformance"

Case = dict[str, Any]


def case(
    name: str, function: str, arguments: Case, expected: Case, source: str, **more: float
) -> Case:
    """What a function of `stagelift.statistics` gives for these arguments, and who says so."""
    return {
        "name": name,
        "function": function,
        "arguments": arguments,
        "expected": expected,
        **more,
        "source": source,
    }


def write(topic: str, cases: Sequence[Case]) -> None:
    """The cases as a file, one line for each part of a case."""
    entries = []
    for one in cases:
        parts = (
            f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in one.items()
        )
        entries.append("  {" + ",\n   ".join(parts) + "}")
    text = ",\n".join(entries)
    whole = f'{{"topic": "{topic}", "cases": [\n{text}\n]}}\n'
    (CASES / f"{topic}.json").write_text(whole, encoding="utf-8")
