"""dbt's manifest: which table a model is, and what its columns mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stagelift.errors import ArgumentError, did_you_mean

MANIFEST = "manifest.json"
USUAL_FOLDERS = ("target", "dbt/target", ".")
# The versions dbt 1.5 to 2.0 write; v20 has the form of v12.
VERSIONS = (9, 10, 11, 12, 20)
WITHOUT_TABLE = ("ephemeral",)


@dataclass(frozen=True, slots=True)
class Model:
    """One model as its manifest describes it.

    Args:
        name: Its name.
        schema: The schema its table lies in.
        table: The table.
        database: The database, which a connection names already; may be empty.
        about: Its description.
        meanings: Column to description, those that have one.
    """

    name: str
    schema: str
    table: str
    database: str
    about: str
    meanings: Mapping[str, str]


def find_manifest(root: Path) -> Path:
    """The manifest beside a workspace.

    Args:
        root: The workspace.

    Returns:
        The first of `target/`, `dbt/target/` and the folder itself, there or one folder up.

    Raises:
        ArgumentError: There is none.
    """
    places = [base / folder / MANIFEST for base in (root, root.parent) for folder in USUAL_FOLDERS]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise ArgumentError(
            f"no dbt {MANIFEST} in 'target/' here or one folder up. Run 'dbt parse' in the dbt "
            f"project, or name the file: stagelift connect PATH/target/{MANIFEST} --model NAME"
        )
    return found


def read_models(path: Path) -> dict[str, Model]:
    """The models of a manifest that are tables or views.

    Args:
        path: The manifest.

    Returns:
        Models by name.

    Raises:
        ArgumentError: The file is no manifest, or one of a version that is not read.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise ArgumentError(f"'{path.name}' cannot be read as JSON: {error}") from error
    metadata = content.get("metadata") if isinstance(content, dict) else None
    written = str((metadata or {}).get("dbt_schema_version", ""))
    version = re.search(r"manifest/v(\d+)", written)
    nodes = content.get("nodes") if isinstance(content, dict) else None
    if version is None or not isinstance(nodes, dict):
        raise ArgumentError(f"'{path.name}' is not a dbt manifest: it names no schema version")
    if int(version[1]) not in VERSIONS:
        known = ", ".join(f"v{number}" for number in VERSIONS)
        raise ArgumentError(
            f"'{path.name}' is a dbt manifest of version v{version[1]}; {known} are read "
            "(dbt 1.5 to 2.0). Run 'dbt parse' with one of these, or name the table itself: "
            "stagelift connect CONNECTION.SCHEMA.TABLE"
        )
    models = (_model(node) for node in nodes.values() if isinstance(node, dict))
    return {model.name: model for model in models if model is not None}


def _model(node: Mapping[str, Any]) -> Model | None:
    kind = (node.get("config") or {}).get("materialized", "view")
    if node.get("resource_type") != "model" or kind in WITHOUT_TABLE:
        return None
    columns = node.get("columns") or {}
    meanings = {
        str(column.get("name", name)): str(column["description"]).strip()
        for name, column in columns.items()
        if isinstance(column, dict) and column.get("description")
    }
    return Model(
        name=str(node.get("name", "")),
        schema=str(node.get("schema") or ""),
        table=str(node.get("alias") or node.get("name", "")),
        database=str(node.get("database") or ""),
        about=str(node.get("description") or "").strip(),
        meanings=meanings,
    )


def model_named(path: Path, name: str | None) -> Model:
    """One model of a manifest.

    Args:
        path: The manifest.
        name: Its name; None takes the only one.

    Returns:
        The model.

    Raises:
        ArgumentError: There is no such model, or several and none was named.
    """
    models = read_models(path)
    if name is None and len(models) == 1:
        return next(iter(models.values()))
    listed = ", ".join(sorted(models)) or "none that is a table or a view"
    if name is None:
        raise ArgumentError(f"'{path.name}' holds several models; say one with --model: {listed}")
    if name not in models:
        hint = did_you_mean(name, models)
        said = f"no dbt model '{name}' that is a table or a view; there are {listed}. {hint}"
        raise ArgumentError(said.rstrip())
    return models[name]
