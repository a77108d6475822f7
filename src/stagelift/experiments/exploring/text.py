"""An exploration as text: one line a way to split, or a table of each that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.exploring.dimensions import NO_STAGE, STAGE, TIMES
from stagelift.experiments.exploring.soundness import MOST_GROUPS
from stagelift.experiments.exploring.wording import say
from stagelift.experiments.verdict import level_spec
from stagelift.formatting import confidence, default_spec, formatted, number
from stagelift.statistics.heterogeneity import LEAST_GROUPS

if TYPE_CHECKING:
    from stagelift.experiments.exploring.bayes import BayesianView
    from stagelift.experiments.exploring.cells import Overlap
    from stagelift.experiments.exploring.exploration import Exploration, Level, Row
    from stagelift.experiments.exploring.groups import Groups
    from stagelift.experiments.exploring.soundness import LeftOut

MOST_FOUND = 12  # cells that stand out, listed one by one


def exploration_text(found: Exploration, language: str = "en", *, tables: bool = False) -> str:
    """An exploration as a screen of text.

    Args:
        found: The exploration.
        language: `en` or `ko`.
        tables: Whether every group has a row of its own, instead of a line for each way to split.

    Returns:
        Lines.
    """
    if found.shut:
        return say(language, "shut", why=found.shut)
    lines = [
        say(
            language,
            "head",
            experiment=found.experiment,
            metric=metric_name(found, language),
            look=found.look,
        )
    ]
    for group in ordered(found):
        lines.extend(group_table(found, group, language) if tables else ())
        if not tables:
            lines.append(
                f"  {dimension_name(found, group, language)}: {summed(found, group, language)}"
            )
    lines.extend(standing_lines(found, language))
    lines.extend(note_lines(found, language))
    return "\n".join(lines)


def metric_name(found: Exploration | BayesianView, language: str) -> str:
    """The words for the metric, else its id."""
    return found.metric if found.label is None else found.label.text(language)


def exploration_line(found: Exploration, language: str = "en") -> str:
    """An exploration in one line: the way to split whose groups differ most.

    Args:
        found: The exploration.
        language: `en` or `ko`.

    Returns:
        The line, the p-value corrected for how many ways to split were looked at.
    """
    if found.shut:
        return say(language, "shut", why=found.shut)
    known = [group for group in ordered(found) if group.p_value is not None]
    if not known:
        return say(language, "line.none")
    group = min(known, key=lambda each: each.p_value or 0.0)
    ways = len(known)
    key = "differ" if ways == 1 else "differ.of"
    p = p_words(group.p_value if ways == 1 else group.adjusted_p_value)
    differ = say(language, key, p=p, ways=ways)
    groups = effects_in(found, group, language)
    values = any("=" in (row.estimate.segment or "") for row in rows_of(found, group))
    if values and group.dimension not in TIMES:  # 0 and 1 alone would read as figures
        groups = f"{dimension_name(found, group, language)}: {groups}"
    return say(language, "line", groups=groups, differ=differ)


def ordered(found: Exploration) -> list[Groups]:
    """The ways to split all units, stages first."""
    whole = [group for group in found.groups if group.stage is None]
    return sorted(whole, key=lambda group: group.dimension != STAGE)


def rows_of(found: Exploration, group: Groups) -> list[Row]:
    """The groups of one way to split."""
    if group.dimension == STAGE:
        rows = [r for r in found.rows if r.dimension is None and r.estimate.stage is not None]
    else:
        rows = [
            r for r in found.rows if r.dimension == group.dimension and r.estimate.stage is None
        ]
    return [row for row in rows if row.estimate.variant == group.variant]


def effects_in(found: Exploration, group: Groups, language: str) -> str:
    """The effects of the groups that can be read, shrunk where there are enough of them."""
    spec = default_spec(found.unit, change=True)
    bare, scale = (spec.replace("pp", ""), 100) if spec.endswith("pp") else (spec, 1)
    told = [
        (group_name(found, row, language), row.estimate.value if row.shrunk is None else row.shrunk)
        for row in rows_of(found, group)
        if row.estimate.low is not None
    ]
    parts = [f"{name} {formatted(scale * (value or 0.0), bare)}" for name, value in told[:-1]]
    parts.extend(f"{name} {formatted(value or 0.0, spec, language)}" for name, value in told[-1:])
    groups = ", ".join(parts) or say(language, "too_few")
    if len(found.variants) < 2:
        return groups
    return say(language, "of.variant", variant=group.variant, groups=groups)


def summed(found: Exploration, group: Groups, language: str) -> str:
    """The groups of one way to split in one line."""
    effects = effects_in(found, group, language)
    if group.p_value is None:
        return effects
    return f"{effects}; {say(language, 'differ', p=p_words(group.p_value))}"


def group_table(found: Exploration, group: Groups, language: str) -> list[str]:
    """The groups of one way to split, a row each, and what they say together."""
    drawn = any(row.shrunk is not None for row in rows_of(found, group))
    heads = ["n", "control", "variant", "effect", *(["shrunk"] if drawn else [])]
    title = dimension_name(found, group, language)
    if len(found.variants) > 1:
        title += f", {group.variant}"
    rows = [(title, *(say(language, f"head.{head}") for head in heads))]
    for row in rows_of(found, group):
        cells = [
            f"  {group_name(found, row, language)}",
            number(row.estimate.n) if row.estimate.n else "–",
            level_words(row.control, found.unit, language),
            level_words(row.treated, found.unit, language),
            effect_words(found, row, language),
        ]
        if drawn:
            ends = (row.shrunk, row.shrunk_low, row.shrunk_high)
            cells.append(span_words(ends, found.unit, language))
        rows.append(tuple(cells))
    return [*aligned(rows, left=1), *group_notes(found, group, language)]


def group_notes(found: Exploration, group: Groups, language: str) -> list[str]:
    """What the groups of one way to split say together, or why they are not shrunk."""
    lines = []
    if group.p_value is not None:
        ways = sum(each.p_value is not None for each in ordered(found))
        raw, p = p_words(group.p_value), p_words(group.adjusted_p_value)
        told = say(language, "differ", p=raw)
        lines.append(told if ways == 1 else say(language, "differ.raw", raw=raw, p=p, ways=ways))
    if group.spread is not None:
        spec = default_spec(found.unit, change=True).removeprefix("+")
        sizes = (group.spread, group.spread_low or 0.0, group.spread_high or 0.0)
        spread, low, high = (formatted(size, spec, language) for size in sizes)
        lines.append(say(language, "spread", spread=spread, low=low, high=high))
    else:
        lines.append(say(language, "not_shrunk", least=LEAST_GROUPS))
    return [f"  {line}" for line in lines]


def standing_lines(found: Exploration, language: str) -> list[str]:
    """Which cells stand out on both levels."""
    tests, stages = sum(f.tests for f in found.families), sum(f.tests > 0 for f in found.families)
    fields = {"tests": tests, "stages": stages, "q": confidence(found.q)}
    standing = found.found
    if not tests:
        return []
    if not standing or found.within is None:
        return [say(language, "found.none", **fields)]
    within = formatted(found.within, ".1%")
    lines = [say(language, "found.some", **fields, found=len(standing), within=within)]
    ranked = sorted(standing, key=lambda row: row.estimate.p_value or 0.0)
    rows = [
        (
            f"  {stage_name(found, row.estimate.stage, language)}",
            row_name(found, row, language),
            effect_words(found, row, language),
            f"n {number(row.estimate.n)}",
            channel_words(found, row, language),
            f"p {p_words(row.estimate.p_value)}",
        )
        for row in ranked[:MOST_FOUND]
    ]
    lines.extend(aligned(rows, left=2))
    if len(ranked) > MOST_FOUND:
        lines.append("  " + say(language, "more", count=len(ranked) - MOST_FOUND))
    return lines


def channel_words(found: Exploration, row: Row, language: str) -> str:
    """The channel against the control's, and of which treatment where there are several."""
    told = say(language, "channel", channel=row.channel, against=row.against_channel)
    if len(found.variants) < 2:
        return told
    return say(language, "of.variant", variant=row.estimate.variant, groups=told)


