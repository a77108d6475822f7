"""The one style sheet of all pages, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files

CSS: str = (
    files("stagelift.reports").joinpath("assets/theme.css").read_text(encoding="utf-8").strip()
)
STYLE = f"<style>{CSS}</style>"


def policy(scripts: Iterable[str] = ()) -> str:
    """The content security policy: the page's own style sheet by hash, embedded images.

    Args:
        scripts: The only scripts that may run, by hash; a report's page has none.

    Returns:
        The text of the policy.

    Example:
        >>> policy().startswith("default-src 'none'; style-src 'sha256-")
        True
    """
    allowed = f"style-src '{_hash(CSS)}'; img-src data:"
    if known := " ".join(f"'{_hash(script)}'" for script in scripts):
        allowed += f"; script-src {known}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    """A text's hash as the policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
