from __future__ import annotations

import json

import pytest

from stagelift.errors import ArgumentError
from stagelift.workspace.connecting.dbt import find_manifest, model_named, read_models

VERSION = "https://schemas.getdbt.com/dbt/manifest/v{}.json"


def node(name, **more):
    return {
        "resource_type": "model",
        "name": name,
        "alias": name,
        "schema": "mart",
        "database": "analytics",
        "config": {"materialized": "table"},
        "description": f"all {name}",
        "columns": {"member_no": {"name": "member_no", "description": "the member"}, "x": {}},
        **more,
    }


def manifest(folder, *nodes, version=12, **more):
    folder.mkdir(parents=True, exist_ok=True)
    named = {f"{one['resource_type']}.shop.{one['name']}": one for one in nodes}
    metadata = {"dbt_schema_version": VERSION.format(version)}
    path = folder / "manifest.json"
    path.write_text(json.dumps({"metadata": metadata, "nodes": named, **more}), encoding="utf-8")
    return path


@pytest.mark.parametrize("version", [9, 10, 11, 12, 20])
def test_a_model_becomes_its_table_with_what_its_columns_mean(tmp_path, version):
    path = manifest(tmp_path, node("orders", alias="fct_orders"), version=version)
    found = model_named(path, "orders")
    assert (found.schema, found.table, found.about) == ("mart", "fct_orders", "all orders")
    assert found.meanings == {"member_no": "the member"}


def test_what_has_no_table_is_no_choice(tmp_path):
    path = manifest(
        tmp_path,
        node("orders"),
        node("helper", config={"materialized": "ephemeral"}),
        {"resource_type": "test", "name": "unique"},
    )
    assert list(read_models(path)) == ["orders"]
    assert model_named(path, None).name == "orders"
    with pytest.raises(ArgumentError, match=r"no dbt model 'helper'.*there are orders"):
        model_named(path, "helper")


def test_several_models_ask_for_a_name(tmp_path):
    path = manifest(tmp_path, node("orders"), node("visits"))
    with pytest.raises(ArgumentError, match=r"say one with --model: orders, visits"):
        model_named(path, None)
    with pytest.raises(ArgumentError, match=r"Did you mean 'orders'\?"):
        model_named(path, "order")


@pytest.mark.parametrize("version", [4, 13])
def test_another_version_is_refused_with_those_that_are_read(tmp_path, version):
    path = manifest(tmp_path, node("orders"), version=version)
    with pytest.raises(ArgumentError, match=rf"version v{version}; v9, v10, v11, v12, v20 are"):
        read_models(path)


@pytest.mark.parametrize("text", ["{}", "[]", '{"metadata": {}}', '{"metadata": null}', "no json"])
def test_another_file_is_no_manifest(tmp_path, text):
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"'manifest.json' (is not a dbt manifest|cannot be)"):
        read_models(path)


def test_the_manifest_is_found_beside_the_workspace(tmp_path):
    root = tmp_path / "shop"
    root.mkdir()
    with pytest.raises(ArgumentError, match=r"no dbt manifest\.json"):
        find_manifest(root)
    above = manifest(tmp_path / "target", node("orders"))
    assert find_manifest(root) == above
    own = manifest(root / "target", node("orders"))
    assert find_manifest(root) == own
