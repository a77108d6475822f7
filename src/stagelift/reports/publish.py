"""Public names: where the page of a key stands, under names that every file system takes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from stagelift.reports.parameters import Parameter, Value

SUBJECTS = ("period", "experiment")  # what a page is about: the first a notebook declares
UNDATED = "undated"  # the subject of a notebook that declares neither

_UNSAFE = re.compile(r"[^\w.=+-]", re.ASCII)
_LONGEST = 80  # keeps the path short on every file system
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # no files on Windows
_PERIOD = re.compile(r"\d{4}-[WQ]\d+")  # its capital letter tells no two labels apart


def public_path(report: str, period: str, others: Mapping[str, object]) -> str:
    """The page's place under the site, one for each key.

    Args:
        report: Id of the report.
        period: Label of the period.
        others: The parameters that differ from their defaults, without the period.

    Returns:
        A relative path with forward slashes: `weekly/2026-W46.html`; a language has
        `weekly/2026-W46/ko.html`; other parameters `weekly/2026-W46/segment=vip.html`.

    Example:
        >>> public_path("weekly", "2026-W46", {})
        'weekly/2026-W46.html'
        >>> public_path("weekly", "2026-W46", {"segment": "vip", "language": "ko"})
        'weekly/2026-W46/segment=vip.ko.html'
    """
    words = [f"{name}={others[name]}" for name in sorted(others) if name != "language"]
    language = [str(others["language"])] if "language" in others else []
    place = f"{file_name(report)}/{file_name(period)}"
    variant = ".".join(["+".join(words)] * bool(words) + language)
    return f"{place}/{file_name(variant)}.html" if variant else f"{place}.html"


def subject_of(
    declared: Iterable[Parameter], values: Mapping[str, Value]
) -> tuple[str, dict[str, Value]]:
    """What a page is about, and what else sets it apart.

    Args:
        declared: The notebook's parameters.
        values: A value for each of them.

    Returns:
        The period or the experiment, and the other parameters that differ from their defaults.
    """
    default = {parameter.name: parameter.default for parameter in declared}
    about = next((name for name in SUBJECTS if name in values), "")
    others = {n: v for n, v in values.items() if n != about and v != default[n]}
    return str(values.get(about, UNDATED)), others


def lock_of(state: Path, key: str) -> Path:
    """The lock of a key: whoever holds it publishes the page.

    Args:
        state: Where the workspace keeps what it made.
        key: Report, subject and what differs from the defaults.

    Returns:
        The file.
    """
    return state / "locks" / f"{file_name(key)}.lock"


def file_name(text: str) -> str:
    """A name that every file system takes, different for different texts.

    Windows and macOS do not tell capital letters from small ones, Windows keeps some names for
    devices and drops a dot at the end: such texts get a hash too.

    Args:
        text: Any text.

    Returns:
        The text itself when it is harmless, else its harmless letters and a hash.

    Example:
        >>> file_name("2026-W46"), file_name("../etc")
        ('2026-W46', '_etc-f7f9121f')
    """
    safe = _UNSAFE.sub("_", text).lstrip(".")[:_LONGEST]
    plain = _PERIOD.sub("", text)
    if safe == text and text and plain == plain.lower() and not text.endswith("."):
        if not _DEVICE.match(text):
            return text
        safe = f"_{safe}"
    return f"{safe.lstrip('_.') and safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
