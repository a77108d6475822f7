"""What a page says in a few lines, as text, HTML, a Slack message and a Teams card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stagelift.reports.manifest import Manifest

SLACK_TITLE = 150  # letters a header block takes
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"waiting": "Waiting for you", "running": "Running now", "open": "Open the page"},
    "ko": {"waiting": "결정 대기", "running": "진행 중", "open": "페이지 열기"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The first lines of a page: plain text of the page's own language, not yet escaped.

    Args:
        title: What the report is and which period it is about.
        headline: The one sentence that matters most.
        size: Its size with interval and money; may be empty.
        waiting: Decisions that wait, one text each.
        running: Experiments that run, one text each.
        language: Language of the page.
        link: Public address of the page; empty when it has none.
    """

    title: str
    headline: str
    size: str
    waiting: tuple[str, ...]
    running: tuple[str, ...]
    language: str
    link: str = ""

    @classmethod
    def of(cls, run: Manifest, *, site: str = "") -> Letter:
        """The letter of a published run.

        Args:
            run: The run; its page was written by the report's `finish()`.
            site: Public address of the site; empty when it has none.

        Returns:
            The letter.
        """
        page = run.page
        return cls(
            title=str(page.get("html_title") or page["title"]),
            headline=str(page.get("headline") or ""),
            size=str(page.get("size") or ""),
            waiting=tuple(map(str, page.get("waiting") or ())),
            running=tuple(map(str, page.get("running") or ())),
            language=str(page.get("language", "en")),
            link=f"{site.rstrip('/')}/{run.public}" if site else "",
        )

    def text(self) -> str:
        """The letter as plain text.

        Example:
            >>> quiet = Letter(title="Weekly", headline="Nothing needs a decision this week.",
            ...                size="", waiting=("Cart reminder: Kim",), running=(), language="en")
            >>> print(quiet.text())
            Nothing needs a decision this week.
            <BLANKLINE>
            Waiting for you
            - Cart reminder: Kim
        """
        blocks = [self.headline, self.size]
        blocks += [
            "\n".join([title, *(f"- {one}" for one in found)]) for title, found in self.lists()
        ]
        return "\n\n".join(block for block in [*blocks, self.link] if block)

    def html(self) -> str:
        """The letter as the HTML part of a mail: no image, no style sheet, every text escaped."""
        parts = [f"<h1 style='font-size:20px'>{escape(self.headline)}</h1>"]
        if self.size:
            parts.append(f"<p>{escape(self.size)}</p>")
        for title, found in self.lists():
            items = "".join(f"<li>{escape(one)}</li>" for one in found)
            parts.append(f"<p><b>{escape(title)}</b></p><ul>{items}</ul>")
        if self.link:
            parts.append(f'<p><a href="{escape(self.link)}">{self.words["open"]}</a></p>')
        body = "".join(parts)
        return f'<!doctype html><html lang="{escape(self.language)}"><body>{body}</body></html>'

    def slack(self) -> dict[str, Any]:
        """The letter as the body of a Slack incoming webhook.

        Source: Slack, "Reference: blocks" and "Formatting text for app surfaces".
        """
        blocks: list[dict[str, Any]] = [
            {"type": "header", "text": {"type": "plain_text", "text": self.title[:SLACK_TITLE]}}
        ]
        texts = (f"*{_mrkdwn(self.headline)}*", _mrkdwn(self.size), *self._slack_lists())
        blocks += [
            {"type": "section", "text": {"type": "mrkdwn", "text": text}}
            for text in texts
            if text.strip("*")
        ]
        if self.link:
            text = f"<{_mrkdwn(self.link)}|{self.words['open']}>"
            blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": text}]})
        return {"text": _mrkdwn(f"{self.title}: {self.headline}"), "blocks": blocks}

    def teams(self) -> dict[str, Any]:
        """The letter as the body of a Teams workflow webhook: one adaptive card.

        Source: Microsoft, "Create incoming webhooks with Workflows" and the Adaptive Cards schema.
        """
        body = [_block(self.title, size="Small"), _block(self.headline, weight="Bolder")]
        if self.size:
            body.append(_block(self.size))
        for title, found in self.lists():
            body += [_block(title, weight="Bolder"), *(_block(f"• {one}") for one in found)]
        card: dict[str, Any] = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": body,
        }
        if self.link:
            card["actions"] = [
                {"type": "Action.OpenUrl", "title": self.words["open"], "url": self.link}
            ]
        kind = "application/vnd.microsoft.card.adaptive"
        return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}

    @property
    def words(self) -> Mapping[str, str]:
        """The words of its language."""
        return WORDS.get(self.language, WORDS["en"])

    def lists(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """What waits and what runs, each with its title; empty ones are left out."""
        pairs = ((self.words["waiting"], self.waiting), (self.words["running"], self.running))
        return [(title, found) for title, found in pairs if found]

    def _slack_lists(self) -> list[str]:
        return [
            "\n".join([f"*{title}*", *(f"• {_mrkdwn(one)}" for one in found)])
            for title, found in self.lists()
        ]


def _mrkdwn(text: str) -> str:
    """Text that Slack reads as text: its three signs escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _block(text: str, **look: str) -> dict[str, Any]:
    # a run of text: unlike a TextBlock it reads no markdown, so a name cannot become a link
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
