"""One experiment of a workspace: its plan, its readout, its decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.definitions import Experiment, LifeEntry
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.experiments.clusters.leaks import HomeSplit
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.exploring.bayes import BayesianView
    from stagelift.experiments.exploring.exploration import Exploration
    from stagelift.experiments.launching.files import Form
    from stagelift.experiments.launching.handed import HandOut
    from stagelift.experiments.plan import Plan
    from stagelift.experiments.planning.outlook import Outlook
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.records import Decision
    from stagelift.experiments.resampling.resampled import Resampled
    from stagelift.experiments.sections.sections import Sections
    from stagelift.experiments.sending.ladder import Ladder
    from stagelift.experiments.sending.reconciliation import Reconciliation
    from stagelift.workspace.living import Deeds
    from stagelift.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """What a launch or an enrolment made.

    Args:
        plan: The frozen plan's file; None for an enrolment.
        given: Who was handed out.
        folder: Where the files are; None when nobody is new.
        closed: The pause or stop for which nobody is handed out, or None.
    """

    plan: Path | None
    given: HandOut
    folder: Path | None
    closed: LifeEntry | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment of a workspace.

    Args:
        workspace: The workspace.
        definition: What was defined.
    """

    workspace: Workspace
    definition: Experiment

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The frozen plan with what was done since, by the team and by the sender, or None."""
        from stagelift.experiments.life.admission import registered
        from stagelift.experiments.plan import RECONCILED
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
        from stagelift.experiments.health.around import with_around
        from stagelift.experiments.looks import record_look
        from stagelift.experiments.question import Question
        from stagelift.experiments.reading import examined
        from stagelift.workspace.neighbouring import around_of

        ws, plan = self.workspace, self.plan_in_force()
        name, look = self.definition.name, 0
        if plan.looks != "weekly":
            look = record_look(ws.state, name, plan.fingerprint, ws.as_of)
        asked = Question(self.definition, ws.journey, ws.metrics, plan, ws.contract)
        read = examined(asked, look=look)
        found = with_around(asked, read, around_of(self)) if around else read.readout
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
        from stagelift.experiments.question import Question
        from stagelift.experiments.reading import examined
        from stagelift.experiments.sections.sections import sections_of

        ws, plan = self.workspace, self.plan_in_force()
        asked = Question(self.definition, ws.journey, ws.metrics, plan, ws.contract)
        return sections_of(asked, examined(asked), beyond=beyond_plan)

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

    def reconcile(
        self,
        *files: str | Path,
        customer: str | None = None,
        variant: str | None = None,
        of: str | None = None,
    ) -> Reconciliation:
        """The sender's report against what was handed out, kept for the experiment's health.

        Args:
            files: The report's files, with equal columns.
            customer: Column of the customer, where its name does not tell.
            variant: Column of the variant, where its name does not tell.
            of: The variant everyone in the files had, where the files do not say.

        Returns:
            Missing, extra, in the wrong variant and twice, by variant.

        Raises:
            ArgumentError: Nothing was handed out, or an unknown variant.
            DataError: A report that cannot be read as it was meant.
        """
        from stagelift.experiments.sending.report import Named
        from stagelift.workspace.sending import reconcile

        named = Named(customer=customer, variant=variant, of=of)
        return reconcile(self, [Path(file) for file in files], named)

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
        from stagelift.experiments.question import Question
        from stagelift.experiments.reading import examined

        ws, plan = self.workspace, self.plan_in_force()
        asked = Question(self.definition, ws.journey, ws.metrics, plan, ws.contract)
        return home_split(asked, examined(asked))

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

    def looks(self) -> tuple[datetime, ...]:
        """The instants at which the plan was read, up to the workspace's instant, UTC."""
        from stagelift.experiments.looks import looks_taken

        ws, mark = self.workspace, self.plan_in_force().fingerprint
        return looks_taken(ws.state, self.definition.name, mark, ws.as_of)

    def plan_in_force(self) -> Plan:
        """The rule the readout follows at the workspace's instant."""
        from stagelift.experiments.plan import plan_of

        ws = self.workspace
        return plan_of(self.definition, ws.journey, ws.metrics, self.plan, as_of=ws.as_of)

    def freeze_plan(self, *, planned_units: int | None = None, owner: str | None = None) -> Path:
        """The plan, frozen at the workspace's instant and binding from then on.

        Args:
            planned_units: Mature units planned over all arms. Default: as many as met the audience
                in a span of the same length before the run.
            owner: Who freezes it; git's user by default.

        Returns:
            The file written.

        Raises:
            ArgumentError: When a plan exists, nobody met the audience before and no number is
                given, or the workspace is seen as of a past instant, which would backdate it.
        """
        from stagelift.experiments.records import Freeze, freeze_plan
        from stagelift.experiments.shadow import shadow_units
        from stagelift.workspace.launch_checks import slice_begins
        from stagelift.workspace.living import check_now, who_acts

        ws = self.workspace
        check_now(ws, "a plan is frozen")
        source = "given"
        if planned_units is None:
            planned_units, source = shadow_units(self.definition, ws.journey, ws.contract)
        frozen = Freeze(
            at=ws.as_of,
            planned_units=planned_units,
            planned_from=source,
            low=slice_begins(self),
            who=who_acts(ws, owner),
        )
        return freeze_plan(ws.root, self.definition, ws.journey, ws.metrics, frozen)

    def launch(
        self,
        *,
        sender: str | None = None,
        encoding: str | None = None,
        hashed: bool | None = None,
        planned_units: int | None = None,
        owner: str | None = None,
    ) -> Launched:
        """The plan is frozen, and whoever qualifies already is handed out.

        Args:
            sender: Whose columns the files have, such as `braze`; None: the tool that splits, else
                plain lists.
            encoding: Their letters; None: what the sender reads.
            hashed: Whether ids and addresses are SHA-256 hashes; None: what the sender asks.
            planned_units: Mature units planned over all arms; default as of `freeze_plan`.
            owner: Who launches it; git's user by default.

        Returns:
            The plan's file and what was handed out.

        Raises:
            ArgumentError: A draft, a plan that exists, a run that has begun, so that the plan would
                not bind, or what `enrol` and `freeze_plan` refuse.
        """
        from stagelift.experiments.launching.audience import audience
        from stagelift.experiments.launching.files import Form, setting_of
        from stagelift.experiments.shadow import shadow_units
        from stagelift.workspace.launch_checks import check_launch, check_reach, check_size

        experiment, ws = self.definition, self.workspace
        check_launch(self)
        form = Form(sender, encoding, hashed)
        setting_of(experiment, ws.journey, form)  # what cannot be handed out is not frozen
        audience(experiment, ws.journey, ws.contract)
        check_reach(self)
        if planned_units is None:  # the same question is answered once
            check_size(experiment, shadow_units(experiment, ws.journey, ws.contract)[0])
        else:
            check_size(experiment, planned_units)
        plan = self.plan_in_force()
        path = self.freeze_plan(planned_units=planned_units, owner=owner)
        given = self._hand_out(plan, form)
        return Launched(plan=path, given=given[0], folder=given[1])

    def enrol(
        self,
        *,
        sender: str | None = None,
        encoding: str | None = None,
        hashed: bool | None = None,
    ) -> Launched:
        """Whoever qualifies and was not handed out before, in files for a sender.

        Args:
            sender: Whose columns the files have, such as `braze`; None: the tool that splits, else
                plain lists.
            encoding: Their letters; None: what the sender reads.
            hashed: Whether ids and addresses are SHA-256 hashes; None: what the sender asks.

        Returns:
            What was handed out; nothing new is no error.

        Raises:
            ArgumentError: No frozen plan, a definition that departs from it, or a form the sender
                does not take.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.launching.files import Form
        from stagelift.experiments.life.admission import admission_of

        ws = self.workspace
        plan, form = self.plan_in_force(), Form(sender, encoding, hashed)
        if self.plan is None:
            raise ArgumentError(
                f"experiment '{self.definition.name}' has no frozen plan; launch it first"
            )
        if self.decision is not None:
            from stagelift.workspace.following import drawn_after

            held = replace(self, definition=drawn_after(self))
            own = replace(plan, admission=admission_of(held.definition, None, ws.as_of))
            given = held._hand_out(own, form)
            return Launched(plan=None, given=given[0], folder=given[1])
        if plan.deviation:
            raise ArgumentError(
                f"experiment '{self.definition.name}' {plan.deviation}; put the definition back, "
                "or give the new one a file and a name of its own"
            )
        closed = plan.admission.stopped or plan.admission.paused
        if closed is not None:
            from stagelift.workspace.living import nobody

            return Launched(plan=None, given=nobody(self), folder=None, closed=closed)
        given = self._hand_out(plan, form)
        return Launched(plan=None, given=given[0], folder=given[1])

    @property
    def deeds(self) -> Deeds:
        """What may be done to it once launched: pause, resume, ramp, split, stop, void."""
        from stagelift.workspace.living import Deeds

        return Deeds(self)

    @property
    def begins(self) -> date | None:
        """The first local day of entry that is still to come, None once it has come."""
        from stagelift.experiments.enrolment import run_of

        held = None if self.decision is None else self.holdback
        first = run_of(held or self.definition).first
        return first if first > self._today() else None

    @property
    def deviation(self) -> str:
        """What differs from the frozen plan, in words; empty without one."""
        return self.plan_in_force().deviation if self.plan is not None else ""

    def handed_out(self) -> tuple[HandOut, ...]:
        """Everything handed out so far, in order."""
        from stagelift.experiments.launching.handed import handed_out

        return handed_out(self.workspace.root, self.definition.name)

    def _hand_out(self, plan: Plan, form: Form) -> tuple[HandOut, Path | None]:
        from stagelift.experiments.launching.files import hand_out

        ws = self.workspace
        return hand_out(ws.root, self.definition, ws.journey, ws.contract, plan=plan, form=form)

    def record_decision(
        self,
        decision: Decision,
        *,
        owner: str,
        reason: str | None = None,
        forecast: str | None = None,
        on: date | None = None,
        variant: str | None = None,
    ) -> Path:
        """The decision on what the experiment says now, kept beside its definition.

        Args:
            decision: `ship`, `stop` or `iterate`.
            owner: Who decided.
            reason: Why; needed against the rule's verdict.
            forecast: An effect such as "+0.8pp [+0.2, +1.4]", or words; by default a shipped
                variant's shrunk effect is expected.
            on: The local day; today by default.
            variant: The variant shipped; by default the one the verdict is about.

        Returns:
            The file written.

        Raises:
            ArgumentError: When it is decided already, or needs a reason.
        """
        from stagelift.workspace.following import decide

        return decide(
            self,
            decision,
            owner=owner,
            on=on,
            reason=reason,
            forecast=forecast,
            variant=variant,
        ).path

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
