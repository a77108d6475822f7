"""Where a report's notebook is: in its workspace, or among those that come with stagelift."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from stagelift.reports.parameters import Parameter

FOLDER = "notebooks"
OTHER = "it is JSON, but no notebook as Jupyter saves it"


def shipped() -> Path:
    """The folder of the notebooks that come with stagelift.

    Returns:
        The folder inside the installed package, or the top one of a checkout.

    Example:
        >>> (shipped() / "weekly_journey.ipynb").is_file()
        True
    """
    package = Path(__file__).parents[1]
    inside = package / FOLDER
    return inside if inside.is_dir() else package.parents[1] / FOLDER


def find_notebook(root: Path, name: str) -> Path:
    """The notebook of a report; the workspace's own comes first.

    Args:
        root: Folder of the workspace.
        name: Name of the notebook without its ending.

    Returns:
        The file.

    Raises:
        ArgumentError: When neither place has it; the nearest name is given.
    """
    for place in (root / FOLDER, shipped()):
        path = place / f"{name}.ipynb"
        if path.is_file():
            return path
    known = notebooks_of(root)
    hint = did_you_mean(name, known) or f"There are: {', '.join(known) or 'none'}"
    raise ArgumentError(f"no notebook '{name}.ipynb' in '{FOLDER}'. {hint}")


def notebooks_of(root: Path) -> tuple[str, ...]:
    """The names of the notebooks a report of a workspace may run.

    Args:
        root: Folder of the workspace.

    Returns:
        Its own and those that come with stagelift, sorted.

    Example:
        >>> notebooks_of(Path("nowhere"))[:2]
        ('experiment_readout', 'journey_map')
    """
    places = (root / FOLDER, shipped())
    return tuple(sorted({path.stem for place in places for path in place.glob("*.ipynb")}))


def read_notebook(path: Path) -> NotebookNode:
    """A notebook, whatever stands in its file.

    Args:
        path: The file.

    Returns:
        The notebook, format 4; one of an older format is converted.

    Raises:
        ArgumentError: The file cannot be read, is empty or cut off, or holds something else.
    """
    import nbformat

    name = f"notebook '{path.parent.name}/{path.name}' cannot be read"
    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.strip():
            raise ArgumentError(f"{name}: the file is empty")
        json.loads(text)
    except OSError as error:
        raise ArgumentError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ArgumentError(f"{name}: the text is of another encoding, not UTF-8") from error
    except json.JSONDecodeError as error:
        msg = f"{name}: line {error.lineno} is no JSON, or the file is cut off"
        raise ArgumentError(msg) from error
    except RecursionError as error:
        raise ArgumentError(f"{name}: the values are nested too deeply to be read") from error
    try:
        notebook: NotebookNode = cast("Any", nbformat).reads(text, as_version=4)
        whole = all(isinstance(cell.source, str) for cell in notebook.cells)
    except (nbformat.ValidationError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise ArgumentError(f"{name}: {OTHER}") from error  # what nbformat makes of other JSON
    if not whole:
        raise ArgumentError(f"{name}: {OTHER}")
    return notebook


def declared_in(path: Path) -> tuple[Parameter, ...]:
    """The parameters a notebook declares.

    Args:
        path: The notebook.

    Returns:
        The parameters in their order.

    Raises:
        ArgumentError: When it cannot be read, or its cell of parameters has mistakes.
    """
    from stagelift.reports.parameters import declared

    return declared(read_notebook(path))
