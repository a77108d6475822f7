"""The page of facts behind a page: each number with what it rests on, at an address of its own."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from stagelift.errors import ArgumentError
from stagelift.formatting import confidence, formatted, measure_spec
from stagelift.reports.numbers.wording import words_of
from stagelift.reports.periods import Period

Fact = Mapping[str, Any]
MEASURED = ("level", "effect", "lift", "change")  # measures that a query gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which run a page comes from.

    Args:
        report: Id of the report.
        subject: Label of the period, or id of the experiment.
        run_id: Id of the run.
        made: ISO instant, UTC.
        notebook: Name of the notebook and the hash of its cells.
        commit: git commit, None outside git.
        dirty: Whether files differed from it.
        back: The page, relative to the page of facts, quoted.
        title: The page's title.
        language: The page's language.
        defined: Metric → its `label`, and what its definition `said`, in one line.
    """

    report: str
    subject: str
    run_id: str
    made: str
    notebook: str
    commit: str | None
    dirty: bool | None
    back: str
    title: str
    language: str
    defined: Mapping[str, Mapping[str, str]]


def fact_page(facts: Sequence[Fact], origin: Origin) -> str:
    """The body of the page of facts; the row of a fact is its address.

    Args:
        facts: The facts in their order.
        origin: Which run they come from.

    Returns:
        HTML; every text from data or definitions is escaped.
    """
    say = words_of(origin.language)
    parts = [
        f'<p class="eyebrow"><a href="{origin.back}">← {escape(say["back"])}</a></p>',
        f"<h1>{escape(say['title'])}</h1>",
        f'<p class="sub">{escape(origin.title)}. {escape(say["intro"])}</p>',
        _run(facts, origin, say),
    ]
    by_metric: dict[str, list[tuple[int, Fact]]] = {}
    for row, fact in enumerate(facts):
        by_metric.setdefault(_family(fact), []).append((row, fact))
    parts += [_metric(name, rows, origin, say) for name, rows in by_metric.items()]
    return "\n".join(parts)


def _family(fact: Fact) -> str:
    """What facts are listed under: an experiment's together, else by metric."""
    if fact.get("variant"):
        return str(fact.get("name") or fact["metric"]).partition(".")[0]
    return str(fact["metric"])


def _run(facts: Sequence[Fact], origin: Origin, say: Mapping[str, str]) -> str:
    """The run: id, when, as of, code."""
    known = sorted({str(fact["as_of"]) for fact in facts if fact.get("as_of")})
    changed = f" ({say['dirty']})" if origin.dirty else ""
    rows = [
        (say["run"], f"{origin.run_id}, {say['made']} {minute(origin.made)} UTC"),
        (say["as_of"], ", ".join(f"{minute(instant)} UTC" for instant in known)),
        (say["notebook"], origin.notebook),
        (say["commit"], f"{origin.commit[:12]}{changed}" if origin.commit else ""),
    ]
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in rows if said
    )
    return f"<section><dl>{items}</dl></section>"


def _metric(
    name: str, rows: Sequence[tuple[int, Fact]], origin: Origin, say: Mapping[str, str]
) -> str:
    """The facts of one metric, with its definition and the commands that ask again."""
    head = "".join(
        f'<th scope="col">{escape(say[column])}</th>'
        for column in ("value", "number", "about", "method")
    )
    body = "".join(_row(row, fact, origin.language, say) for row, fact in rows)
    table = f'<table class="facts"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    about = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{said}</dd></div>"
        for term, said in _known(name, [fact for _, fact in rows], origin, say)
    )
    label = origin.defined.get(name, {}).get("label", name)
    title = escape(label) if label == name else f"{escape(label)} <small>{escape(name)}</small>"
    listed = f"<dl>{about}</dl>" if about else ""
    return f"<section><h2>{title}</h2>{listed}{table}</section>"


