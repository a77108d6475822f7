"""What one experiment of a workspace answers; nothing of it is written but the looks taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.definitions import Experiment

if TYPE_CHECKING:
    from stagelift.experiments.clusters.leaks import HomeSplit
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.exploring.bayes import BayesianView
    from stagelift.experiments.exploring.exploration import Exploration
    from stagelift.experiments.launching.handed import HandOut
    from stagelift.experiments.plan import Plan
    from stagelift.experiments.planning.outlook import Outlook
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.resampling.resampled import Resampled
    from stagelift.experiments.sections.sections import Sections
    from stagelift.experiments.sending.ladder import Ladder
    from stagelift.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TrialQuestions:
    """One experiment of a workspace that is asked how it stands and what it says.

    Args:
        workspace: The workspace.
        definition: What was defined; of a decided one what was decided on.
        edited: Keys that its file says otherwise since the decision.
    """

    workspace: Workspace
    definition: Experiment
    edited: tuple[str, ...] = ()

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The frozen plan with what was done since, by the team and by the sender, or None."""
        from stagelift.experiments.frozen import RECONCILED
        from stagelift.experiments.life.admission import registered
        from stagelift.workspace.sending import reconciled_counts

        name, definitions = self.definition.name, self.workspace.definitions
        plan = definitions.plans.get(name)
        if plan is None:
            return None
        told = reconciled_counts(self)
        done = registered(plan, definitions.lives.get(name))
        return done if told is None else {**done, RECONCILED: told}

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The recorded decision, or None."""
        return self.workspace.definitions.decisions.get(self.definition.name)

    def plan_in_force(self) -> Plan:
        """The rule the readout follows at the workspace's instant."""
        from stagelift.experiments.plan import plan_of

        ws = self.workspace
        found = plan_of(self.definition, ws.journey, ws.metrics, self.plan, as_of=ws.as_of)
        return replace(found, edited=self.edited)

    @property
    def deviation(self) -> str:
        """What differs from the frozen plan, in words; empty without one."""
        return self.plan_in_force().deviation if self.plan is not None else ""

    @property
    def begins(self) -> date | None:
        """The first local day of entry that is still to come, None once it has come."""
        from stagelift.experiments.enrolment import run_of

        held = None if self.decision is None else self.holdback
        first = run_of(held or self.definition).first
        return first if first > self._today() else None

    def looks(self) -> tuple[datetime, ...]:
        """The instants at which the plan was read, up to the workspace's instant, UTC."""
        from stagelift.experiments.looks import looks_taken

        ws, mark = self.workspace, self.plan_in_force().fingerprint
        return looks_taken(ws.state, self.definition.name, mark, ws.as_of)

    def readout(self, *, around: bool = True) -> Readout:
        """What the experiment says as of the workspace's instant.

        Args:
            around: Whether the amber checks that look at other tests, messages and households are
                made too; they hide nothing and decide nothing, and take queries of their own.

        Returns:
            The readout; without verdict and figures while its health is red.

        Raises:
            ArgumentError: When the definition cannot be read on these data.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.looks import record_look
        from stagelift.experiments.question import Question
        from stagelift.experiments.reading import examined

        ws, plan = self.workspace, self.plan_in_force()
        name, look = self.definition.name, 0
        if plan.looks != "weekly":
            look = record_look(ws.state, name, plan.fingerprint, ws.as_of)
        asked = Question(self.definition, ws.journey, ws.metrics, plan, ws.contract)
        read = examined(asked, look=look)
        found = read.readout
        if around and read.over_events:
            from stagelift.experiments.health.around import with_around
            from stagelift.workspace.neighbouring import around_of

            found = with_around(asked, read, around_of(self))
        for at in found.looks_taken:
            record_look(ws.state, name, plan.fingerprint, at)
        return found

    def sections(self, *, beyond_plan: bool = True) -> Sections:
        """What the readout tells beyond its table of effects, from the same look.

        Args:
            beyond_plan: Whether net promoters and churn are read where the plan does not name
                them; they decide nothing, and take one query more.

        Returns:
            Time to convert, effect by day, share of the whole shop, who answers, churn after, what
            sending loses, what is ruled out and what is ready when; empty while its health is red.

        Raises:
            ArgumentError: When the definition cannot be read on these data.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.sections.sections import sections_of

        return sections_of(*self._examined(), beyond=beyond_plan)

    def households(self) -> HomeSplit:
        """The effect in households that the split divided, and in those it did not.

        Returns:
            Effects on the primary metric by kind of household; exploratory, and empty while the
            health is red or a window is open.

        Raises:
            ArgumentError: When households were randomised whole, or no source has households.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.clusters.leaks import home_split

        return home_split(*self._examined())

    def explore(
        self,
        by: str | Iterable[str] | None = None,
        *,
        metric: str | None = None,
        q: float = 0.05,
    ) -> Exploration:
        """Effects by stage before entry, group and channel; they decide nothing.

        Args:
            by: Ids of segments, sets of segments or attributes, `weekday`, `hour` or
                `weekday_hour` of entry; `segment` for every segment, None for all that is defined.
            metric: Id of the metric; the primary one when left out.
            q: Share of false findings allowed among the cells that stand out, between 0 and 1.

        Returns:
            The exploration; without figures while the data are broken or no valid look has come.

        Raises:
            ArgumentError: An unknown metric or way to split, or a `q` that is not allowed.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.exploring import explore

        return explore(self, by=by, metric=metric, q=q)

    def bayes(self, *, metric: str | None = None) -> BayesianView:
        """How likely each treatment is better, under a proper prior; it decides nothing.

        Args:
            metric: Id of a metric of the plan; the primary one when left out.

        Returns:
            The view; without figures while the data are broken or no valid look has come.

        Raises:
            ArgumentError: A metric the plan does not name.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.exploring import bayes

        return bayes(self, metric=metric)

    def resample(self, *, metric: str | None = None) -> Resampled:
        """The effects by bootstrap, permutation and ranks, beside the plan's; they decide nothing.

        Args:
            metric: Id of a metric of the plan; the primary one when left out.

        Returns:
            The effects; without figures while the data are broken, before every window has closed,
            and for a plan that takes several looks.

        Raises:
            ArgumentError: A metric the plan does not name.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.resampling.resampled import resampled
        from stagelift.workspace.exploring import looked

        return resampled(*looked(self), metric=metric)

    def ladder(self) -> Ladder:
        """How far each variant's messages came, per assigned customer.

        Returns:
            Every rung by variant with its interval and its difference from the control; outcomes
            are hidden while the experiment's health is red.

        Raises:
            ArgumentError: When no message is tied to a variant.
            DataError: When no source tells of messages.
        """
        from stagelift.workspace.sending import ladder

        return ladder(self)

    def outlook(self) -> Outlook:
        """What the experiment can show, from the same audience in the weeks before it.

        Returns:
            Traffic, baseline, length, guardrails, worth and warnings.

        Raises:
            ArgumentError: A metric no experiment can read, or a history too short.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.planning.outlook import outlook
        from stagelift.workspace.remembering import surroundings

        ws = self.workspace
        around = surroundings(ws, self.definition.name)
        return outlook(self.definition, ws.journey, ws.metrics, ws.contract, around)

    def assigning_sql(self, dialect: str | None = None) -> str:
        """Who is assigned which variant since when, as a query that runs where the tables lie.

        Args:
            dialect: duckdb, postgres, spark, bigquery, snowflake or redshift; None: the engine's.

        Returns:
            Commented SQL with customer, variant and assigned_at.

        Raises:
            ArgumentError: An unknown dialect, or a journey one query cannot follow.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.workspace.assigning import assigning_sql

        return assigning_sql(self, dialect)

    def handed_out(self) -> tuple[HandOut, ...]:
        """Everything handed out so far, in order."""
        from stagelift.experiments.launching.handed import handed_out

        return handed_out(self.workspace.root, self.definition.name)

    @property
    def holdback(self) -> Experiment | None:
        """The customers held back after shipping, as an experiment; None where nobody is."""
        from stagelift.workspace.following import holdback

        return holdback(self)

    def outcome(self) -> Outcome | None:
        """What became of the decision: its forecast beside those held back; None without one."""
        from stagelift.workspace.following import outcome

        return outcome(self)

    def _today(self) -> date:
        return self.workspace.as_of.astimezone(ZoneInfo(self.workspace.journey.zone)).date()

    def _examined(self) -> tuple[Question, Examined]:
        """The question of the plan in force, and what it answers without recording a look."""
        from stagelift.experiments.question import Question
        from stagelift.experiments.reading import examined

        ws, plan = self.workspace, self.plan_in_force()
        asked = Question(self.definition, ws.journey, ws.metrics, plan, ws.contract)
        return asked, examined(asked)
