"""Where words stand so that they never lie on each other, in any language and on a phone.

A page does not know the reader's fonts, so widths are reckoned from above: a Hangul syllable is as
wide as the letters are high, a Latin letter or a digit at most two thirds of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from stagelift.reports.numbers.marked import unmarked

LETTER = 0.62  # of the letters' height: digits and Latin letters of the widest of our fonts
SIZE = 12.0  # pixels of an axis label
LINE = 15.0  # pixels from one line of labels to the next
PHONE = 270.0  # pixels across a chart where it is narrowest: half a page of 641 px
CELL = 240.0  # pixels across a drawing that shares its row with words, where it is narrowest
GAP = 12.0  # pixels of air between two labels


def text_width(text: str, size: float = SIZE) -> float:
    """How wide a text is at most.

    Args:
        text: The text.
        size: Height of its letters in pixels.

    Returns:
        Pixels.

    Example:
        >>> text_width("10월", 10.0)
        22.4
    """
    text = unmarked(text)
    text = unmarked(text)
    wide = sum(east_asian_width(letter) in {"W", "F"} for letter in text)
    return round(size * (wide + LETTER * (len(text) - wide)), 2)


def apart(wanted: Sequence[float], *, gap: float, low: float, high: float) -> tuple[float, ...]:
    """Heights moved as little as needed so that neighbours keep a gap and all stay inside.

    Args:
        wanted: Where each label would like to stand, in any order; equal ones keep their order.
        gap: Least distance of two neighbours.
        low: Least height allowed.
        high: Greatest height allowed; with too little room for the gap they are spread evenly.

    Returns:
        The heights, in the order given.

    Example:
        >>> apart([50, 50, 50], gap=15, low=0, high=100)
        (35.0, 50.0, 65.0)
    """
    if not wanted:
        return ()
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    # labels that touch move as one block, centred on the mean of where its members would stand
    blocks: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        total, size = wanted[place] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            before, many = blocks.pop()
            total, size = total + before, size + many
        blocks.append((total, size))
    found = [0.0] * len(wanted)
    rank, top = 0, high - (len(wanted) - 1) * gap
    for total, size in blocks:
        start = min(max(total / size, low), top)
        for _ in range(size):
            found[order[rank]] = start + rank * gap
            rank += 1
    return tuple(found)


def thinned(
    labels: Iterable[tuple[float, str]], *, width: float = PHONE, size: float = SIZE
) -> tuple[int, ...]:
    """Which labels along an axis can be written, the last first, none on another.

    Args:
        labels: Middle of each as a share of the width, 0–1, and its text; ascending.
        width: Pixels across the narrowest page.
        size: Height of the letters in pixels.

    Returns:
        Places of the labels that stay, ascending; they are evenly far apart in number, counted
        from the last.

    Example:
        >>> thinned([(0.0, "January"), (0.1, "February"), (0.5, "March"), (0.6, "April")])
        (1, 3)
    """
    known = [(share * width, text_width(text, size)) for share, text in labels]
    for step in range(1, len(known) + 1):
        kept = tuple(reversed(range(len(known) - 1, -1, -step)))
        pairs = pairwise(kept)
        if all(
            known[b][0] - known[a][0] >= (known[a][1] + known[b][1]) / 2 + GAP for a, b in pairs
        ):
            return kept
    return ()


def clear(labels: Sequence[tuple[float, str]], *, width: float = PHONE) -> tuple[int, ...]:
    """Which labels can be written when the first come first and none may lie on another.

    Args:
        labels: Middle of each as a share of the width, 0–1, and its text; the dearest first.
        width: Pixels across the narrowest drawing.

    Returns:
        Places of the labels that stay, in the order given.

    Example:
        >>> clear([(0.5, "zero"), (0.55, "near"), (0.9, "far")])
        (0, 2)
    """
    kept: list[int] = []
    for place, (share, text) in enumerate(labels):
        own = text_width(text)
        if all(
            abs(share - labels[other][0]) * width >= (own + text_width(labels[other][1])) / 2 + GAP
            for other in kept
        ):
            kept.append(place)
    return tuple(kept)


def gutter(texts: Iterable[str], *, least: float = 0.1) -> float:
    """The share of the width that the labels at the left of an axis take where it is narrowest.

    Args:
        texts: The labels.
        least: The least share.

    Returns:
        A share, 0–1.

    Example:
        >>> gutter(["10.0%", "100%"]) > gutter(["9%"])
        True
    """
    return max([least, *((text_width(text) + GAP) / PHONE for text in texts)])