def _known(
    name: str, facts: Sequence[Fact], origin: Origin, say: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Definition and commands of what a query gives."""
    measured = [fact for fact in facts if fact["measure"] in MEASURED]
    if not measured:
        return
    last = measured[0]
    marks = list(dict.fromkeys(str(f["fingerprint"]) for f in measured if f.get("fingerprint")))
    said = escape(origin.defined.get(name, {}).get("said", ""))
    printed = ", ".join(escape(say["fingerprint"].format(fingerprint=mark)) for mark in marks)
    if said or printed:
        yield say["define"], ". ".join(filter(None, (said, printed)))
    period = "" if last.get("variant") else f" --period {last['period']}"
    if last.get("segment"):  # the queries and explanations of a name are of everyone
        yield from _of_segment(name, last, origin, say)
        return
    if asked := _asked(name, last, origin):
        yield say["ask"], f"<code>{escape(f'stagelift sql {asked}{period}')}</code>"
    if last.get("name"):
        asked = f"stagelift explain {shlex.quote(str(last['name']))}{period}"
        yield say["explain"], f"<code>{escape(asked)}</code>"


def _of_segment(
    name: str, fact: Fact, origin: Origin, say: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """The command that measures a segment again; none for what no one segment is."""
    metric, segment = name.partition(".")[0], str(fact["segment"])
    if metric in origin.defined and not {"=", " "} & set(segment):
        words = f"stagelift kpi {metric} --by {shlex.quote(segment)} --period {fact['period']}"
        yield say["ask"], f"<code>{escape(words)}</code>"


def _asked(name: str, fact: Fact, origin: Origin) -> str:
    """The experiment or metric whose query gives a number; empty where several make it up."""
    if not fact.get("variant"):
        known = (one for one in (name, name.partition(".")[0]) if one in origin.defined)
        return next(known, "")
    try:
        Period.parse(origin.subject)
    except ArgumentError:  # the experiment's own page, which names facts by metrics
        return origin.subject
    return "" if fact.get("name") == fact["metric"] else name


def _row(row: int, fact: Fact, language: str, say: Mapping[str, str]) -> str:
    """One fact: its address is its row."""
    where = (fact.get(part) for part in ("stage", "segment", "variant", "against", "period"))
    how = [
        rests_on(part, str(fact[part]), language)
        for part in ("method", "status", "note")
        if fact.get(part)
    ]
    if fact.get("level") is not None:
        how.insert(1, say["level"].format(level=confidence(fact["level"])))
    name = escape(str(fact.get("name") or fact["metric"]))
    rests = f"<small>{escape(said)}</small>" if (said := counted(fact, say)) else ""
    about = escape(" · ".join(str(part) for part in where if part))
    return (
        f'<tr id="{row}"><th scope="row">{value_text(fact, language)}</th>'
        f"<td>{name}<small>{escape(str(fact['measure']))}</small></td>"
        f"<td>{about}{rests}</td><td>{escape(', '.join(how))}</td></tr>"
    )


def rests_on(part: str, text: str, language: str) -> str:
    """A fact's method, status or note in the language of the page.

    Args:
        part: Which of them.
        text: As the fact has it, in English.
        language: `ko` or `en`.

    Returns:
        The words; the name of a method, such as `wilson`, is the same in every language.

    Example:
        >>> rests_on("note", "no answers", "ko"), rests_on("status", "low_n", "ko")
        ('응답 없음', '표본 적음')
        >>> rests_on("method", "wilson", "ko"), rests_on("note", "no answers", "en")
        ('wilson', 'no answers')
    """
    if language != "ko":
        return text
    from stagelift.reports.korean_sentences import note_in_korean

    return words_of("ko")["ok"] if text == "ok" and part == "status" else note_in_korean(text)


def value_text(fact: Fact, language: str) -> str:
    """A fact's value and interval as markup, in its unit's own format."""
    if fact.get("value") is None:
        return "–"
    low, high = fact.get("low"), fact.get("high")
    width = None if low is None or high is None else high - low
    spec = measure_spec(fact.get("unit") or "count", fact["measure"], width=width)
    said = f"<b>{escape(formatted(fact['value'], spec, language))}</b>"
    if low is None or high is None:
        return said
    ends = " … ".join(formatted(end, spec, language) for end in (low, high))
    return f"{said}<small>{escape(ends)}</small>"


def counted(fact: Fact, say: Mapping[str, str]) -> str:
    """How many units stand behind a fact, and how many of them had the event."""
    if fact.get("n") is None:
        return ""
    key = "of" if fact.get("k") is None else "of_k"
    known = {part: f"{fact[part]:,}" for part in ("n", "k") if fact.get(part) is not None}
    return say[key].format(**known)


def minute(instant: str) -> str:
    """An ISO instant to the minute."""
    return instant[:16].replace("T", " ")
