"""The table of experiments and the list of checks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stagelift.formatting import day
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.decided import chosen
from stagelift.reports.first_screen.rows import overdue, silence
from stagelift.reports.fragments import Fragment, marks, paragraph, section
from stagelift.reports.restated import restated_facts
from stagelift.reports.trials import Row
from stagelift.reports.wording import WORDING, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.reports.material import Material


def experiments(material: Material) -> Fragment:
    """The experiments with their primary difference, those that wait for a decision first.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    say = material.language
    title, sub = wording(say, "experiments.title"), wording(say, "experiments.sub")
    if not material.told:
        none = "experiments.segment" if material.segment else "experiments.none"
        return section(
            paragraph(wording(say, none)),
            kind="experiments",
            heading=title,
            half=True,
        )
    head = "".join(
        f'<th scope="col">{escape(wording(say, f"experiments.{name}"))}</th>'
        for name in ("test", "effect", "state")
    )
    body = "".join(_experiment(material, row) for row in material.told)
    table = f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return section(table, kind="experiments", heading=title, sub=sub, half=True)


def _experiment(material: Material, row: Row) -> str:
    against = material.say(
        "experiments.compares",
        {"treatment": row.treatment, "control": row.control, "metric": row.metric_label},
    )
    effect, interval = _difference(material, row)
    state = state_words(material, row)
    return (
        f'<tr><th scope="row">{escape(row.label)}<small>{escape(against)}</small></th>'
        f"<td>{escape(effect)}<small>{escape(interval)}</small></td><td>{escape(state)}</td></tr>"
    )


def _difference(material: Material, row: Row) -> tuple[str, str]:
    if row.is_broken:
        return wording(material.language, "effect.hidden"), ""
    name = f"{row.name}.effect"
    if row.effect is None or material.book[name].value is None:
        return wording(material.language, "effect.unknown"), ""
    return material.book.show(name), material.level(name)


def state_words(material: Material, row: Row) -> str:
    """The state of an experiment in words: what it waits for, its end, or what was decided.

    Args:
        material: What the page is written from.
        row: The experiment.

    Returns:
        The words.
    """
    language = material.language
    if row.state == "waiting":
        dated = "state.overdue" if overdue(material, row) else "state.waiting_by"
        key = "state.waiting_nobody" if not row.owner else dated if row.by else "state.waiting"
        return material.say(
            key, {"owner": row.owner, "by": day(row.by, language) if row.by else ""}
        )
    if row.state == "running":
        key = "state.running_until" if row.ends else "state.running"
        return material.say(key, {"ends": day(row.ends, language) if row.ends else ""})
    if row.state == "planned":
        return material.say("state.planned")
    if row.state == "decided":
        return material.say(
            "state.decided_red" if row.is_broken else "state.decided",
            {
                "chosen": chosen(material, row),
                "on": day(row.chosen_on, language) if row.chosen_on else "",
            },
        )
    return material.say("state.hidden")


def checks(material: Material) -> Fragment:
    """What was checked about the data, the weeks and the experiments, each with its finding.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    rows = (
        _fresh(material),
        _late(material),
        _duplicates(material),
        _rejected(material),
        *_joined(material),
        _restated(material),
        _mature(material),
        *(() if material.segment else (_healthy(material),)),
    )
    named = [
        (status, wording(material.language, f"check.{name}"), said) for name, status, said in rows
    ]
    title = wording(material.language, "checks.title")
    sub = wording(material.language, "checks.segment") if material.segment else ""
    return section(marks(named), kind="checks", heading=title, sub=sub)


def _fresh(material: Material) -> tuple[str, str, str]:
    stale = material.trust.stale
    if not stale:
        return "fresh", "ok", material.say("check.fresh.ok")
    return "fresh", "warn", "; ".join(silence(material, one, usual=True) for one in stale)


def _late(material: Material) -> tuple[str, str, str]:
    share = material.trust.late_share
    if share is None:
        return "late", "unknown", material.say("check.late.unknown")
    late = material.count("data.late", share, unit="share")
    return "late", "ok", material.say("check.late.ok", late=late)


def _duplicates(material: Material) -> tuple[str, str, str]:
    facts = {"duplicates": material.count("data.duplicates", material.trust.duplicates)}
    facts["rows"] = material.count("data.rows", material.trust.rows)
    return "duplicates", "ok", material.say("check.duplicates.ok", **facts)


def _rejected(material: Material) -> tuple[str, str, str]:
    reasons = {reason: count for reason, count in material.trust.rejected.items() if count}
    if not reasons:
        return "rejected", "ok", material.say("check.rejected.ok")
    facts = {"rejected": material.count("data.rejected", sum(reasons.values()))}
    facts["rows"] = material.count("data.rows", material.trust.rows)
    words = {"reasons": ", ".join(_rejection(material, reason) for reason in sorted(reasons))}
    return "rejected", "warn", material.say("check.rejected.warn", words, **facts)


def _joined(material: Material) -> Iterator[tuple[str, str, str]]:
    """What became of ids such as devices, and how many customers more than one source knows."""
    kinds = material.trust.joined
    if kinds:
        counted = {
            "ids": sum(one.ids for one in kinds),
            "joined": sum(one.joined for one in kinds),
            "several": sum(one.ambiguous for one in kinds),
            "alone": sum(one.alone for one in kinds),
        }
        facts = {word: material.count(f"data.ids.{word}", n) for word, n in counted.items()}
        backwards = counted["several"] > counted["joined"]
        yield "joined", "warn" if backwards else "ok", material.say("check.joined.ok", **facts)
    matches = [one for one in material.trust.matches if one.customers >= MINIMUM]
    rates = [(one.source, one.rate) for one in matches]
    known = [
        material.say(
            "check.matched.one",
            {"source": source},
            known=material.count(f"data.known.{source}", rate, unit="share"),
        )
        for source, rate in rates
        if rate is not None
    ]
    if known:
        yield "matched", "ok", ", ".join(known)


def _rejection(material: Material, reason: str) -> str:
    """Why rows are in quarantine, in words; a reason without words of its own as it came."""
    key = f"reject.{reason}"
    known = key in WORDING[material.language]
    return wording(material.language, key) if known else reason.replace("_", " ")


def _mature(material: Material) -> tuple[str, str, str]:
    waiting = list(dict.fromkeys(m.named for m in material.shown if m.later))
    if not waiting:
        return "mature", "ok", material.say("check.mature.ok")
    return "mature", "unknown", material.say("check.mature.warn", {"measures": ", ".join(waiting)})


def _restated(material: Material) -> tuple[str, str, str]:
    found = restated_facts(material)
    if not found:
        return "restated", "ok", material.say("check.restated.ok")
    count = material.count("facts.restated", len(found))
    return "restated", "warn", material.say("check.restated.warn", restated=count)


def _healthy(material: Material) -> tuple[str, str, str]:
    red = [row.label for row in material.told if row.is_broken]
    if not red:
        return "experiments", "ok", material.say("check.experiments.ok")
    return (
        "experiments",
        "warn",
        material.say("check.experiments.warn", {"experiments": ", ".join(red)}),
    )
