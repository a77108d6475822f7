"""The few lines every chart is drawn with: elements, a scale, round ticks.

A chart has no `viewBox`: positions across are percentages of the width it is given and letters
keep their CSS size, so that
the same text reads on a phone and on paper. Only lines and areas live in a nested `viewBox` that
is stretched. Colours are
CSS classes; there is no style attribute, which the page's security policy would refuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import floor, log10

Attribute = str | float | int


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """An SVG element as text; `class_` and `stroke_width` become `class` and `stroke-width`.

    Args:
        name: The element's name.
        children: Markup that is already safe.
        attributes: Numbers (written with at most two decimals) or texts (escaped).

    Returns:
        The markup.

    Example:
        >>> element("rect", x="0%", height=18.0, class_="bar")
        '<rect x="0%" height="18" class="bar"/>'
    """
    pairs = "".join(f' {_key(key)}="{_written(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def picture(*children: str, height: int, label: str, class_: str = "chart") -> str:
    """A chart as wide as its place, announced as one image with a sentence a mouse shows too.

    Args:
        children: Markup of the chart.
        height: Height in CSS pixels.
        label: What the chart shows, read aloud instead of it; empty when a table beside it holds
            the numbers.
        class_: CSS class.

    Returns:
        An `svg` element.
    """
    role: dict[str, Attribute] = (
        {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    )
    told = (element("title", escape(label)),) if label else ()
    return element("svg", *told, *children, width="100%", height=height, class_=class_, **role)


def words(text: str, **attributes: Attribute) -> str:
    """A text element; the text is escaped."""
    return element("text", escape(text), **attributes)


def stretched(*children: str, top: float, height: float) -> str:
    """A nested box of 100 × 100 units stretched over the whole width, for lines and areas."""
    box = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none"}
    return element("svg", *children, x=0, y=top, width="100%", height=height, **box)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False, class_: str) -> str:
    """A line through points, or the area they enclose, in the units of the nested box."""
    line = " L".join(f"{_written(x)} {_written(y)}" for x, y in points)
    end = {"d": f"M{line}{' Z' if closed else ''}", "class_": class_}
    return element("path", **end, vector_effect="non-scaling-stroke")


def level(scale: Scale, value: float, *, start: float = 0.0, class_: str) -> str:
    """A line straight across the nested box at a value, from a place 0–1 to the right edge."""
    height = scale.down(value)
    return path([(start * 100, height), (100, height)], class_=class_)


def band(scale: Scale, ends: tuple[float, float], *, start: float = 0.0) -> str:
    """An area across the nested box between two values, from a place 0–1 to the right edge."""
    top, bottom = scale.down(ends[1]), scale.down(ends[0])
    box = {"x": start * 100, "width": (1 - start) * 100, "y": top, "height": bottom - top}
    return element("rect", **box, class_="band")


def percent(share: float) -> str:
    """A share of the width as the text of an SVG length.

    Example:
        >>> percent(1 / 3)
        '33.33%'
    """
    return f"{_written(share * 100)}%"


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from the quantity's unit to 0–1.

    Args:
        low: The value at 0.
        high: The value at 1, above low.
    """

    low: float
    high: float

    @classmethod
    def around(cls, values: Iterable[float | None]) -> Scale:
        """The scale that holds all known values with a little room beyond them.

        Args:
            values: Values in the quantity's unit, at least one known.

        Returns:
            The scale; it has a width even when all values are equal.
        """
        known = [value for value in values if value is not None]
        low, high = min(known), max(known)
        margin = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
        return cls(low - margin, high + margin)

    def __call__(self, value: float) -> float:
        """The place of a value, 0–1, kept inside."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def down(self, value: float) -> float:
        """The place of a value from the top, 0–100, in the units of the nested box."""
        return (1 - self(value)) * 100


def round_ticks(low: float, high: float, wanted: int = 3) -> tuple[float, ...]:
    """Round values inside a range, 1, 2 or 5 times a power of ten apart.

    Args:
        low: Lower end.
        high: Upper end, above low.
        wanted: About how many.

    Returns:
        The ticks in ascending order; at least one where the range holds a round value.

    Example:
        >>> round_ticks(0.093, 0.128)
        (0.1, 0.11, 0.12)
    """
    raw = (high - low) / max(1, wanted)
    power = 10.0 ** floor(log10(raw))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= raw * 0.8)
    first = int(-(-low // step))
    last = int(high // step)
    return tuple(float(f"{index * step:.10g}") for index in range(first, last + 1))


def _key(name: str) -> str:
    return name if name == "viewBox" else name.rstrip("_").replace("_", "-")


def _written(value: Attribute) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
