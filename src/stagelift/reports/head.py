"""The head of a page: period, title, question and the instant the data are read as of."""

from __future__ import annotations

from stagelift.formatting import span
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.fragments import span as marked
from stagelift.reports.material import Material
from stagelift.reports.wording import WORDING, wording


def title_of(material: Material, name: str) -> str:
    """The title of a page, with its segment behind it.

    Args:
        material: The page's material.
        name: Id of the report; one without a title of its own is called by it.

    Returns:
        Plain text.
    """
    key = f"title.{name}"
    title = name.replace("_", " ").capitalize()
    if key in WORDING[material.language]:
        title = material.say(key)
    return f"{title} · {material.segment}" if material.segment else title


def head(material: Material, name: str, audience: str) -> Fragment:
    """Period, title, question and the instant the data are read as of.

    Args:
        material: The page's material.
        name: Id of the report.
        audience: Who reads it, in the page's language; may be empty.

    Returns:
        The fragment.
    """
    language, period = material.language, material.period
    words = {"period": period.label, "span": span(period.first, period.last, language)}
    complete = material.say("complete", {"through": material.through})
    question = f"question.{name}"
    asked = wording(language, question) if question in WORDING[language] else ""
    readers = {"audience": audience}
    whom = f"{material.say('audience', readers)} · " if audience else ""
    only = {"segment": material.segment}
    whose = f"{material.say('eyebrow.segment', only)} · " if material.segment else ""
    parts = [
        paragraph(f"{whom}{whose}{material.say('eyebrow', words)} · {complete}", "eyebrow"),
        f"<h1>{marked(title_of(material, name), 'title')}</h1>",
        paragraph(asked) if asked else "",
    ]
    return section(*parts, kind="head")
