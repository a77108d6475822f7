"""Plain values as the text of a record's file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any


def as_yaml(record: Mapping[str, Any]) -> str:
    """A record as YAML text, keys in their order.

    Args:
        record: Plain values.

    Returns:
        The text.

    Example:
        >>> print(as_yaml({"decision": "ship"}), end="")
        decision: ship
    """
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 100
    out = io.StringIO()
    writer.dump(dict(record), out)
    return out.getvalue()
