"""`schema`: printed, written, and found by editors."""

from __future__ import annotations

import json


def test_one_schema_is_printed_without_a_workspace(run, tmp_path):
    found = json.loads(run(tmp_path, "schema", "experiment").output)
    assert "primary" in found["properties"]
    assert "examples" not in found["properties"]["primary"]


def test_in_a_workspace_its_names_are_offered(run, shop):
    found = json.loads(run(shop, "schema", "experiment").output)
    assert "first_order" in found["properties"]["primary"]["examples"]
    assert found["properties"]["audience"]["examples"] == ["everyone", "visitors"]
    assert "push" in found["$defs"]["Variant"]["properties"]["channel"]["examples"]


def test_all_are_written_with_what_editors_need(run, shop):
    listed = run(shop, "schema").output
    assert listed.splitlines()[-1] == "Next: stagelift schema --write"
    made = run(shop, "schema", "--write")
    folder = shop / ".stagelift" / "schemas"
    names = {"journey", "metrics", "experiment", "report", "changes"}
    assert {path.name.removesuffix(".schema.json") for path in folder.iterdir()} == names
    assert "# yaml-language-server: $schema=.stagelift/schemas/journey.schema.json" in made.output
    assert not (shop / ".vscode").exists()


def test_settings_are_written_once(run, shop):
    run(shop, "schema", "--vscode")
    settings = shop / ".vscode" / "settings.json"
    patterns = json.loads(settings.read_text(encoding="utf-8"))["yaml.schemas"]
    assert patterns["./.stagelift/schemas/journey.schema.json"] == "journey.yaml"
    settings.write_text("{}", encoding="utf-8")
    again = run(shop, "schema", "--vscode")
    assert ".vscode/settings.json is there and stays as it is" in again.output
    assert settings.read_text(encoding="utf-8") == "{}"


def test_another_folder(run, shop):
    run(shop, "schema", "--to", "editor")
    assert (shop / "editor" / "report.schema.json").is_file()


def test_an_unknown_schema(run, shop):
    refused = run(shop, "schema", "repot")
    assert refused.exit_code == 2
    assert "unknown schema 'repot'. Did you mean 'report'?" in refused.output
