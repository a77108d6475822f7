"""The manifest of a run: what it was made from, what it cost, and where it stands."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

LIBRARIES = ("stagelift", "duckdb", "numpy", "scipy", "papermill")
FILE = "manifest.json"
STABLE_FILE = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stable:
    """What equal data, notebook and parameters leave equal: the part a page may print.

    Args:
        report: Id of the report.
        period: Label of the period.
        parameters: Every parameter with its value.
        notebook: Name of the notebook's file.
        notebook_hash: 12 hex of sha256 over its cells' sources.
        versions: Library → version, and `python`.
    """

    report: str
    period: str
    parameters: Mapping[str, object]
    notebook: str
    notebook_hash: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that is known of one run.

    Args:
        run_id: Id of the run.
        key: Report, period and the parameters that differ from their defaults.
        status: `ok` or `failed`.
        started: ISO instant, UTC.
        finished: ISO instant, UTC.
        stable: The part that equal data leave equal.
        public: The page's path under the site.
        pdf: Its PDF's path under the site; empty when it has none.
        unprinted: Why the PDF that was asked for is missing; empty otherwise.
        page: What the notebook's `finish()` wrote: title, headline, status line, language …
        window: UTC instants of the period, half-open; None when the zone is not known.
        commit: git commit of the workspace, None outside git.
        dirty: Whether tracked files differed from the commit; None outside git.
        facts: How many facts were archived.
        seconds: Phase → seconds.
        error: Why it failed, in one line; empty when it did not.
    """

    run_id: str
    key: str
    status: Literal["ok", "failed"]
    started: str
    finished: str
    stable: Stable
    public: str
    pdf: str = ""
    unprinted: str = ""
    page: Mapping[str, Any] = field(default_factory=dict)
    window: tuple[str, str] | None = None
    commit: str | None = None
    dirty: bool | None = None
    facts: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    def to_json(self) -> str:
        """The manifest as JSON text, keys sorted."""
        return to_json(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest a JSON text holds.

        Args:
            text: What `to_json` made, in this version or a later one: fields not known here
                are left out.

        Returns:
            The manifest.
        """
        values = _known(cls, json.loads(text))
        values["stable"] = Stable(**_known(Stable, values["stable"]))
        values["window"] = tuple(values["window"]) if values.get("window") else None
        return cls(**values)


def _known(kind: type[Manifest] | type[Stable], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values the class has fields for."""
    names = {item.name for item in fields(kind)}
    return {name: value for name, value in values.items() if name in names}


def to_json(values: object) -> str:
    """JSON text with sorted keys, two spaces and a final line end.

    Args:
        values: JSON-ready values.

    Returns:
        The text.

    Example:
        >>> print(to_json({"b": 1, "a": "이탈"}), end="")
        {
          "a": "이탈",
          "b": 1
        }
    """
    return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def notebook_hash(notebook: NotebookNode) -> str:
    """12 hex of sha256 over the sources of the cells: outputs and metadata change nothing.

    Args:
        notebook: The notebook, format 4.

    Returns:
        The hash.
    """
    sources = [[cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:12]


def versions() -> dict[str, str]:
    """Python's version and those of the libraries that can change a number or a page.

    Returns:
        Library → version; a library that is not installed is left out.
    """
    found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
