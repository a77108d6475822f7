from __future__ import annotations

import json

import nbformat
import pytest

from stagelift.errors import ReportError
from stagelift.reports.execute import INJECTED, finished, with_values

v4 = nbformat.v4


def notebook(*cells):
    return v4.new_notebook(cells=list(cells))


def test_values_stand_behind_their_declarations_typed_and_quoted():
    declared = v4.new_code_cell('period: str = ""', metadata={"tags": ["parameters"]})
    values = {"period": "0012", "name": "o'\n\"{x}", "weeks": 6, "level": 0.5, "full": True}
    prepared = with_values(notebook(v4.new_markdown_cell("#"), declared), values)
    assert [c.metadata.get("tags") for c in prepared.cells] == [None, ["parameters"], [INJECTED]]
    space: dict[str, object] = {}
    exec(prepared.cells[2].source, space)
    assert {name: space[name] for name in values} == values
    assert prepared.cells[2].source.splitlines()[0] == "period: str = '0012'"


def test_the_source_stays_and_former_values_and_outputs_go():
    former = v4.new_code_cell("period = 1", metadata={"tags": [INJECTED]})
    output = v4.new_output("stream", text="2")
    run = v4.new_code_cell("1 + 1", execution_count=3, outputs=[output])
    source = notebook(former, run)
    prepared = with_values(source, {"weeks": 2})
    assert [c.source for c in prepared.cells] == ["weeks: int = 2", "1 + 1"]
    assert prepared.cells[1].outputs == []
    assert prepared.cells[1].execution_count is None
    assert [c.source for c in source.cells] == ["period = 1", "1 + 1"]
    assert source.cells[1].outputs == [output]
    assert [c.source for c in with_values(source, {}).cells] == ["1 + 1"]


def test_what_finish_wrote_is_read(tmp_path):
    (tmp_path / "facts.json").write_text("[]")
    with pytest.raises(ReportError, match=r"wrote no page\.json; its last cell calls finish"):
        finished(tmp_path)
    (tmp_path / "page.json").write_text("{}")
    with pytest.raises(ReportError, match="a mapping with a title"):
        finished(tmp_path)
    (tmp_path / "page.json").write_text(json.dumps({"title": "주간"}), encoding="utf-8")
    assert finished(tmp_path) == ([], {"title": "주간"})
    (tmp_path / "facts.json").write_text('[{"value": NaN}]')
    with pytest.raises(ReportError, match=r"facts\.json holds NaN: an undefined number is null"):
        finished(tmp_path)
