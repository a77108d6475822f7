"""A notebook run in this process: the fragments a kernel gives, in a tenth of the time.

That a kernel makes the same page is tested where reports are run; here pages are looked at.
"""

from __future__ import annotations

import ast
import os
from contextlib import chdir
from pathlib import Path
from typing import Any

import nbformat
import pytest

from stagelift.reports.handover import RUN_DIR


def executed(notebook: Any, *, root: Path, folder: Path, seconds: int) -> Any:
    """Stands in for `execute.execute`: each cell's last value, as Jupyter would show it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with chdir(root), pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, RUN_DIR, str(folder))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = _shown(_value(cell.source, names))
    return notebook


def _value(source: str, names: dict[str, Any]) -> Any:
    """Runs a cell; the value of its last line when that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _shown(value: Any) -> list[Any]:
    shows = getattr(value, "_repr_html_", None)
    if shows is None:
        return []
    v4: Any = nbformat.v4
    return [v4.new_output("execute_result", data={"text/html": shows()}, execution_count=None)]
