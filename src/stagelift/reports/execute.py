"""Execution of one notebook by papermill, in a kernel of this interpreter."""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import os
import re
import sys
import time
from typing import IO, TYPE_CHECKING, Any, cast

from stagelift.definitions import known_files
from stagelift.errors import ReportError
from stagelift.reports.handover import RUN_DIR
from stagelift.reports.kernel.ahead import load_ahead
from stagelift.reports.kernel.early import FIXED, take
from stagelift.reports.parameters import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode
    from papermill import PapermillExecutionError

    from stagelift.reports.parameters import Value

INJECTED = "injected-parameters"  # the tag papermill and Jupyter know
KERNEL = "stagelift"
START_SECONDS = 60
DIED_EARLY = "Kernel died before replying"  # in jupyter_client's words
CONNECTION = "kernel.json"  # here, not in the home directory, which cron may not let us write
NOTEBOOK, LOG, TRACEBACK = "notebook.ipynb", "log.txt", "traceback.txt"
READ = "read.json"  # gone when the run is over
PUBLISHING = ("duckdb", "babel.dates")  # what comes after the kernel needs them

_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")  # IPython's frame of the cell
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class NotebookError(Exception):
    """Why a notebook stopped; the runner turns it into a ReportError once the run is put aside.

    Args:
        reason: One sentence in plain words, without a full stop.
        traceback: What Python printed, without colours; may be empty.
        raised: Name of the error that a cell raised; empty when none did.
    """

    def __init__(self, reason: str, traceback: str = "", *, raised: str = "") -> None:
        """Keeps the texts apart."""
        super().__init__(reason)
        self.reason = reason
        self.traceback = traceback
        self.raised = raised


def with_values(notebook: NotebookNode, values: Mapping[str, Value]) -> NotebookNode:
    """A copy of the notebook, without outputs, with a cell that sets the parameters.

    papermill's own cell is not used: it is reformatted by black wherever that is installed, and
    an unknown name is only logged.

    Args:
        notebook: The notebook, format 4.
        values: name → value, checked.

    Returns:
        The notebook to execute.
    """
    import nbformat

    v4 = cast("Any", nbformat.v4)
    prepared = copy.deepcopy(notebook)
    cells = [cell for cell in prepared.cells if INJECTED not in cell.metadata.get("tags", [])]
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    lines = [f"{name}: {type(value).__name__} = {value!r}" for name, value in values.items()]
    if lines:
        places = [i for i, cell in enumerate(cells) if TAG in cell.metadata.get("tags", [])]
        setting = v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]}, id=INJECTED)
        cells.insert(places[0] + 1 if places else 0, setting)
    prepared.cells = cells
    return prepared


def execute(notebook: NotebookNode, *, root: Path, folder: Path, seconds: int) -> NotebookNode:
    """The executed notebook; it, its log and what its `finish()` wrote stand in the folder.

    This process keeps its directory and its environment: both are given to the kernel alone. A
    kernel that dies before it was asked anything is started once more.

    Args:
        notebook: The notebook with its parameters set.
        root: The workspace: the kernel's working directory.
        folder: The run's folder, told to the notebook as STAGELIFT_RUN_DIR.
        seconds: What the whole notebook may take.

    Returns:
        The executed notebook.

    Raises:
        NotebookError: A cell raised, the kernel died or did not start, or the time was over.
    """
    deadline = time.monotonic() + seconds
    begun: dict[int, NotebookNode] = {}  # the cells that were begun, as they are executed
    limit = seconds, deadline
    try:
        return _executed(notebook, root=root, folder=folder, limit=limit, begun=begun)
    except NotebookError as error:
        # a kernel's ports are chosen before it opens them; another process may be faster
        if begun or DIED_EARLY not in error.reason or time.monotonic() > deadline:
            raise
    (folder / CONNECTION).unlink(missing_ok=True)
    return _executed(notebook, root=root, folder=folder, limit=limit, begun=begun)


