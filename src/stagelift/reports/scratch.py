"""A notebook to try things in: it opens the workspace, and is never published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stagelift import files
from stagelift.errors import ArgumentError
from stagelift.reports.notebooks import FOLDER
from stagelift.reports.publish import file_name

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCRATCH = "scratch"
PARAMETERS = """\
workspace: str = "../.."  # the folder with journey.yaml
period: str = "{period}"  # what the notebook is about"""
CELLS = (
    "import stagelift as sl\n\nws = sl.open(workspace)",
    "ws.kpis(period=period)",
    "ws.kpis(period=period).to_frame()",
    'report = ws.report("{report}", period=period)\nreport.tiles()',
    'report.chart("trend")',
)


def scratch_notebook(root: Path, name: str, *, period: str, report: str) -> Path:
    """A notebook of one's own stands in `notebooks/scratch/`.

    Args:
        root: The workspace.
        name: Its name, without ending.
        period: Label of the period it begins with.
        report: Id of the report whose tiles and charts it begins with.

    Returns:
        The file.

    Raises:
        ArgumentError: There is one of the name, or the name is no name of a file.
    """
    if file_name(name) != name:
        raise ArgumentError(
            f"report new: '{name}' is no name every file system takes; such as '{file_name(name)}'"
        )
    path = root / FOLDER / SCRATCH / f"{name}.ipynb"
    if path.exists():
        raise ArgumentError(f"'{path.relative_to(root).as_posix()}' is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    import nbformat

    files.swap(path, cast("Any", nbformat).writes(_notebook(period, report)) + "\n")
    return path


def _notebook(period: str, report: str) -> NotebookNode:
    import nbformat

    v4 = cast("Any", nbformat).v4
    head = v4.new_code_cell(PARAMETERS.format(period=period), metadata={"tags": ["parameters"]})
    cells = [head, *(v4.new_code_cell(source.format(report=report)) for source in CELLS)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"  # the same every time, so that git shows only what changed
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return cast("NotebookNode", v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}))
