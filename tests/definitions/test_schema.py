"""What editors are told is what the definitions accept: all files of ours, no usual mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from stagelift.definitions.schema import arguments_of, schemas
from stagelift.metrics.churn import Churn
from stagelift.metrics.registry import forms
from stagelift.reports.notebooks import shipped
from stagelift.starter import JOURNEYS, Wishes, starter_files

ROOT = Path(__file__).parents[2]
SCHEMAS = schemas(forms())
OF_FILE = {
    "journey": "journey.yaml",
    "metrics": "metrics/*.yaml",
    "experiment": "experiments/*.yaml",
    "report": "reports/*.yaml",
    "changes": "changes.yaml",
}
WORKSPACES = (ROOT, *sorted(path.parent for path in ROOT.glob("examples/*/journey.yaml")))
FILES = [
    path
    for root in WORKSPACES
    for pattern in OF_FILE.values()
    for path in sorted(root.glob(pattern))
    if not path.stem.endswith((".plan", ".decision"))
]


def kind_of(path: Path) -> str:
    folders = {"metrics": "metrics", "experiments": "experiment", "reports": "report"}
    return folders.get(path.parent.name) or path.stem


def as_editors_read(text: str) -> object:
    """YAML 1.2 core, in which a date is a text."""
    return plain(YAML(typ="safe").load(text))


def plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, date) else value


def mistakes(kind: str, text: str) -> list[str]:
    found = Draft202012Validator(SCHEMAS[kind]).iter_errors(as_editors_read(text))
    return [error.message for error in found]


def keys_of(schema: dict, root: dict) -> dict[str, dict]:
    """Every key an editor offers in a mapping of this schema."""
    schema = resolved(schema, root)
    found = dict(schema.get("properties", {}))
    for each in schema.get("anyOf", []):
        found = {**keys_of(each, root), **found}
    return found


def inside(schema: dict, key: str | None, root: dict) -> list[dict]:
    """The schemas of what stands under a key (None: in a list)."""
    schema = resolved(schema, root)
    found = [part for each in schema.get("anyOf", []) for part in inside(each, key, root)]
    if key is None:
        return [*found, schema["items"]] if "items" in schema else found
    if key in schema.get("properties", {}):
        return [*found, schema["properties"][key]]
    more = schema.get("additionalProperties")
    return [*found, more] if isinstance(more, dict) else found


def resolved(schema: dict, root: dict) -> dict:
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**root["$defs"][name], **schema} if name else schema


def unexplained(value: object, schema: dict, root: dict, path: str = "") -> list[str]:
    """Keys of a file that an editor does not offer, or offers without words."""
    if isinstance(value, list):
        parts = [{"anyOf": inside(schema, None, root)}] * len(value)
        return [m for v, s in zip(value, parts, strict=True) for m in unexplained(v, s, root, path)]
    if not isinstance(value, dict):
        return []
    found = []
    for key, entry in value.items():
        under = inside(schema, key, root)
        offered = keys_of(schema, root)
        if key in offered and not offered[key].get("description"):
            found.append(f"{path}.{key} has no description")
        if not under and offered:
            found.append(f"{path}.{key} is not offered")
        found += unexplained(entry, {"anyOf": under}, root, f"{path}.{key}") if under else []
    return found


def test_the_schemas_are_schemas():
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_the_repository_is_valid_and_its_keys_are_offered_with_words(path):
    kind, text = kind_of(path), path.read_text(encoding="utf-8")
    assert mistakes(kind, text) == []
    assert unexplained(as_editors_read(text), SCHEMAS[kind], SCHEMAS[kind]) == []


@pytest.mark.parametrize("form", ["smallest", "full"])
def test_the_grammar_as_it_is_documented_is_valid(form):
    for path in (ROOT / "tests" / "fixtures" / "design" / form).rglob("*.yaml"):
        assert mistakes(kind_of(path), path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_new_workspace_is_valid(journey, language):
    for name, text in starter_files(Wishes("shop", journey, language, "KR"), shipped()).items():
        if name.endswith(".yaml") and as_editors_read(text) is not None:
            assert mistakes(kind_of(Path(name)), text) == [], name


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("journey", "contry: KR\nstages: {a: visited}\n"),
        ("journey", "country: KR\nstages: {a: {entr: visited}}\n"),
        ("journey", "country: KR\nstages: {a: visited}\nsources: {app: {red: a.csv}}\n"),
        ("journey", "country: KR\nstages: {a: visited}\nsegments: {s: {didd: visited}}\n"),
        ("journey", "country: KR\nstages: [visited]\n"),
        ("journey", "country: KR\n"),
        ("metrics", "conversion: ordered\nwithn: 7 days\n"),
        ("metrics", "metrics: {a: {conversoin: ordered}}\n"),
        ("metrics", "conversion: ordered\nbetter: upwards\n"),
        ("metrics", "label: Nothing\n"),
        (
            "experiment",
            "audience: everyone\nprimary: a\nvariants: {x: email, y: push}\nlook: once\n",
        ),
        ("experiment", "audience: everyone\nvariants: {x: email, y: push}\n"),
        ("experiment", "audience: everyone\nprimary: a\nvariants: [email, push]\n"),
        ("experiment", "audience: e\nprimary: a\nvariants: {x: {chanel: email}, y: push}\n"),
        ("experiment", "audience: e\nprimary: a\nvariants: {x: a, y: b}\nlooks: daily\n"),
        ("report", "notebok: weekly_journey\n"),
        ("report", "notebook: weekly_journey\nevery: Mondays 08:00\n"),
        ("report", "notebook: weekly_journey\ncompare: [last weak]\n"),
        ("report", "notebook: weekly_journey\npage: short\n"),
        ("changes", "changes: [{when: 2026-11-04, what: New}]\n"),
    ],
)
def test_a_usual_mistake_is_marked(kind, text):
    assert mistakes(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("journey", "country: KR\ndata: data/events.parquet\nstages: {a: visited}\n"),
        ("journey", "country: KR\nstages: {a: visited}\nsegments:\nsources:\n"),
        ("metrics", "churn: contracts\nweight: mrr\n"),
        ("metrics", "conversion: {column: visit}\n"),
        ("experiment", "audience: e\nprimary: m\nvariants: {quiet: none, push_1h: push}\n"),
        ("changes", "changes:\n"),
    ],
)
def test_short_forms_are_valid(kind, text):
    assert mistakes(kind, text) == []


def test_every_key_has_words():
    def nameless(schema: object, path: str = "") -> list[str]:
        if isinstance(schema, list):
            return [name for each in schema for name in nameless(each, path)]
        if not isinstance(schema, dict):
            return []
        own = [
            f"{path}.{key}"
            for key, value in schema.get("properties", {}).items()
            if isinstance(value, dict) and not value.get("description")
        ]
        return own + [name for key, v in schema.items() for name in nameless(v, f"{path}.{key}")]

    assert nameless(SCHEMAS) == []


def test_words_of_a_field_come_from_the_class_and_its_bases():
    said = arguments_of(Churn)
    assert said["event"] == "The events that show activity."
    assert said["better"] == 'Direction: "up" or "down".'
