"""Tables of figures in the language of the output; English ones print themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stagelift.cli.health_text import korean_check
from stagelift.cli.korean import translated
from stagelift.cli.options import language
from stagelift.cli.screen import Mark, columns, mark
from stagelift.cli.wording import said
from stagelift.console import aligned, padded
from stagelift.reports.korean_sentences import in_korean

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.sections.sections import Sections
    from stagelift.experiments.worth import Worth
    from stagelift.metrics.kpi_table import Kpis

POINTS = re.compile(r"\s?pp(?![A-Za-z])")
SPAN = re.compile(r"\(([^()]*?\d[^()]*?) to ([^()]*?\d[^()]*?)\)")
SIGNS: Mapping[str, Mark] = {"ok": "ok", "amber": "attention", "red": "broken"}
LABEL = 10  # columns for the name of a section
COLUMNS = ("control", "variant", "difference", "relative", "n")
LINE = re.compile(r"(Before|Answers| {7}) +(.*)")


def kpi_text(found: Kpis) -> str:
    """The KPIs of a period as a table.

    Args:
        found: The KPIs.

    Returns:
        A heading, the columns, one line an estimate, and a note where there is one.
    """
    if language() != "ko":
        return str(found)
    from stagelift.formatting import number
    from stagelift.metrics.kpi_table import COLUMNS
    from stagelift.metrics.quarantined import words_of

    head = said("kpi.head", period=found.period, as_of=found.as_of, levels=found.levels)
    heading = tuple(said(f"kpi.column.{name}") for name in COLUMNS)
    everyone = said("kpi.all")
    rows = [
        (metric, everyone if stage == "all" else stage, *rest, in_korean(status))
        for metric, stage, *rest, status in found.rows()
    ]
    known = [
        said(
            "kpi.known",
            attribute=each.attribute,
            known=number(each.known),
            units=number(each.units),
            metric=each.metric,
            share=each.share,
        )
        for each in found.coverages
    ]
    table = columns([heading, *rows], indent=0)
    named = ", ".join(f"{stage} {owner}" for stage, owner in found.owners)
    owners = said("kpi.owners", owners=named) if named else ""
    broken = in_korean(words_of(found.rejected))
    broken = said("kpi.rejected", rows=broken) if broken else ""
    lines = (head, table, *known, owners, broken, translated(found.note))
    return "\n".join(filter(None, lines))


def verdict_text(found: Readout, metrics: Mapping[str, Metric]) -> str:
    """The verdict in one sentence.

    Args:
        found: The readout.
        metrics: The workspace's metrics, whose labels are shown.

    Returns:
        A sentence.
    """
    if language() != "ko":
        return found.sentence
    sentence = found.sentence
    for metric in metrics.values():
        if metric.label is not None and metric.label.text("en") in sentence:
            sentence = sentence.replace(metric.label.text("en"), metric.label.text("ko"), 1)
            break
    return in_korean_figures(sentence)


def readout_text(
    found: Readout,
    metrics: Mapping[str, Metric],
    sections: Sections | None = None,
    *,
    full: bool = False,
) -> str:
    """A readout as a screen of text.

    Args:
        found: The readout.
        metrics: The workspace's metrics.
        sections: What it tells beyond its table, or None.
        full: Whether every section is told with its tables.

    Returns:
        Lines: verdict, health, one row per metric and variant, the plan.
    """
    from stagelift.experiments import screen

    if language() != "ko":
        return screen.readout_text(found, sections, full=full)
    from stagelift.experiments.health.text import trust_lines
    from stagelift.experiments.screen import banner_words, look_lines

    rows = [("", verdict_text(found, metrics))]
    if found.banner:
        rows.append(("note", in_korean(f"{found.banner}; {banner_words(found.banner)}")))
    if found.worth is not None:
        of_all = screen.of_shop(sections, "ko") if sections is not None else ""
        rows.append(("worth", "; ".join(filter(None, (worth_text(found.worth), of_all)))))
    checks = trust_lines(found.health, sign=lambda one: mark(SIGNS[one]), words=korean_check)
    for place, line in enumerate(checks):
        rows.append(("", f"      {line}") if place else ("trust", line))
    rows.extend(("", line) for line in figure_lines(found, sections))
    told = screen.told_lines(found, sections, "ko", full=full)
    rows.extend(("", f"{label}  {line}" if label else f"      {line}") for label, line in told)
    if found.due is not None:
        words = f"due {found.due.isoformat()}, when every window has closed"
        rows.append(("final", in_korean(words)))
    for place, line in enumerate(map(in_korean_figures, look_lines(found))):
        rows.append(("", f"      {line}") if place else ("looks", line))
    rows.append(("plan", in_korean(screen.plan_words(found))))
    for place, deed in enumerate(found.life):
        words = f"{deed.since} {said(f'life.line.{deed.what}', **deed.words)}, {deed.by}"
        rows.append(("", f"      {words}") if place else ("life", words))
    return "\n".join(f"{said(f'readout.{key}')}  {words}" if key else words for key, words in rows)


def section_text(sections: Sections, name: str) -> str:
    """One section of a readout alone, with its tables.

    Args:
        sections: The sections.
        name: Which of them.

    Returns:
        Lines; that there is nothing to show where it has none.
    """
    from stagelift.experiments.sections.text import section_lines
    from stagelift.experiments.sections.wording import say

    lines = section_lines(sections, [name], language(), details=True)
    if not lines:
        return say(language(), "nothing", section=name)
    return "\n".join(f"{padded(label, LABEL)}{words}".rstrip() for label, words in lines)


def worth_text(worth: Worth) -> str:
    """What a variant is worth a month, in Korean.

    Args:
        worth: The worth.

    Returns:
        One line.
    """
    from stagelift.experiments.screen import worth_words
    from stagelift.formatting import formatted, money

    words = in_korean(worth_words(worth))
    if worth.more is None or worth.money is None:
        return words
    more, low, high = (formatted(each, ",.0f") for each in worth.more)
    net, least, most = (money(each, worth.currency, "ko") for each in worth.money)
    paid = words.rpartition("), ")[2] if not worth.free else words[words.rindex("발송비를") :]
    return f"{said('readout.more', more=more, low=low, high=high)} = {net}({least}~{most}), {paid}"


def in_korean_figures(text: str) -> str:
    """A sentence in Korean, with intervals and percentage points as Korean writes them.

    Args:
        text: An English sentence.

    Returns:
        The sentence.

    Example:
        >>> in_korean_figures("+3.3 pp (+1.6 to +5.1)")
        '+3.3%p (+1.6~+5.1)'
    """
    return POINTS.sub("%p", SPAN.sub(r"(\1~\2)", in_korean(text)))


def figure_lines(found: Readout, sections: Sections | None = None) -> list[str]:
    """The table of a readout and what is said under it, in Korean.

    Args:
        found: The readout.
        sections: What it tells beyond its table, or None.

    Returns:
        Lines, an empty one first; none while the health is red.
    """
    from stagelift.experiments.screen import adjusted_lines, beside_lines, waiting, waiting_lines
    from stagelift.experiments.screen_table import metric_rows

    if not found.estimates:
        return []
    heading, *rows = metric_rows(found, waiting(found, sections))
    names = tuple(said(f"readout.column.{name}") if name in COLUMNS else name for name in heading)
    table = aligned([names, *(korean_row(row) for row in rows)], left=1)
    below = [korean_line(line) for line in (*adjusted_lines(found), *beside_lines(found))]
    later = waiting_lines(found, sections, "ko")
    return ["", *table, *later, *below]


def korean_row(row: Sequence[str]) -> tuple[str, ...]:
    """A row of a readout with its interval and its meaning in Korean.

    Args:
        row: Cells as text.

    Returns:
        As many cells.
    """
    return tuple(map(in_korean_figures, row))


def korean_line(line: str) -> str:
    """A line under the table in Korean.

    Args:
        line: A word that names it, and a sentence.

    Returns:
        The same in Korean, as far as its form is known.
    """
    found = LINE.fullmatch(line)
    if not found:
        return line
    name = found[1].strip().lower()
    words = in_korean_figures(found[2])
    return f"{said(f'readout.{name}')}  {words}" if name else f"      {words}"
