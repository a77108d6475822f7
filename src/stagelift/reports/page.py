"""An executed notebook as one self-contained page: no script, no request."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stagelift.errors import ReportError
from stagelift.reports.theme import CSS, STYLE, policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nbformat import NotebookNode

SHOWN = ("display_data", "execute_result")
HTML = "text/html"
SKELETON = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{css}</style>
</head>
<body class="sl">
<main>
{body}
</main>
</body>
</html>
"""


def wrap(title: str, body_html: str, language: str, scripts: Iterable[str] = ()) -> str:
    """A whole page around a body.

    Args:
        title: Title of the browser's tab, not yet escaped.
        body_html: Safe markup for the page's `main`.
        language: Language of the page, such as `en`.
        scripts: The only scripts that may run; a report's page has none.

    Returns:
        The page.

    Example:
        >>> "<title>A &amp; B</title>" in wrap("A & B", "<h1>A</h1>", "en")
        True
    """
    return SKELETON.format(
        language=escape(language),
        policy=escape(policy(scripts)),
        title=escape(title),
        css=CSS,
        body=body_html.strip(),
    )


def render_page(notebook: NotebookNode, *, title: str, language: str) -> str:
    """The page of an executed notebook: the HTML its cells gave, in order, and nothing else.

    Code, printed text and cell numbers stay behind; equal outputs give equal bytes.

    Args:
        notebook: The executed notebook.
        title: Title of the browser's tab.
        language: Language of the page.

    Returns:
        The page.

    Raises:
        ReportError: A cell ended in an error, or no cell gave a piece of a page.
    """
    body = "\n".join(_fragments(notebook)).replace(STYLE, "").strip()
    if not body:
        raise ReportError("no cell of the notebook gave a piece of a page")
    return wrap(title, body, language)


def _fragments(notebook: NotebookNode) -> Iterator[str]:
    """What the cells gave as HTML, in order; a cell that ended in an error stops the page."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                what = f"{output.ename}: {output.evalue}"
                message = f"cell {number} ended in {what}\nin the cell: {cell.source.strip()}"
                raise ReportError(message)
            if output.output_type in SHOWN and HTML in output.data:
                yield output.data[HTML]
