"""The answer of the page: the sentence that matters most, its size, who decides by when.

A decision that waits comes before an experiment that must be mended, that before a measure
outside its normal range, and
when there is none of them the page says that nothing needs a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.formatting import day
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.trials import Row, in_state
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in parts.

    Args:
        tone: `decision`, `fix`, `news` or `quiet`.
        headline: The sentence.
        size: How large, with its interval; may be empty.
        rows: Names and what is said of them.
        metric: Key of the measure the headline is about, or None.
    """

    tone: str
    headline: str
    size: str
    rows: tuple[tuple[str, str], ...]
    metric: str | None = None

    @property
    def fragment(self) -> Fragment:
        """The answer as a piece of the page."""
        parts = [
            paragraph(self.headline, "headline"),
            paragraph(self.size, "size") if self.size else "",
            pairs(self.rows),
        ]
        return section(*parts, kind=f"answer {self.tone}")


def compose(material: Material) -> Answer:
    """The answer of a page.

    Args:
        material: What the page is written from.

    Returns:
        The answer; its sentences are bound to facts.
    """
    tone, headline, size, asked, metric = _first(material)
    language = material.language
    role = "row.owner" if tone == "news" else "row.decide"
    rows = [(wording(language, role), asked)] if asked else []
    others = [row.label for row in in_state(material.trials, "waiting")[1:]]
    if others:
        rows.append((wording(language, "row.also"), ", ".join(others)))
    rows += [
        (wording(language, "row.course"), course(material)),
        (wording(language, "row.last"), last_decision(material)),
        (wording(language, "row.next"), running(material)),
        (wording(language, "row.trust"), trust_line(material)),
    ]
    return Answer(tone, headline, size, tuple(rows), metric)


def _first(material: Material) -> tuple[str, str, str, str, str | None]:
    waiting, hidden = in_state(material.trials, "waiting"), in_state(material.trials, "hidden")
    if waiting:
        return _decision(material, waiting[0])
    if hidden:
        said = material.say("headline.hidden", {"experiment": hidden[0].label})
        return "fix", said, hidden[0].reason, asked_of(material, hidden[0]), None
    news = [measure for measure in material.measures if measure.outside]
    if news:
        return _news(material, news[0])
    return "quiet", material.say("headline.quiet"), _calm(material), "", None


def _decision(material: Material, row: Row) -> tuple[str, str, str, str, str | None]:
    names = {"experiment": row.label, "treatment": row.treatment, "control": row.control}
    unplanned = row.verdict == "ship" and row.caveat == "exploratory"
    headline = material.say("headline.unplanned" if unplanned else f"headline.{row.verdict}", names)
    size = ""
    if row.effect is not None and row.levels is not None:
        customers = material.count(f"{row.name}.customers", sum(level.n for level in row.levels))
        facts = {
            "old": f"{row.name}.control",
            "new": f"{row.name}.treatment",
            "effect": f"{row.name}.effect",
        }
        size = material.say(
            "size.effect", {"metric": row.metric_label}, customers=customers, **facts
        )
    if row.caveat:
        size = f"{size} {material.say(f'caveat.{row.caveat}')}".strip()
    return (
        "decision",
        headline,
        size,
        asked_of(material, row),
        row.effect.metric if row.effect else None,
    )


def _news(material: Material, measure: Measure) -> tuple[str, str, str, str, str | None]:
    headline = material.say(f"headline.{measure.outside}", {"metric": measure.label})
    size = material.say("size.outside", value=measure.key, usual=f"{measure.key}.usual")
    return "news", headline, size, measure.owner, measure.key