def _executed(
    notebook: NotebookNode,
    *,
    root: Path,
    folder: Path,
    limit: tuple[int, float],
    begun: dict[int, NotebookNode],
) -> NotebookNode:
    """The notebook executed by one kernel; the cells that were begun are put into `begun`.

    `limit` is what the whole run may take, in seconds, and when that is over on the clock
    `time.monotonic`: a second kernel has no more time than the first has left.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    path = folder / NOTEBOOK
    path.write_text(cast("Any", nbformat).writes(notebook), encoding="utf-8")
    (folder / READ).write_text(known_files.handed_over(), encoding="utf-8")
    place = str(path).replace("{", "{{").replace("}", "}}")  # papermill formats its paths
    seconds, deadline = limit

    def begin(cell: NotebookNode, cell_index: int) -> None:
        if not begun:  # from now on this process waits for the kernel
            load_ahead(PUBLISHING)
        begun[cell_index] = cell

    with (folder / LOG).open("a", encoding="utf-8") as log, _logged(log):
        try:
            executed: NotebookNode = papermill.execute_notebook(
                place,
                place,
                kernel_name=KERNEL,
                language="python",
                progress_bar=sys.stderr.isatty(),
                request_save_on_cell_execute=False,  # it writes all cells twice for each of them
                on_cell_execute=begin,
                start_timeout=min(START_SECONDS, seconds),
                execution_timeout=seconds,
                timeout_func=lambda _: max(1, round(deadline - time.monotonic())),
                kernel_manager_class=_kernel_class(root, folder, log),
                stdout_file=log,
                stderr_file=log,
            )
        except papermill.PapermillExecutionError as error:
            raise _cell_failure(notebook, error) from error
        except CellTimeoutError as error:
            cell = _running(path, notebook, begun)
            reason = f"{cell} did not end: {seconds} s are allowed for the run"
            raise NotebookError(reason, str(error)) from error
        except DeadKernelError as error:
            cell = _running(path, notebook, begun)
            reason = f"the kernel died in {cell} (out of memory, or killed)"
            raise NotebookError(reason, str(error)) from error
        except (RuntimeError, OSError) as error:
            reason = f"the kernel did not start or was lost: {error}"
            raise NotebookError(reason, repr(error)) from error
        finally:
            (folder / READ).unlink(missing_ok=True)
    return executed


def _kernel_class(root: Path, folder: Path, log: IO[str]) -> type:
    """A kernel manager whose kernel is this interpreter, whatever kernels are installed."""
    import zmq
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    environment = {
        **os.environ,
        RUN_DIR: str(folder),
        known_files.HANDED: str(folder / READ),  # the kernel need not read the definitions again
        **FIXED,
    }

    class ReportKernel(AsyncKernelManager):
        """One kernel for one run, with the run's directory, environment and log."""

        @property
        def kernel_spec(self) -> KernelSpec:
            """This interpreter."""
            return KernelSpec(**cast("Any", get_kernel_dict)())

        async def _async_start_kernel(self, **options: object) -> None:
            options |= {"cwd": str(root), "env": dict(environment), "stdout": log, "stderr": log}
            await super()._async_start_kernel(**options)

        start_kernel = _async_start_kernel

        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: object) -> None:
            """A process that was begun early takes the run; else one is started for it."""
            begun = take(
                self.connection_file,
                root=root,
                environment=environment,
                log=str(folder / LOG),
            )
            if begun is None:
                await super()._async_launch_kernel(kernel_cmd, **options)
                return
            local = cast("Any", self.provisioner)  # the one for kernels on this machine
            local.process, local.pid, local.pgid, local.cwd = begun, begun.pid, begun.pid, root
            self._reconcile_connection_info(local.connection_info)

        async def _async_wait(self, pollinterval: float = 0.1) -> None:
            """Looks whether the kernel is gone five times as often: who waits is a reader."""
            await super()._async_wait(pollinterval=pollinterval / 5)

        def __init__(self, **options: object) -> None:
            """Keeps the connection file in the run's folder and closes the channel to others."""
            super().__init__(connection_file=str(folder / CONNECTION), **options)
            if zmq.has("curve"):  # ipykernel warns on each run about an open channel
                self.transport_encryption = "required"

    return ReportKernel


@contextlib.contextmanager
def _logged(log: IO[str]) -> Iterator[None]:
    """What papermill says goes to the run's log, not to the terminal."""
    logger = logging.getLogger("papermill")
    handler = logging.StreamHandler(log)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before


def _cell_failure(notebook: NotebookNode, error: PapermillExecutionError) -> NotebookError:
    """A cell that raised, named as its author sees it."""
    said = str(error.evalue).strip() or "no message"
    traceback = _COLOUR.sub("", "\n".join(error.traceback))
    found = _LINE.search(traceback)
    cell = _cell(notebook, error.cell_index, line=int(found[1]) if found else 1)
    return NotebookError(f"{cell} stopped: {said} ({error.ename})", traceback, raised=error.ename)


def _running(path: Path, notebook: NotebookNode, begun: Mapping[int, NotebookNode]) -> str:
    """The cell that was running when the kernel was lost; what was executed until then is saved."""
    import nbformat

    left = copy.copy(notebook)
    left.cells = [begun.get(index, cell) for index, cell in enumerate(notebook.cells)]
    path.write_text(cast("Any", nbformat).writes(left), encoding="utf-8")
    return _cell(notebook, max(begun, default=0))


def _cell(notebook: NotebookNode, index: int, *, line: int = 1) -> str:
    """'cell 4 (`the line`)', counted in the author's notebook: from one, all kinds of cells."""
    before = notebook.cells[: index + 1]
    number = sum(INJECTED not in cell.metadata.get("tags", []) for cell in before)
    lines = str(notebook.cells[index].source).splitlines()
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    return f"cell {number} (`{shown}`)" if shown else f"cell {number}"


def finished(folder: Path) -> tuple[object, dict[str, Any]]:
    """What the notebook's `finish()` wrote: its facts and what the page is about.

    Args:
        folder: The run's folder.

    Returns:
        (the content of facts.json, the content of page.json).

    Raises:
        ReportError: A file is missing or is not what it should be.
    """
    missing = [name for name in ("facts.json", "page.json") if not (folder / name).is_file()]
    if missing:
        msg = f"the notebook wrote no {' and no '.join(missing)}; its last cell calls finish()"
        raise ReportError(msg)
    facts, page = (_json(folder / name) for name in ("facts.json", "page.json"))
    if not isinstance(page, dict) or not isinstance(page.get("title"), str):
        raise ReportError("page.json must hold a mapping with a title")
    return facts, page


def _json(path: Path) -> Any:
    """What a JSON file holds; NaN and infinity are refused."""

    def refuse(constant: str) -> None:
        msg = f"{path.name} holds {constant}: an undefined number is null with a status and a note"
        raise ReportError(msg)

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
