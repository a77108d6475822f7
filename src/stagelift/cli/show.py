"""`stagelift show [NAME]`: a definition with every default, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli import options
from stagelift.cli.options import json_option, language, workspace_options
from stagelift.cli.screen import columns, following, print_json, say
from stagelift.cli.wording import said
from stagelift.console import padded, width

if TYPE_CHECKING:
    from stagelift.definitions import Definitions
    from stagelift.workspace.shown import Line, Shown

WIDEST = 46  # columns of a value before its origin; longer lines push theirs to the right


@click.command()
@click.argument("name", required=False)
@json_option
@workspace_options
def show(name: str | None, as_json: bool) -> None:
    """Show what NAME means: every key of it, its default, and the file and line it comes from.

    NAME is a metric, experiment, report, segment, source, stage or channel, or 'journey'; without
    it, all of them are listed.
    """
    from stagelift.workspace.shown import shown

    definitions, mistakes = read_definitions()
    if name is None:
        listing(definitions, as_json=as_json)
        return
    found = shown(definitions, name)
    if as_json:
        print_json([each.to_dict() for each in found])
        return
    for each in found:
        say("\n".join(lines_of(each)))
        say()
    following("check" if mistakes else next_command(found[0]))


def read_definitions() -> tuple[Definitions, bool]:
    """What is valid in the workspace, and whether something is not."""
    from stagelift.definitions import read_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics

    found, issues = read_workspace(options.root(), kinds=KINDS, standard=standard_metrics)
    return found, bool(issues)


def listing(definitions: Definitions, *, as_json: bool) -> None:
    """Prints everything that can be shown, by kind.

    Args:
        definitions: The workspace's definitions.
        as_json: Whether to print JSON.
    """
    from stagelift.workspace.shown import catalogue

    known = catalogue(definitions)
    if as_json:
        print_json({kind: list(entries) for kind, entries in known.items()})
        return
    rows = []
    for kind, entries in known.items():
        for name, where in entries.items():
            own = definitions.written.get(where.owner)
            label = getattr(where.definition, "label", None)
            place = str(own.locate(where.at)) if own else said("show.standard")
            rows.append((said(f"show.kind.{kind}"), name, label_text(label), place))
    say(columns(rows))
    following(f"show {rows[-1][1]}")


def label_text(label: Any) -> str:
    """A label in the language of the output; empty without one."""
    return label.text(language()) if label is not None else ""


def lines_of(found: Shown) -> Iterator[str]:
    """A definition as YAML whose comments say where each value comes from.

    Args:
        found: The definition.

    Yields:
        Lines.
    """
    place = str(found.place) if found.place else said("show.standard")
    kind = said(f"show.kind.{found.kind}")
    yield f"# {kind} {found.name}  {place}  {said('show.fingerprint', mark=found.fingerprint)}"
    kept = [line for line in found.lines if line.source != "unset"]
    texts = [text_of(line) for line in kept]
    size = min(max((width(text) for text in texts), default=0), WIDEST)
    for text, line in zip(texts, kept, strict=True):
        words = origin(line)
        yield f"{padded(text, size)}  # {words}" if words else text
    unset = [".".join(line.path) for line in found.lines if line.source == "unset"]
    for key, fields in found.notes:
        yield f"# {said(f'show.note.{key}', **fields)}"
    if unset:
        yield f"# {said('show.unset', keys=', '.join(unset))}"


def text_of(line: Line) -> str:
    """A line as YAML, without its origin.

    Args:
        line: One key.

    Returns:
        Such as "  share: 1/2".
    """
    from stagelift.definitions.edit import scalar

    key = f"{'  ' * (len(line.path) - 1)}{scalar(line.path[-1])}:"
    return key if line.is_block else f"{key} {flow(line.value)}"


def flow(value: Any) -> str:
    """A value as YAML on one line.

    Args:
        value: Texts, numbers, yes-no, lists and mappings.

    Returns:
        Such as "[a, b]" or "{ko: 구매}".

    Example:
        >>> flow(["a", "b: c"]), flow({"first": True})
        ('[a, "b: c"]', '{first: true}')
    """
    from stagelift.definitions.edit import scalar

    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return str(value).lower() if isinstance(value, bool) else scalar(str(value))


def origin(line: Line) -> str:
    """Where a value comes from, in words.

    Args:
        line: One key.

    Returns:
        File and line, "default", or what it follows from.
    """
    if line.source == "written":
        return str(line.place or "")
    if line.source == "default" or not line.reason:
        return said("show.default")
    return said(f"show.derived.{line.reason}", place=line.place)


def next_command(found: Shown) -> str:
    """What to type after a look at a definition.

    Args:
        found: What was shown.

    Returns:
        Words after `stagelift`.
    """
    after = {"experiment": f"readout {found.name}", "report": f"report run {found.name}"}
    return after.get(found.kind, "kpi" if found.kind == "metric" else "check")
