"""Prose bound to facts: a sentence is a template, and each number in it comes from a named fact."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

from stagelift.errors import ReportError, did_you_mean
from stagelift.formatting import formatted, measure_spec
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.privacy import MINIMUM, is_small, reason
from stagelift.reports.handover import RUN_DIR
from stagelift.reports.korean import with_particle
from stagelift.reports.numbers.marked import carrying, marked

MINIMUM_CELL = MINIMUM  # the privacy minimum: smaller cells are never published
TOLERANCE = 1e-9
PLACE = ("metric", "measure", "stage", "segment", "variant", "against", "period", "unit")
PROOF = ("level", "method", "fingerprint", "as_of")
NUMBERS = ("value", "low", "high", "n", "k", "status", "note")
ENDS = ("low", "high", "n", "k")
BARE = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number of a page and everything needed to read it; one row of the archive.

    Args:
        name: The name prose and charts use; unique on the page.
        metric: Id of the metric, or of the count for numbers about the data.
        measure: `level`, `effect`, `lift`, `change`, `limit`, `target`, `count`, or of a decision
            `expected` and `seen`.
        stage: Id of the stage, or None.
        segment: Id of the segment, or None for everyone.
        variant: Id of the variant, or None outside experiments.
        against: Id of the variant it is compared with, or None.
        period: The period it is about.
        value: The number; shares 0–1; None when undefined or suppressed.
        low: Lower end of its interval.
        high: Upper end of its interval.
        level: Confidence level of the interval, 0–1, None without one.
        n: Units counted; None when there are none or the cell is suppressed.
        k: Units with the event, for 0/1 metrics.
        unit: `share`, `points`, `ratio`, `count`, a currency or another unit.
        method: The method's name.
        status: `ok`, or why it must not be read as a result.
        note: The reason in words.
        fingerprint: Hash of the definition that decides it.
        as_of: The instant whose knowledge it rests on, ISO text.
        text: As it was first shown.
        form: The format it is shown in; by default the one of its unit and interval.
        look: Number of the look at an experiment it was read at; None outside experiments, and
            where a test is read at any time.
    """

    name: str
    metric: str
    measure: str = "count"
    stage: str | None = None
    segment: str | None = None
    variant: str | None = None
    against: str | None = None
    period: str
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int | None = None
    k: int | None = None
    unit: str = "count"
    method: str = "count"
    status: str = "ok"
    note: str = ""
    fingerprint: str = ""
    as_of: str = ""
    text: str = ""
    form: str = ""
    look: int | None = None

    @classmethod
    def of(cls, name: str, estimate: Estimate, *, withheld: bool = False) -> Fact:
        """The fact an estimate is; below the privacy minimum it loses its numbers.

        Args:
            name: The fact's name.
            estimate: Any estimate.
            withheld: Whether it loses them because a smaller cell could be computed from it.

        Returns:
            The fact, with the same status, or `low_n` when it was suppressed.
        """
        row = estimate.to_dict()
        about = {key: row[key] for key in (*PLACE, *PROOF)}
        about["look"] = None if estimate.looks == "always" else estimate.look
        if withheld or is_small(estimate, MINIMUM_CELL):
            note = reason(estimate, MINIMUM_CELL)
            return cls(name=name, value=None, status="low_n", note=note, **about)
        row["note"] = estimate.own_note  # a page tells of rejected rows in its line of trust
        return cls(name=name, **about, **{key: row[key] for key in NUMBERS})

    @property
    def spec(self) -> str:
        """The format it is shown with when a template names none."""
        if self.form:
            return self.form
        width = None if self.low is None or self.high is None else self.high - self.low
        # a score per assigned customer is small: one decimal, as for a difference
        small = self.unit == "points" and self.variant is not None
        return measure_spec(self.unit, "effect" if small else self.measure, width=width)

    def to_dict(self) -> dict[str, Any]:
        """All fields but the format as JSON-ready values, in their order; no look where none is."""
        row = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "form"}
        if self.look is None:
            del row["look"]
        return row


