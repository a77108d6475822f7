"""`stagelift schema`: what an editor needs to complete and to mark the files of a workspace."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli import options
from stagelift.cli.options import workspace_options
from stagelift.cli.screen import columns, following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions import Definitions

FILES = {
    "journey": "journey.yaml",
    "metrics": "metrics/*.yaml",
    "experiment": "experiments/*.yaml",
    "report": "reports/*.yaml",
    "changes": "changes.yaml",
}
RECORDS = tuple(f"!experiments/*.{record}.yaml" for record in ("plan", "decision", "life", "void"))
FOLDER = Path(".stagelift") / "schemas"
SETTINGS = Path(".vscode") / "settings.json"


@click.command()
@click.argument("name", required=False)
@click.option("--write", is_flag=True, help="Write all schemas, for editors to read.")
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help=f"Where. [default: {FOLDER}]"
)
@click.option("--vscode", is_flag=True, help=f"Write {SETTINGS} too, unless there is one.")
@workspace_options
def schema(name: str | None, to: Path | None, *, write: bool, vscode: bool) -> None:
    """Print the JSON Schema NAME, or write all of them so that editors complete and check files.

    NAME is journey, metrics, experiment, report or changes. Written in a workspace, they know the
    names of its metrics, segments and stages.
    """
    if name is not None:
        print_json(schema_named(name))
    elif write or to is not None or vscode:
        write_schemas(to, vscode=vscode)
    else:
        say(said("schema.list"))
        say(columns((key, pattern) for key, pattern in FILES.items()))
        following("schema --write")


def schema_named(name: str) -> dict[str, Any]:
    """One schema, with the names of the workspace where there is one.

    Args:
        name: One of `FILES`.

    Returns:
        The schema.

    Raises:
        ArgumentError: When there is no such schema.
    """
    if name not in FILES:
        hint = did_you_mean(name, FILES) or f"There are: {', '.join(FILES)}"
        raise ArgumentError(f"unknown schema '{name}'. {hint}")
    try:
        root = options.root()
    except ArgumentError:  # a schema is of use without a workspace too
        return all_schemas(None)[name]
    return all_schemas(root)[name]


def all_schemas(root: Path | None) -> dict[str, dict[str, Any]]:
    """Every schema, with the names of a workspace.

    Args:
        root: The workspace, or None.

    Returns:
        Name to schema.
    """
    from stagelift.definitions import read_workspace
    from stagelift.definitions.schema import schemas
    from stagelift.metrics.registry import KINDS, forms
    from stagelift.metrics.standard import standard_metrics

    found = schemas(forms())
    if root is not None:
        definitions, _ = read_workspace(root, kinds=KINDS, standard=standard_metrics)
        for each in found.values():
            offer(each, names_of(definitions))
    return found


def names_of(definitions: Definitions) -> dict[str, list[str]]:
    """What may be named where, for completion.

    Args:
        definitions: The workspace's definitions.

    Returns:
        Key of a definition to the names it takes.
    """
    from stagelift.definitions import EVERYONE
    from stagelift.definitions.journey import NO_CHANNEL
    from stagelift.definitions.stages import ids_by_name

    journey = definitions.journey
    metrics = sorted({*definitions.metrics, *definitions.standard})
    known = {
        ("primary", "secondary", "tiles"): metrics,
        ("from", "stage", "may_go_back_to"): list(ids_by_name(journey.stages)),
        ("channel", "falls_back_to"): [*journey.channel_names, NO_CHANNEL],
        ("audience",): [EVERYONE, *journey.segments],
    }
    return {key: names for keys, names in known.items() for key in keys}


def offer(node: Any, names: dict[str, list[str]]) -> None:
    """Names the workspace knows stand as examples at the keys that take them.

    Args:
        node: A schema or a part of one; it is changed.
        names: Key to the names it takes.
    """
    if isinstance(node, list):
        for each in node:
            offer(each, names)
    elif isinstance(node, dict):
        for key, value in node.get("properties", {}).items():
            if key in names and "description" in value and "$ref" not in value:
                value["examples"] = names[key]
        for value in node.values():
            offer(value, names)


def write_schemas(to: Path | None, *, vscode: bool) -> None:
    """Writes all schemas and says how an editor finds them.

    Args:
        to: The folder; `.stagelift/schemas` of the workspace by default.
        vscode: Whether to write the settings of VS Code.
    """
    from stagelift.files import swap

    root = options.root()
    folder = (to if to is not None else root / FOLDER).resolve()
    for name, found in all_schemas(root).items():
        text = json.dumps(found, ensure_ascii=False, indent=1)
        swap(folder / f"{name}.schema.json", f"{text}\n")
    near = Path(os.path.relpath(folder, root)).as_posix()
    say(said("schema.wrote", count=len(FILES), folder=near))
    settings = {
        "yaml.schemas": {
            f"./{near}/{name}.schema.json": [pattern, *RECORDS] if name == "experiment" else pattern
            for name, pattern in FILES.items()
        }
    }
    text = json.dumps(settings, indent=2)
    target = root / SETTINGS
    if vscode and not target.exists():
        swap(target, f"{text}\n")
        say(said("schema.vscode.wrote", file=SETTINGS.as_posix()))
    else:
        say(said("schema.vscode.there" if vscode else "schema.vscode", file=SETTINGS.as_posix()))
        say(text)
    say(said("schema.modeline"))
    say(f"  # yaml-language-server: $schema={near}/journey.schema.json")
    say(f"  # yaml-language-server: $schema=../{near}/experiment.schema.json")
    following("check")
