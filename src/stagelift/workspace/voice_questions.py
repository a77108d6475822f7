"""What a workspace answers about what its customers say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.workspace.measuring import Measuring

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.scored import ScoreMetric
    from stagelift.metrics.voice.answers import Answers
    from stagelift.metrics.voice.contact import Contact
    from stagelift.metrics.voice.emotion import Emotion
    from stagelift.metrics.voice.emotions import Emotions
    from stagelift.metrics.voice.overview import Voice
    from stagelift.metrics.voice.topics import Topics
    from stagelift.metrics.voice.wait import Wait
    from stagelift.metrics.voice.waits import Waits
    from stagelift.metrics.voice.weighted import Weighted

M = TypeVar("M", bound="Metric")


class VoiceQuestions(Measuring):
    """A workspace that is asked what its customers say, how they feel and how long they wait."""

    def answers(
        self,
        metric: str | None = None,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
    ) -> Answers:
        """The answers to a question as a whole: how many gave each, by stage at invitation.

        Args:
            metric: Id of a metric of kind `nps`, `csat` or `ces`; the first one when left out.
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-week`.
            by: Segment ids or customer attributes beside the total.

        Returns:
            Distributions with share, mean and interval; `.compare(ONE, OTHER)` tests two of them,
            `.against` says when the scale looks turned round.

        Raises:
            ArgumentError: When the metric, the period or a segment is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.voice.answers import answers

        found = self._voiced(metric, _score, "a score")
        request = self._request((self.period(period),), by)
        return answers(self.contract, self.journey, found, request, self.known_metrics)

    def weighted(
        self, metric: str | None = None, period: str = "last-month", *, by: str
    ) -> Weighted:
        """A score weighted to all who were invited, beside the unweighted one.

        Args:
            metric: Id of a metric of kind `nps`, `csat` or `ces`; the first one when left out.
            period: The period of the invitations.
            by: What the strata are: a customer attribute, `stage` at invitation, or a column the
                survey keeps, such as the channel of the invitation.

        Returns:
            Unweighted score, response rate and weighted score together, with the effective number.

        Raises:
            ArgumentError: When the metric, the period or `by` is unknown.
            DataError: When the source does not say who was invited, or cannot be read.
        """
        from stagelift.metrics.voice.weighted import weighted

        found = self._voiced(metric, _score, "a score")
        source = self.journey.sources.get(found.survey or "")
        own = source is not None and by in source.keep
        split = (by,) if own else ()
        request = self._request((self.period(period),), None if own or by == "stage" else by)
        return weighted(self.contract, self.journey, found, request, split)

    def waits(
        self,
        metric: str | None = None,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
    ) -> Waits:
        """How long customers waited: medians, means and the share within the promise.

        Args:
            metric: Id of a metric of kind `waiting`, `contained` or `follow_up`; the first one when
                left out.
            period: The period in which the waits began.
            by: Segment ids or customer attributes beside the total.

        Returns:
            Times by stage in hours; those who still wait are censored.

        Raises:
            ArgumentError: When the metric, the period or a segment is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.voice.waits import waits

        found = self._voiced(metric, _wait, "a wait")
        request = self._request((self.period(period),), by)
        return waits(self.contract, self.journey, found, request)

    def emotions(
        self,
        metric: str | None = None,
        period: str = "last-month",
        *,
        by: str | Sequence[str] | None = None,
    ) -> Emotions:
        """The mood stage by stage, its longest run below zero, and how far it can be trusted.

        Args:
            metric: Id of a metric of kind `emotion`; the first one when left out.
            period: The period in which the texts were written.
            by: Segment ids or customer attributes beside the total.

        Returns:
            Means over customers with interval, share negative, coverage and kappa.

        Raises:
            ArgumentError: When the metric, the period or a segment is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.voice.emotions import emotions

        found = self._voiced(metric, _emotion, "an emotion")
        request = self._request((self.period(period),), by)
        return emotions(self.contract, self.journey, found, request)

    def topics(
        self,
        metric: str | None = None,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
    ) -> Topics:
        """What customers asked about in each stage, most frequent first.

        Args:
            metric: Id of a metric of kind `contact` with a topic; the first one when left out.
            period: The period of the enquiries.
            by: Customer attributes among whose values a topic may gather.

        Returns:
            Counts, shares and rates per 1,000 customers, and where a topic gathers.

        Raises:
            ArgumentError: When the metric, the period or an attribute is unknown, or names a
                segment, whose members would not be the same above and below the line.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.voice.topics import topics

        found = self._voiced(metric, _contact, "a contact rate")
        request = self._request((self.period(period),), by)
        if request.segments:
            named = request.segments[0].name
            raise ArgumentError(f"by: '{named}' is a segment; topics are split by attributes")
        return topics(self.contract, self.journey, found, request)

    def voice(self, period: str = "last-month") -> Voice:
        """What customers say in each stage: scores, mood, waits and the topics they ask about.

        Args:
            period: `2026-W46`, `2026-11`, `2026-Q4`, `a..b`, or `last-month`.

        Returns:
            One row a stage with every such metric of the workspace.

        Raises:
            ArgumentError: When the period is unknown.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.metrics.voice.overview import voice

        self._keep_events()
        request = self._request((self.period(period),), None)
        return voice(self.contract, self.journey, self.known_metrics, request)

    def _voiced(self, name: str | None, kind: Callable[[Metric], M | None], what: str) -> M:
        """The metric of a kind that is meant, the first one when none is named."""
        metrics = self.known_metrics
        known = {key: found for key, one in metrics.items() if (found := kind(one)) is not None}
        if name is None and known:
            return next(iter(known.values()))
        if name is not None and name in known:
            return known[name]
        listed = f"there are {', '.join(known)}" if known else f"no metric is {what}"
        if name is not None and name in metrics:
            raise ArgumentError(f"metric '{name}' ({metrics[name].kind}) is not {what}; {listed}")
        came = "" if name is None else f"unknown metric '{name}'; "
        hint = did_you_mean(name or "", known)
        raise ArgumentError(f"{came}{listed}. {hint}".rstrip())


def _score(metric: Metric) -> ScoreMetric | None:
    from stagelift.metrics.scored import ScoreMetric

    return metric if isinstance(metric, ScoreMetric) else None


def _wait(metric: Metric) -> Wait | None:
    from stagelift.metrics.voice.wait import Wait

    return metric if isinstance(metric, Wait) else None


def _emotion(metric: Metric) -> Emotion | None:
    from stagelift.metrics.voice.emotion import Emotion

    return metric if isinstance(metric, Emotion) else None


def _contact(metric: Metric) -> Contact | None:
    from stagelift.metrics.voice.contact import Contact

    return metric if isinstance(metric, Contact) else None