@dataclass(slots=True)
class FactBook:
    """The facts of one page, checked against each other: the only numbers prose can show.

    Args:
        language: Language in which numbers are shown.
        linked: Whether each number remembers its fact, so that the page links to it; by default
            in a run that publishes.
    """

    language: str = "en"
    linked: bool = field(default_factory=lambda: RUN_DIR in os.environ)
    _facts: dict[str, Fact] = field(default_factory=dict)

    def record(self, fact: Fact) -> Fact:
        """Keeps a fact; the same name must always be the same number.

        Args:
            fact: The fact.

        Returns:
            The kept fact.

        Raises:
            ReportError: The name stands for another number already, or the fact contradicts its
                own counts or interval.
        """
        known = self._facts.get(fact.name)
        if known is not None:
            if replace(known, text="") != replace(fact, text=""):
                raise stopped(
                    f"'{fact.name}' stands for two numbers: {known.value} and {fact.value}"
                )
            return known
        _agrees(fact)
        self._facts[fact.name] = fact
        return fact

    def add(self, name: str, estimate: Estimate) -> Fact:
        """Records an estimate under a name."""
        return self.record(Fact.of(name, estimate))

    def __getitem__(self, name: str) -> Fact:
        try:
            return self._facts[name]
        except KeyError:
            hint = did_you_mean(name, self._facts)
            raise stopped(f"unknown fact '{name}'. {hint}".rstrip()) from None

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __len__(self) -> int:
        return len(self._facts)

    def show(self, name: str, spec: str = "") -> str:
        """A fact as text, remembered as what the page showed.

        Args:
            name: A fact's name, or `NAME.low`, `NAME.high`, `NAME.n`, `NAME.k`.
            spec: A format of `stagelift.formatting.formatted`, or `bare` for the fact's own
                without its
                unit; by default the fact's own.

        Returns:
            The text; "–" for an undefined number.

        Raises:
            ReportError: No such fact.
        """
        base, _, end = name.rpartition(".")
        part = end if end in ENDS and name not in self else ""
        fact = self[base] if part else self[name]
        own = ",.0" if part in {"n", "k"} else fact.spec
        wanted = re.sub("%|pp", "p", own) if spec == BARE else spec or own
        value = getattr(fact, part or "value")
        text = "–" if value is None else formatted(value, wanted, self.language)
        if not part and not fact.text:
            self._facts[name] = replace(fact, text=text)
        if value is None or not self.linked:
            return text
        return marked(text, list(self._facts).index(fact.name), part or "value")

    def bare(self, value: float | None, spec: str, unit: str = "", part: str = "value") -> str:
        """A number of a table that is no fact; where a run publishes, its files have it unrounded.

        Args:
            value: The number; shares 0–1.
            spec: A format of `stagelift.formatting.formatted`.
            unit: Its unit, such as `share`; empty for a count.
            part: What it is of what its cell shows: `value`, `low`, `high` or `n`.

        Returns:
            The text; "–" for an undefined number.

        Example:
            >>> FactBook().bare(0.0801, ".1%", "share")
            '8.0%'
        """
        if value is None:
            return "–"
        text = formatted(value, spec, self.language)
        return carrying(text, value, unit, part) if self.linked else text

    def say(self, template: str, words: Mapping[str, str] | None = None, /, **names: str) -> str:
        """A sentence from a template, every number of it from a fact.

        Args:
            template: Text with `{fact:format}` and `{word}` fields and no digit of its own, nor
                another numeric character such as ½ or ². A field `{fact:runs|run}` is the first
                of its words for one, else the second.
            words: Names, dates and labels by field name; they come from definitions, not from
                arithmetic. A field such as `{metric:을/를}` adds the fitting Korean particle.
            names: The fact a field of the template stands for, such as `value="first_order"`.

        Returns:
            The sentence, not yet escaped for HTML.

        Raises:
            ReportError: A digit stands in the template, or a field is neither a fact nor a word.

        Example:
            >>> book = FactBook()
            >>> late = Fact(name="late", metric="late", period="W46", value=0.003, unit="share")
            >>> _ = book.record(late)
            >>> book.say("{late:.1%} late"), book.say("{it} late", it="late")
            ('0.3% late', '0.3% late')
            >>> _ = book.record(Fact(name="tests", metric="tests", period="W46", value=1))
            >>> book.say("{tests} {tests:test runs|tests run}")
            '1 test runs'
        """
        words = words or {}
        parts: list[str] = []
        for literal, name, spec, _ in Formatter().parse(template):
            if any(letter.isnumeric() for letter in literal):  # ½, ², Ⅻ and 五 as well
                raise stopped(
                    f"a number is written by hand in {template!r}: "
                    "bind it to a fact as {name:format}"
                )
            parts.append(literal)
            if name is None:
                continue
            if name in words:
                parts.append(with_particle(words[name], spec) if spec else words[name])
                continue
            fact = self._resolved(name, names, words, template)
            one, plural, many = (spec or "").partition("|")
            if plural:
                parts.append(one if self[fact].value == 1 else many)
            else:
                parts.append(self.show(fact, one))
        return "".join(parts)

    def _resolved(
        self, name: str, names: Mapping[str, str], words: Mapping[str, str], template: str
    ) -> str:
        """The fact a field stands for, or the error that names the field and the template."""
        base, dot, end = name.rpartition(".")
        if name in names:
            name = names[name]
        elif base in names:
            name = names[base] + dot + end
        if name in self or (name.rpartition(".")[2] in ENDS and name.rpartition(".")[0] in self):
            return name
        hint = did_you_mean(name, [*self._facts, *words, *names])
        raise stopped(f"unknown fact '{name}' in {template!r}. {hint}".rstrip())

    def claim(
        self, template: str, holds: bool, words: Mapping[str, str] | None = None, /, **names: str
    ) -> str:
        """A sentence that is shown only when it is true.

        Args:
            template: As for `say`.
            holds: Whether the facts support the sentence.
            words: As for `say`.
            names: As for `say`.

        Returns:
            The sentence.

        Raises:
            ReportError: The claim is false, or the sentence cannot be bound.
        """
        sentence = self.say(template, words, **names)
        if not holds:
            written = "" if sentence == template else f" (written as {template!r})"
            raise stopped(
                f"the facts do not support {sentence!r}{written}{self._cited(template, names)}"
            )
        return sentence

    def _cited(self, template: str, names: Mapping[str, str]) -> str:
        """The facts a sentence cites, each with its value, to look up why it does not hold."""
        fields = (names.get(name, name) for _, name, _, _ in Formatter().parse(template) if name)
        known = dict.fromkeys(name for name in fields if name in self)
        told = ", ".join(f"{name} {self.show(name)}" for name in known)
        return f"; its facts: {told}" if told else "; it cites no fact"


