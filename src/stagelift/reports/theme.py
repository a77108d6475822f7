"""The one style sheet of all pages, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

CSS: str = (
    files("stagelift.reports").joinpath("assets/theme.css").read_text(encoding="utf-8").strip()
)
STYLE = f"<style>{CSS}</style>"


def policy() -> str:
    """The content security policy: the page's own style sheet by hash, embedded images.

    Returns:
        The text of the policy.

    Example:
        >>> policy().startswith("default-src 'none'; style-src 'sha256-")
        True
    """
    digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
