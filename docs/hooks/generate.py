"""The pages that are made from the code each time the site is built, so that none can be stale."""

from __future__ import annotations

from pathlib import Path

import commands
import grammar
import kinds
import python_api
import tables
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
PAGES = {
    "reference/grammar.md": grammar.page,
    "reference/metrics.md": kinds.page,
    "reference/commands.md": commands.page,
    "reference/python.md": python_api.page,
}
# Pages that stand at the top of the repository, where people look for them.
ELSEWHERE = {"changelog.md": "CHANGELOG.md", "glossary.md": "GLOSSARY.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of the site, with the generated ones among them.

    Args:
        files: The files of `docs/`.
        config: The configuration.

    Returns:
        All files.
    """
    for name, made in PAGES.items():
        files.append(File.generated(config, name, content=made()))
    for name, source in ELSEWHERE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """A page's text with the tables its marks ask for.

    Args:
        markdown: The text of the page.

    Returns:
        The text.
    """
    return tables.filled(markdown)