def _agrees(fact: Fact) -> None:
    """Stops a fact whose own numbers contradict each other."""
    if (
        fact.unit == "share"
        and fact.measure == "level"
        and fact.k is not None
        and fact.n
        and fact.value is not None
    ):
        share = fact.k / fact.n
        if abs(share - fact.value) > TOLERANCE:
            raise stopped(f"'{fact.name}' is {fact.value} but {fact.k} of {fact.n} is {share}")
    if fact.value is not None and fact.low is not None and fact.high is not None:
        slack = TOLERANCE * max(1.0, abs(fact.value))
        if not fact.low - slack <= fact.value <= fact.high + slack:
            raise stopped(
                f"'{fact.name}' is {fact.value}, outside its own interval {fact.low} to {fact.high}"
            )


def stopped(message: str) -> ReportError:
    """The error that stops a publication, naming the notebook cell when there is one.

    Args:
        message: What is wrong, with the text and the fact.

    Returns:
        The error, to be raised.

    Example:
        >>> str(stopped("unknown fact 'x'"))
        "unknown fact 'x'"
    """
    cell = _cell()
    return ReportError(f"{message}\nin the cell: {cell}" if cell else message)


def _cell() -> str:
    """The source of the notebook cell being run, or nothing outside a notebook."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return "" if shell is None else str(shell.user_ns.get("In", [""])[-1]).strip()
