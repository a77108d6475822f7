"""The search of the front page: a few lines of script that the page's policy allows by hash."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

# The field appears when the script runs: without script the whole list is there to read.
SCRIPT = """
const field = document.getElementById("find"), said = document.getElementById("found");
const rows = [...document.querySelectorAll("[data-row]")];
const parts = [...document.querySelectorAll("[data-part]")];
const texts = rows.map(row => (row.textContent + " " + row.dataset.row).toLowerCase());
field.closest("form").hidden = false;
field.form.addEventListener("submit", event => event.preventDefault());
const sift = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, place) => {
    row.hidden = !words.every(word => texts[place].includes(word));
    shown += row.hidden ? 0 : 1;
  });
  parts.forEach(part => {
    part.hidden = words.length > 0 && !part.querySelector("[data-row]:not([hidden])");
  });
  said.textContent = words.length ? said.dataset.words.replace("{count}", shown) : "";
};
field.addEventListener("input", sift);
sift();
"""
TAG = f"<script>{SCRIPT}</script>"


def field(words: Mapping[str, str]) -> str:
    """The field, hidden until the script runs.

    Args:
        words: The words of the language.

    Returns:
        HTML.
    """
    label = escape(words["search"])
    return (
        f'<form class="find" role="search" hidden><label for="find">{label}</label>'
        f'<input id="find" type="search" autocomplete="off">'
        f'<output id="found" for="find" data-words="{escape(words["found"])}"></output></form>'
    )