def note_lines(found: Exploration, language: str) -> list[str]:
    """What is left out, what is not as it was at entry, and who is in several groups."""
    lines = [
        f"{say(language, 'left')}: {left_words(found, each, language)}" for each in found.left_out
    ]
    notes = []
    if found.today:
        names = ", ".join(name_of(found, name, language) for name in found.today)
        notes.append(say(language, "today", names=names))
    shared = [overlap_words(found, pair, language) for pair in found.overlaps]
    if shared:
        notes.append(say(language, "overlap", pairs="; ".join(shared)))
    if found.looks != "once":
        notes.append(say(language, "looks"))
    return [*lines, *(f"{say(language, 'note')}: {note}" for note in notes)]


def overlap_words(found: Exploration, pair: Overlap, language: str) -> str:
    """Two segments that share customers."""
    one, other = (name_of(found, name, language) for name in (pair.one, pair.other))
    share = formatted(pair.share, ".0%")
    return say(language, "overlap.pair", one=one, other=other, share=share)


def left_words(found: Exploration, one: LeftOut, language: str) -> str:
    """Why a way to split is left out."""
    figure = {"uneven": p_words(one.figure), "outcome": formatted(one.figure, ".0%")}
    return say(
        language,
        f"left.{one.reason}",
        name=name_of(found, one.dimension, language),
        figure=figure.get(one.reason, f"{one.figure:.0f}"),
        most=MOST_GROUPS,
    )


