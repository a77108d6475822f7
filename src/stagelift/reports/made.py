"""How a page was made: how its numbers are to be read, and a table for every chart."""

from __future__ import annotations

from stagelift.formatting import confidence_spec
from stagelift.metrics.targets import POINTS
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.material import Material
from stagelift.reports.normal import ENOUGH
from stagelift.reports.prose import MINIMUM_CELL
from stagelift.reports.wording import wording


def made(material: Material) -> Fragment:
    """How the page was made, with a table for every chart.

    Args:
        material: The page's material, with all its facts and charts.

    Returns:
        The fragment, which the reader opens.
    """
    said = [method(material), material.say("made.facts", facts=fact_count(material))]
    if material.journey.rules.worth:
        said.insert(1, material.say("made.money"))
    tables_html = "".join(twin.html for twin in material.twins)
    title = wording(material.language, "made.title")
    words = "".join(map(paragraph, said))
    body = f"<details><summary>{title}</summary>{words}{tables_html}</details>"
    return section(body, kind="made")


def method(material: Material) -> str:
    """How the numbers of the page are to be read."""
    facts = {
        "enough": material.count("page.periods_for_news", ENOUGH),
        "minimum": material.count("page.minimum_cell", MINIMUM_CELL),
    }
    levels = {measure.estimate.level for measure in material.measures}
    said = [material.say("made.method", **facts)]
    if any(measure.holidays for measure in material.measures):
        said.append(material.say("made.holidays"))
    if material.landings:
        said.append(material.say("made.landing", points=material.count("page.points", POINTS)))
    for level in sorted(levels):
        form = confidence_spec(level)
        name = material.count(f"page.level@{level}", level, unit="share", form=form)
        said.append(material.say("made.level", level=name))
    said.append(material.say("made.zone", {"zone": material.zone}))
    return " ".join(said)


def fact_count(material: Material) -> str:
    """The number of facts on the page, itself included."""
    book = material.book
    return material.count("page.facts", len(book) + ("page.facts" not in book))
