"""The front page: what runs, what waits, then each report by period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from stagelift.formatting import day
from stagelift.reports.front.pieces import Place, file_of, minute, reason_of, row, title_of
from stagelift.reports.front.plans import plans
from stagelift.reports.front.search import TAG, field
from stagelift.reports.front.told import is_broken
from stagelift.reports.front.topics import Topic, newest, telling, trials_of
from stagelift.reports.front.wording import OTHER

if TYPE_CHECKING:
    from stagelift.reports.manifest import Manifest

SHOWN = 8  # subjects of a report on the front page; the others stand in its history
LATEST, HISTORY = "latest", "index"  # files of a report's folder
CHOICES = ("ship", "stop", "iterate")  # what may be decided; each has its words


def front_page(rows: Sequence[Topic], place: Place) -> str:
    """The body of the front page.

    Args:
        rows: What was made, in order.
        place: Where the page stands and in which language.

    Returns:
        HTML; every text from data or definitions is escaped.
    """
    words, runs = place.words, newest(rows, place.language)
    parts = [f"<h1>{escape(words['title'])}</h1>"]
    if not rows:
        parts.append(plans(place) or f"<p>{escape(words['none'])}</p>")
        return "\n".join(parts)
    parts.append(field(words) + _other(place))
    parts += _lists(rows, place)
    for report, own in groupby(rows, key=lambda each: each.report):
        parts.append(_report(report, tuple(own), runs, place))
    return "\n".join([*parts, plans(place), TAG])


def _other(place: Place) -> str:
    """The link to the same page in the other language."""
    other = OTHER.get(place.language)
    if other is None:
        return ""
    target = file_of(HISTORY, other, place.first)
    return f'<p class="eyebrow">{place.sure(target, place.words["other"])}</p>'


def _lists(rows: Sequence[Topic], place: Place) -> Iterator[str]:
    """What runs now, what waits for somebody and what was decided since, with owner and day."""
    told = trials_of(telling(rows, place.language))
    pages = {topic.subject: topic for topic in rows}
    trials = [each for each in told if each["name"] not in place.decided or is_broken(each)]
    since = [
        _decided(each, pages, place)
        for each in told
        if each["name"] in place.decided and each["state"] != "decided"
    ]
    running = [_trial(each, pages, place) for each in trials if each["state"] == "running"]
    if running:
        yield _section("running", running, place)
    asked = sorted(
        (each for each in trials if each["state"] == "waiting" or is_broken(each)),
        key=lambda each: (each["state"] != "waiting", str(each.get("by") or "9")),
    )
    waiting = [_trial(each, pages, place) for each in asked]
    waiting += [_broken(topic, place) for topic in rows if topic.broken is not None]
    yield _section("waiting", waiting or [escape(place.words["calm"])], place)
    if since:
        yield _section("decided", since, place)


def _section(name: str, items: Sequence[str], place: Place) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    title = escape(place.words[name])
    return f'<section class="half todo"><h2>{title}</h2><ul>{listed}</ul></section>'


def _trial(trial: Mapping[str, Any], pages: Mapping[str, Topic], place: Place) -> str:
    """An experiment: its words, who decides by when, or when its result is due."""
    title, words = _title(trial, pages, place), place.words
    if trial["state"] == "running":
        ends = _day(trial.get("ends"), place)
        return (
            f"{title} <small>{escape(words['ends'].format(ends=ends))}</small>" if ends else title
        )
    if is_broken(trial):
        red = f'<small class="outside">{escape(words["red"])}</small>'
        return f"{title} {red}"
    who = str(trial.get("owner") or words["nobody"])
    parts = [words["decision"], who]
    if by := _day(trial.get("by"), place):
        parts.append(words["overdue" if trial.get("overdue") else "by"].format(by=by))
    return f"{title} <small>{escape(' · '.join(parts))}</small>"


def _decided(trial: Mapping[str, Any], pages: Mapping[str, Topic], place: Place) -> str:
    """An experiment that was decided after its newest page was made: what, by whom, when."""
    record, words = place.decided[str(trial["name"])], place.words
    chosen, variant = str(record.get("decision") or ""), str(record.get("variant") or "")
    what = words[chosen].format(variant=variant).strip() if chosen in CHOICES else chosen
    said = (what, str(record.get("owner") or ""), str(record.get("on") or "")[:10])
    return f"{_title(trial, pages, place)} <small>{escape(' · '.join(filter(None, said)))}</small>"


def _title(trial: Mapping[str, Any], pages: Mapping[str, Topic], place: Place) -> str:
    """The words of an experiment, with a link to its own page where it has one."""
    topic = pages.get(str(trial["name"]))
    run = topic.shown(place.language).good if topic else None
    return place.link(run.public if run else "", str(trial["label"]))


def _day(text: object, place: Place) -> str:
    return day(date.fromisoformat(str(text)), place.language, weekday=True) if text else ""


def _broken(topic: Topic, place: Place) -> str:
    """A report whose page is missing or older than it should be."""
    entry = topic.broken
    failure = entry.failure if entry else None
    if entry is None or failure is None:
        return ""
    title = place.link(entry.good.public if entry.good else "", f"{topic.report} {topic.name}")
    why = place.words[entry.state].format(
        since=minute(failure.finished), reason=reason_of(entry.error, place)
    )
    return f'{title} <small class="outside">{escape(why)}</small>'


def _report(report: str, own: Sequence[Topic], runs: Mapping[str, Manifest], place: Place) -> str:
    """A report with its newest subjects, and the way to the others."""
    title = escape(title_of(runs, report, place.words))
    name = f" <small>{escape(report)}</small>" if title != escape(report) else ""
    listed = "".join(row(topic, place) for topic in own[:SHOWN])
    history = place.words["history"].format(count=len(own))
    latest = f"{report}/{file_of(LATEST, place.language, place.first)}"
    past = f"{report}/{file_of(HISTORY, place.language, place.first)}"
    ways = [place.sure(past, history)]
    if (place.site / latest).is_file():
        ways.insert(0, place.sure(latest, place.words["latest"]))
    more = f'<p class="more">{" · ".join(ways)}</p>'
    return (
        f'<section class="made" data-part><h2>{title}{name}</h2><dl>{listed}</dl>{more}</section>'
    )
