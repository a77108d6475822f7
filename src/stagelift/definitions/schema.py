"""JSON Schemas of the files users write, for completion and marks in editors.

They are made from the definitions themselves, as users write them: short forms, the keys of a
source's columns, kinds of metrics as keys. What holds between files is the business of `check`.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from inspect import getdoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from stagelift.definitions.definition import Definition
from stagelift.definitions.events import UnitColumn
from stagelift.definitions.experiment import Experiment, Once
from stagelift.definitions.fields import Label, OneOf
from stagelift.definitions.journey import SHORTHAND_SOURCE, Journey
from stagelift.definitions.metric import Metric
from stagelift.definitions.plain_values import RHYTHMS
from stagelift.definitions.report import COMPARISONS, Report
from stagelift.definitions.segment import Condition
from stagelift.definitions.sources import COLUMNS, Source
from stagelift.definitions.values import Parsed

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# An editor reads 0.5, 2026 and true as numbers and yes-no; every value here is read as a text.
TEXT: Schema = {"type": ["string", "number", "boolean"]}
WRITTEN: Mapping[type, Schema] = {
    str: TEXT,
    bool: {"enum": [True, False, "yes", "no", "true", "false"]},
    int: {"type": ["integer", "string"]},
    float: {"type": ["number", "string"]},
    Decimal: {"type": ["number", "string"]},
    Fraction: {"type": ["number", "string"], "examples": ["50%", "1/3"]},
    date: {"type": "string", "examples": ["2026-10-26"]},
    datetime: {"type": "string", "examples": ["2026-11-16 06:00"]},
    Label: {
        "anyOf": [TEXT, {"type": "object", "minProperties": 1, "additionalProperties": TEXT}],
        "examples": [{"ko": "첫 구매", "en": "First order"}],
    },
    UnitColumn: {
        "type": "object",
        "properties": {
            "column": {**TEXT, "description": "A column of a source of units."},
            "before": {**TEXT, "description": "The same of the time before assignment."},
        },
        "required": ["column"],
        "additionalProperties": False,
    },
    Once: {"type": "string", "examples": ["once, on 2026-10-26"]},
    Condition: {
        "anyOf": [
            {"type": "object", "additionalProperties": {"anyOf": [TEXT, {"type": "array"}]}},
            {"type": "array", "items": TEXT},
            TEXT,
        ],
        "examples": [{"grade": ["gold", "vip"], "age": ">=30"}],
    },
}
# Fields whose words the annotations do not tell.
SAID: Mapping[tuple[type, str], Schema] = {
    (Report, "compare"): {
        "anyOf": [
            {"enum": list(COMPARISONS)},
            {"type": "array", "items": {"enum": list(COMPARISONS)}},
        ]
    },
    (Report, "every"): {
        "type": "string",
        "pattern": rf"^({'|'.join(RHYTHMS)})( \d\d:\d\d)?$",
        "examples": ["Monday 08:00", "month"],
    },
    (Metric, "example"): {"type": "object", "required": ["gives"], "minProperties": 2},
    (Experiment, "split_by"): {"type": "string", "examples": ["stagelift", 'braze canvas "…"']},
}
CHANGES: Schema = {
    "title": "changes.yaml: what changed when",
    "type": "object",
    "properties": {
        "changes": {
            "description": "Marks on the charts; the first place to look when a figure moves.",
            "anyOf": [{"type": "array", "items": {"$ref": "#/$defs/Change"}}, {"type": "null"}],
        }
    },
    "additionalProperties": False,
    "$defs": {
        "Change": {
            "type": "object",
            "properties": {
                "on": {**WRITTEN[date], "description": "The local day."},
                "what": {**WRITTEN[Label], "description": "Words, in one language or in each."},
                "stage": {**TEXT, "description": "The stage it touches; else the whole journey."},
                "experiment": {**TEXT, "description": "The experiment it came from."},
            },
            "required": ["on", "what"],
            "additionalProperties": False,
        }
    },
}


def schemas(kinds: Iterable[type[Metric]]) -> dict[str, Schema]:
    """The schema of every kind of file.

    Args:
        kinds: The classes a metric may be read as.

    Returns:
        `journey`, `metrics`, `experiment`, `report` and `changes` to a schema, draft 2020-12.
    """
    return {
        "journey": _of_file(Journey, "journey.yaml: stages, sources, segments, rules"),
        "metrics": _of_metrics(kinds),
        "experiment": _of_file(Experiment, "experiments/NAME.yaml: one experiment"),
        "report": _of_file(Report, "reports/NAME.yaml: one report that recurs"),
        "changes": {"$schema": DIALECT, **CHANGES},
    }


def arguments_of(model: type) -> dict[str, str]:
    """What a class says about each of its fields, those of its bases included.

    Args:
        model: A class with a docstring of Google's style.

    Returns:
        Field to one sentence.

    Example:
        >>> arguments_of(Report)["notebook"]
        'Name of the notebook in `notebooks/`, without its ending.'
    """
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        text = (base.__doc__ and getdoc(base)) or ""
        block = re.search(r"^Args:\n((?: {4}.*\n?|\n)+)", text, re.MULTILINE)
        for entry in re.split(r"\n(?= {4}\w)", block[1].rstrip()) if block else ():
            name, _, words = entry.strip().partition(": ")
            found[name] = " ".join(words.split())
    return found


class _Models:
    """The schemas of classes, each written once and referred to by name."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}

    def reference(self, model: type[Definition]) -> Schema:
        """A reference to a class, whose schema is made when it is first asked for."""
        name = model.__name__
        if name not in self.defs:
            self.defs[name] = {}  # so that a class may refer to itself
            self.defs[name] = self.object_of(model)
        return {"$ref": f"#/$defs/{name}"}

    def object_of(self, model: type[Definition]) -> Schema:
        """A class as a mapping with its keys and no others."""
        said = arguments_of(model)
        properties: dict[str, Schema] = {}
        for name, info in model.model_fields.items():
            key = info.alias or name
            if key != "name":
                properties[key] = self.field(model, name, info, said.get(name, ""))
        properties |= _more_properties(model)
        required = [info.alias or n for n, info in model.model_fields.items() if info.is_required()]
        required = [key for key in required if key not in ("name", *_implied(model))]
        return {
            "type": "object",
            "description": (getdoc(model) or "").partition("\n")[0],
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def field(self, model: type, name: str, info: FieldInfo, said: str) -> Schema:
        """One field with its words and its default."""
        own = next((SAID[each, name] for each in model.__mro__ if (each, name) in SAID), None)
        form = own or self.form(info.annotation, tuple(info.metadata))
        blocks = isinstance(info.get_default(call_default_factory=True), dict | tuple | Definition)
        if blocks and not info.is_required():
            form = {"anyOf": [form, {"type": "null"}]}  # a block may be left empty
        default = info.get_default()
        shown = isinstance(default, str | bool | int | float) and default != ""
        return {**form, "description": said, **({"default": default} if shown else {})}

    def form(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> Schema:
        """What may be written for an annotation."""
        choice = next((each for each in metadata if isinstance(each, OneOf)), None)
        if choice is not None:
            return {"enum": list(choice.words)}
        inside = get_args(annotation)
        of_origin: dict[Any, Callable[[], Schema]] = {
            Annotated: lambda: self.form(inside[0], inside[1:]),
            Union: lambda: self.either(inside, metadata),
            types.UnionType: lambda: self.either(inside, metadata),
            Literal: lambda: {"enum": list(inside)},
            dict: lambda: self.mapping(inside[1]),
            tuple: lambda: self.several(inside[0]),
        }
        make = of_origin.get(get_origin(annotation))
        return self.single(annotation) if make is None else make()

    def either(self, annotations: tuple[Any, ...], metadata: tuple[Any, ...]) -> Schema:
        """What may be written for one of several annotations."""
        forms = [self.form(each, metadata) for each in annotations if each is not type(None)]
        return forms[0] if len(forms) == 1 else {"anyOf": forms}

    def single(self, annotation: Any) -> Schema:
        """What may be written for one class."""
        if annotation in WRITTEN:
            return WRITTEN[annotation]
        if isinstance(annotation, type) and issubclass(annotation, Definition):
            return self.reference(annotation)
        if isinstance(annotation, type) and issubclass(annotation, Parsed):
            return {"type": ["string", "number"], "examples": [annotation.example]}
        return {}

    def several(self, entry: Any) -> Schema:
        """A list, or one entry alone."""
        if entry is Condition:
            return WRITTEN[Condition]
        if get_origin(entry) is tuple:  # pairs are written as a mapping
            values = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
            return {"type": "object", "minProperties": 1, "additionalProperties": values}
        one = self.form(entry)
        return {"anyOf": [one, {"type": "array", "items": one}]}

    def mapping(self, entry: Any) -> Schema:
        """Entries under names of the user's, an entry perhaps written short."""
        if entry is Any:
            return {"type": "object"}
        form = self.form(entry)
        short = entry.shorthand if isinstance(entry, type) and issubclass(entry, Definition) else ""
        if short:
            info = entry.model_fields[short]
            form = {"anyOf": [form, self.form(info.annotation, tuple(info.metadata))]}
        names: Schema = {"type": "object", "additionalProperties": form}
        return names


def _more_properties(model: type[Definition]) -> dict[str, Schema]:
    """Keys that stand for something longer: `data:` of a journey, the columns of a source."""
    if model is Journey:
        words = "One file of events with the columns customer_id, time and event."
        return {SHORTHAND_SOURCE: {**TEXT, "description": words}}
    if model is not Source:
        return {}
    roles = {word: [role for role in COLUMNS if word in COLUMNS[role]] for word in Source.more_keys}
    return {
        word: {**TEXT, "description": f"A column, or an expression over columns: {word} of {said}."}
        for word, said in ((word, ", ".join(found)) for word, found in roles.items())
    } | {"keep": _keep_schema()}


def _keep_schema() -> Schema:
    """Attributes under our names, or a list of columns that keep theirs."""
    named = {"type": "object", "additionalProperties": TEXT}
    said = arguments_of(Source)["keep"]
    return {"anyOf": [named, {"type": "array", "items": TEXT}], "description": said}


def _implied(model: type[Definition]) -> tuple[str, ...]:
    """Required fields that another key fills."""
    if model is Journey:
        return ("zone",)  # by the country
    return ("share",) if model.shorthand == "channel" else ()  # equal shares


def _of_file(model: type[Definition], title: str) -> Schema:
    models = _Models()
    written = models.object_of(model)
    return {"$schema": DIALECT, "title": title, **written, "$defs": models.defs}


def _of_metrics(kinds: Iterable[type[Metric]]) -> Schema:
    models = _Models()
    forms = [models.reference(kind) for kind in kinds]
    words = "Metrics of this file by name."
    many = {
        "type": "object",
        "properties": {
            "metrics": {
                "type": "object",
                "description": words,
                "additionalProperties": {"anyOf": forms},
            }
        },
        "required": ["metrics"],
        "additionalProperties": False,
    }
    title = "metrics/NAME.yaml: one metric, or many under 'metrics:'"
    return {"$schema": DIALECT, "title": title, "anyOf": [*forms, many], "$defs": models.defs}
