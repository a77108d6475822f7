"""Writes tests/conformance/design.json: power, units and effects computed by others.

Run with `python tests/oracles/design` where statsmodels and scipy are installed (0.15.0 and
1.17.1 when it was last run). Nothing of stagelift is imported: expected values come from those
packages, from printed figures, or from the formula named, worked out here.
"""

from __future__ import annotations

import json
from pathlib import Path

from asked import CASES
from bounds import boundaries
from curves import curves
from means import means
from others import others
from pairs import pairs_and_rest
from shares import proportions

if __name__ == "__main__":
    for part in (proportions, means, others, pairs_and_rest, curves, boundaries):
        part()
    path = Path(__file__).parents[2] / "conformance" / "design.json"
    text = json.dumps({"topic": "design", "cases": CASES}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
