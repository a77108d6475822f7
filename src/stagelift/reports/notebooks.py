"""Where a report's notebook is: in its workspace, or among those that come with stagelift."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.reports.parameters import Parameter

FOLDER = "notebooks"


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
    places = (root / FOLDER, shipped())
    for place in places:
        path = place / f"{name}.ipynb"
        if path.is_file():
            return path
    known = sorted({path.stem for place in places for path in place.glob("*.ipynb")})
    hint = did_you_mean(name, known) or f"There are: {', '.join(known) or 'none'}"
    raise ArgumentError(f"no notebook '{name}.ipynb' in '{root / FOLDER}'. {hint}")


def declared_in(path: Path) -> tuple[Parameter, ...]:
    """The parameters a notebook declares.

    Args:
        path: The notebook.

    Returns:
        The parameters in their order.

    Raises:
        ArgumentError: When its cell of parameters has mistakes.
    """
    import nbformat

    from stagelift.reports.parameters import declared

    return declared(cast("Any", nbformat).read(path, as_version=4))
