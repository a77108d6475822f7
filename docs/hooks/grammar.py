"""The reference of the YAML grammar, from the schemas that editors complete by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docstrings import parsed

from stagelift.definitions.schema import schemas
from stagelift.definitions.sources import Source
from stagelift.metrics.registry import KINDS

Schema = dict[str, Any]
FILES = {
    "journey": ("journey.yaml", "What is measured: stages, sources, segments, rules and targets."),
    "metrics": (
        "metrics/NAME.yaml",
        "One metric, or many under `metrics:`. Every [kind](metrics.md) has these and its own.",
    ),
    "experiment": ("experiments/NAME.yaml", "One randomised comparison of messages."),
    "report": ("reports/NAME.yaml", "One report that recurs."),
    "changes": ("changes.yaml", "What changed when: marks on the charts of pages."),
}
INTRODUCTION = """\
# The files you write

Made from the definitions themselves, the same ones `stagelift check` reads by. Every value may be
written without quotes: `no`, `21:00` and `>5` stay what was written. `stagelift show NAME` prints a
definition with every default filled in; `stagelift schema` writes these tables for editors.
"""
SOURCE = parsed(Source).summary
COLUMNS_ELSEWHERE = "One key more for each column: [the data contract](data.md#columns)."
WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def page() -> str:
    """The page, with a table for each file and each block inside it.

    Returns:
        Markdown.
    """
    parts = [INTRODUCTION]
    known: set[str] = set()
    for name, schema in schemas(KINDS.values()).items():
        file, words = FILES[name]
        parts.append(f"## `{file}`\n\n{words}")
        parts += of_metrics(schema) if name == "metrics" else of_file(schema, known)
    return "\n\n".join(parts) + "\n"


def of_file(schema: Schema, known: set[str]) -> Iterator[str]:
    """The keys of a file, then those of the blocks that no file before it has.

    Args:
        schema: The file's schema.
        known: Names of the blocks described so far; they grow.

    Yields:
        Markdown.
    """
    yield table(schema)
    for name, block in schema.get("$defs", {}).items():
        if name not in known:
            known.add(name)
            yield f"### {name}\n\n{block.get('description', '')}\n\n{table(block)}"
            if block.get("description") == SOURCE:
                yield COLUMNS_ELSEWHERE


def of_metrics(schema: Schema) -> Iterator[str]:
    """The keys that every kind of metric has.

    Args:
        schema: The schema of files of metrics.

    Yields:
        Markdown.
    """
    kinds = list(schema["$defs"].values())
    shared = set.intersection(*(set(kind["properties"]) for kind in kinds))
    common = {key: form for key, form in kinds[0]["properties"].items() if key in shared}
    yield table({"properties": common})


def table(schema: Schema) -> str:
    """The keys of one mapping.

    Args:
        schema: A schema of an object.

    Returns:
        A Markdown table: key, what may be written, default, meaning.
    """
    required = set(schema.get("required", ()))
    lines = ["| key | written as | default | meaning |", "|---|---|---|---|"]
    for key, form in schema["properties"].items():
        default = "required" if key in required else code(form.get("default"))
        if schema.get("description") == SOURCE and key in Source.more_keys:
            continue  # a table of their own, by what the rows are
        cells = (f"`{key}`", written(form), default, form.get("description", ""))
        lines.append("| " + " | ".join(map(cell, cells)) + " |")
    return "\n".join(lines)


def cell(text: str) -> str:
    r"""A text inside a table's cell; bars are escaped, but not in code.

    Args:
        text: Markdown.

    Returns:
        One line of Markdown.

    Example:
        >>> print(cell("a | b, `a | b`"))
        a \| b, `a | b`
    """
    parts = " ".join(text.split()).split("`")
    parts[::2] = [part.replace("|", "\\|") for part in parts[::2]]
    return "`".join(parts)


def code(value: object) -> str:
    """A default as code; empty for none."""
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def written(form: Schema) -> str:
    """What may be written for a schema, in words.

    Args:
        form: The schema of a value.

    Returns:
        Markdown, such as "one of `raw`, `pre_period`".

    Example:
        >>> written({"enum": ["raw", "pre_period"]})
        'one of `raw`, `pre_period`'
    """
    if "$ref" in form:
        name = form["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in form:
        yes_no = any(isinstance(each, bool) for each in form["enum"])
        return "true or false" if yes_no else f"one of {listed(form['enum'])}"
    if "anyOf" in form:
        return several(form)
    kinds = form.get("type", ())
    kind = kinds if isinstance(kinds, str) else next(iter(kinds), "")
    if kind == "object":
        inside = form.get("additionalProperties")
        return f"names, each with: {written(inside)}" if isinstance(inside, dict) else "a mapping"
    if kind == "array":
        return f"a list of: {written(form['items'])}" if form.get("items") else "a list"
    return f"such as {listed(form['examples'])}" if "examples" in form else WORDS.get(kind, kind)


def several(form: Schema) -> str:
    """What may be written where several forms are allowed, each said once."""
    forms = [each for each in form["anyOf"] if each.get("type") != "null"]
    lists = [each for each in forms if each.get("type") == "array" and each.get("items") in forms]
    if "examples" in form:
        return f"such as {listed(form['examples'])}"
    words = dict.fromkeys(written(each) for each in forms if each not in lists)
    return " or ".join(words) + (", or a list of them" if lists else "")


def listed(values: list[object]) -> str:
    """Values as code, with commas between."""
    return ", ".join(f"`{yaml_of(value)}`" for value in values)


def yaml_of(value: object) -> str:
    """A value as it stands in a file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {yaml_of(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(map(yaml_of, value))}]" if isinstance(value, list) else str(value)