def dimension_name(found: Exploration, group: Groups, language: str) -> str:
    """The words for a way to split."""
    if group.dimension in (STAGE, *TIMES):
        return say(language, group.dimension)
    return name_of(found, group.dimension, language)


def name_of(found: Exploration, name: str, language: str) -> str:
    """The label of a stage or segment, else its id."""
    label = found.names.get(name)
    return label.text(language) if label is not None else name


def stage_name(found: Exploration, stage: str | None, language: str) -> str:
    """The words for a stage before entry."""
    if stage is None:
        return say(language, "all")
    return say(language, "none") if stage == NO_STAGE else name_of(found, stage, language)


def row_name(found: Exploration, row: Row, language: str) -> str:
    """The words for a group: a segment's label, an attribute's value, a weekday."""
    group, dimension = row.estimate.segment, row.dimension
    if group is None or dimension is None:
        return stage_name(found, row.estimate.stage, language)
    if dimension in TIMES and group.startswith(f"{dimension}="):
        told = group.partition("=")[2].split(" ")
        return " ".join(
            say(language, f"day.{one}" if len(one) == 3 else f"part.{one}") for one in told
        )
    if group in found.names:
        return name_of(found, group, language)
    if "=" in group:
        attribute, _, value = group.partition("=")
        return f"{name_of(found, attribute, language)} {value}"
    if group.startswith("not "):
        return say(language, "not", name=name_of(found, group.removeprefix("not "), language))
    return name_of(found, group, language)


def group_name(found: Exploration, row: Row, language: str) -> str:
    """The words for a group beside others of its dimension: an attribute's value alone."""
    named = row_name(found, row, language)
    return named.removeprefix(f"{name_of(found, row.dimension or '', language)} ")


def level_words(level: Level, unit: str, language: str) -> str:
    """A variant's level in a group."""
    return "–" if level[0] is None else formatted(level[0], level_spec(unit), language)


def effect_words(found: Exploration, row: Row, language: str) -> str:
    """A cell's effect with its interval, or why it is not read."""
    estimate = row.estimate
    if estimate.low is None:
        key = "low_n" if estimate.n else "hidden"
        return say(language, key, note=estimate.note or estimate.status)
    return span_words((estimate.value, estimate.low, estimate.high), found.unit, language)


def span_words(
    ends: tuple[float | None, float | None, float | None], unit: str, language: str
) -> str:
    """A value with its interval, such as "+1.0 pp [+0.3, +1.7]"; a dash where there is none."""
    value, low, high = ends
    if value is None or low is None or high is None:
        return "–"
    spec = default_spec(unit, change=True)
    bare, scale = (spec.replace("pp", ""), 100) if spec.endswith("pp") else (spec, 1)
    limits = ", ".join(formatted(scale * end, bare, language) for end in (low, high))
    return f"{formatted(value, spec, language)} [{limits}]"


def p_words(p: float | None) -> str:
    """A p-value as text.

    Args:
        p: The p-value, or None.

    Returns:
        Two decimals, three below 0.1, and no less than "<0.001".

    Example:
        >>> p_words(0.2143), p_words(0.0123), p_words(0.0000002), p_words(None)
        ('0.21', '0.012', '<0.001', '–')
    """
    if p is None:
        return "–"
    return "<0.001" if p < 0.001 else number(p, 2 if p >= 0.1 else 3)