def _calm(material: Material) -> str:
    judged = [
        (m.value, m.usual) for m in material.measures if m.usual is not None and m.value is not None
    ]
    if not judged:
        return material.say("size.none")
    usual = [limits for _, limits in judged if limits is not None]
    facts = {"judged": material.count("measures.judged", len(judged))}
    inside = sum(
        limits.holds(value) for value, limits in judged if value is not None and limits is not None
    )
    if all(not limits.descriptive for limits in usual):
        template = wording(material.language, "size.inside")
        return material.book.claim(template, inside == len(judged), **facts)
    facts["inside"] = material.count("measures.inside", inside)
    facts["weeks"] = material.count("measures.weeks", max(u.weeks for u in usual if u.descriptive))
    return material.say("size.so_far", **facts)


def asked_of(material: Material, row: Row) -> str:
    """Who decides and by when, as one line.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The line; it says what is missing.
    """
    by = day(row.by, material.language, weekday=True) if row.by else ""
    dated = "overdue" if overdue(material, row) else "owner_by"
    key = {(True, True): dated, (True, False): "owner", (False, True): "by"}.get(
        (bool(row.owner), bool(by)), "nobody"
    )
    return material.say(f"decide.{key}", {"owner": row.owner, "by": by})


def overdue(material: Material, row: Row) -> bool:
    """Whether an experiment still waits after the day its decision was due.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        True from the day after the due day, by the journey's calendar.
    """
    today = material.as_of.astimezone(ZoneInfo(material.zone)).date()
    return row.state == "waiting" and row.by is not None and row.by < today


def course(material: Material) -> str:
    """The course against the targets, as one line."""
    aimed = [m for m in material.measures if m.key == m.metric and m.standing is not None]
    if not aimed:
        return material.say("course.none")
    targets = material.count("targets.set", len(aimed))
    met = [m for m in aimed if m.standing == "met"]
    short = [m.label for m in aimed if m.standing == "short"]
    if len(met) == len(aimed):
        return material.say("course.all", targets=targets)
    reached = material.count("targets.met", len(met))
    near = material.count("targets.about_met", len(aimed) - len(met) - len(short))
    key = "course.some" if short else "course.open"
    return material.say(key, {"short": ", ".join(short)}, met=reached, near=near, targets=targets)


def last_decision(material: Material) -> str:
    """The latest recorded decision, as one line."""
    decided = [row for row in in_state(material.trials, "decided") if row.chosen_on is not None]
    if not decided:
        return material.say("last.none")
    last = max(decided, key=lambda row: (str(row.chosen_on), row.name))
    return material.say(
        "last.one",
        {"experiment": last.label, "chosen": chosen(material, last), "on": _on(material, last)},
    )


def running(material: Material) -> str:
    """How many experiments run and when the next result is due, as one line."""
    rows = in_state(material.trials, "running")
    if not rows:
        return material.say("next.none")
    count = material.count("experiments.running", len(rows))
    ends = [row.ends for row in rows if row.ends is not None]
    if not ends:
        return material.say("next.undated", running=count)
    return material.say(
        "next.running", {"next": day(min(ends), material.language, weekday=True)}, running=count
    )


def trust_line(material: Material) -> str:
    """Whether the data can be trusted, as one line."""
    trust = material.trust
    parts = []
    if trust.late_share is None:
        parts.append(material.say("trust.late_unknown"))
    else:
        parts.append(
            material.say(
                "trust.late", late=material.count("data.late", trust.late_share, unit="share")
            )
        )
    rejected = sum(trust.rejected.values())
    if trust.duplicates or rejected:
        facts = {"duplicates": material.count("data.duplicates", trust.duplicates)}
        facts["rejected"] = material.count("data.rejected", rejected)
        parts.append(material.say("trust.dirty", **facts))
    else:
        parts.append(material.say("trust.clean"))
    return "; ".join(parts)


def chosen(material: Material, row: Row) -> str:
    """A recorded decision in words."""
    key = f"verdict.{row.chosen}"
    known = row.chosen in {"ship", "stop", "continue", "iterate"}
    return wording(material.language, key) if known else row.chosen


def _on(material: Material, row: Row) -> str:
    return day(row.chosen_on, material.language) if row.chosen_on else ""
