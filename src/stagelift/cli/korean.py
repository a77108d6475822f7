"""Sentences of the layers below in the language of the output."""

from __future__ import annotations

from collections.abc import Iterable

from stagelift.cli.options import language
from stagelift.errors import Issue
from stagelift.reports.korean_sentences import in_korean


def translated(text: str) -> str:
    """A sentence, or several, in the language of the output.

    Args:
        text: English sentences.

    Returns:
        Korean where the output is Korean and the form is known; else the text.
    """
    return in_korean(text) if language() == "ko" else text


def issue_text(issue: Issue) -> str:
    """A mistake with its place, in the language of the output.

    Args:
        issue: The mistake.

    Returns:
        File and line, key, what is wrong and the cure.
    """
    if language() != "ko":
        return str(issue)
    place = f"{issue.location}: " if issue.location else ""
    key = f"{issue.where}: " if issue.where else ""
    hint = f". {in_korean(issue.hint)}" if issue.hint else ""
    return f"{place}{key}{in_korean(issue.message)}{hint}"


def issues_text(issues: Iterable[Issue]) -> str:
    """Mistakes, one a line.

    Args:
        issues: The mistakes.

    Returns:
        Lines.
    """
    return "\n".join(issue_text(issue) for issue in issues)
