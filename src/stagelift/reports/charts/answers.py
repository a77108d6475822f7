"""Who recommends: promoters, passives and detractors of a hundred answers, and the score with them.

From the left promoters, then passives, then detractors fill the width. The middle of the passives
is then where the score stands on a scale from −100 to 100 over the same width: half of
100 + promoters − detractors. So the dot, its interval and the three parts share one drawing, and
the line in the middle is a score of zero.
"""

from __future__ import annotations

from stagelift.reports.charts.svg import Scale, element, percent, picture

HEIGHT = 24
BAR = 14
POINTS = Scale(-100.0, 100.0)


def answer_row(
    promoters: float, detractors: float, *, interval: tuple[float, float] | None = None
) -> str:
    """One group's answers; the table row beside it holds the numbers.

    Args:
        promoters: Their share of the answers, 0–1.
        detractors: Theirs; the rest are passives.
        interval: Ends of the score's interval in points.

    Returns:
        An `svg` element.

    Example:
        >>> 'cx="62.5%"' in answer_row(0.5, 0.25)
        True
    """
    top, middle = (HEIGHT - BAR) / 2, HEIGHT / 2
    box = {"y": top, "height": BAR}
    score = percent(POINTS((promoters - detractors) * 100))
    marks = [
        element("rect", x=0, width="100%", **box, class_="passive"),
        element("rect", x=0, width=percent(promoters), **box, class_="bar better"),
        element(
            "rect", x=percent(1 - detractors), width=percent(detractors), **box, class_="bar worse"
        ),
        element("line", x1="50%", x2="50%", y1=0, y2=HEIGHT, class_="zero"),
    ]
    if interval is not None:
        ends = {"x1": percent(POINTS(interval[0])), "x2": percent(POINTS(interval[1]))}
        marks += [
            element("line", **ends, y1=middle, y2=middle, class_=kind)
            for kind in ("whisker under", "whisker")
        ]
    marks.append(element("circle", cx=score, cy=middle, r=5, class_="score"))
    return picture(*marks, height=HEIGHT, label="", class_="chart cell")
