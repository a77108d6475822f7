"""One experiment of a workspace: what it answers, and its plan, launch, enrolment and decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.definitions import LifeEntry
from stagelift.errors import ArgumentError
from stagelift.workspace.trial_questions import TrialQuestions

if TYPE_CHECKING:
    from stagelift.experiments.launching.files import Form
    from stagelift.experiments.launching.handed import HandOut
    from stagelift.experiments.plan import Plan
    from stagelift.experiments.planning.outlook import Outlook
    from stagelift.experiments.records import Decision
    from stagelift.experiments.sending.reconciliation import Reconciliation
    from stagelift.workspace.living import Deeds


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
class Trial(TrialQuestions):
    """One experiment of a workspace.

    Args:
        workspace: The workspace.
        definition: What was defined; of a decided one what was decided on.
        edited: Keys that its file says otherwise since the decision.
    """

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

    def publish_plan(self, found: Outlook | None = None) -> tuple[Path, ...]:
        """Writes what the test can show as pages of the site, one in each language of the journey.

        Args:
            found: What `outlook` gave, where it was asked already.

        Returns:
            The pages, each replaced in one step; the site's front page names them.

        Raises:
            ArgumentError: The plan asks for what is not defined, or `site` is no folder.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.reports.plan.labels import labelled
        from stagelift.reports.plan.page import plan_page, publish_plan
        from stagelift.reports.plan.wording import WORDING
        from stagelift.workspace.runs import site_of

        site_of(self.workspace.root)
        spoken = [name for name in self.workspace.journey.languages if name in WORDING] or ["en"]
        shown, frozen = found or self.outlook(), self.plan
        pages = {
            language: plan_page(
                self.definition,
                labelled(shown, self.workspace, language),
                language,
                frozen=frozen,
            )
            for language in spoken
        }
        return publish_plan(self.workspace.root, self.definition, pages)

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
            ArgumentError: No frozen plan, a definition that departs from it, a test whose last
                window has closed, or a form the sender does not take.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.launching.files import Form
        from stagelift.experiments.life.admission import admission_of
        from stagelift.workspace.launch_checks import refuse_over

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
        refuse_over(ws, self.definition)
        given = self._hand_out(plan, form)
        return Launched(plan=None, given=given[0], folder=given[1])

    def _hand_out(self, plan: Plan, form: Form) -> tuple[HandOut, Path | None]:
        from stagelift.experiments.launching.files import hand_out

        ws = self.workspace
        return hand_out(ws.root, self.definition, ws.journey, ws.contract, plan=plan, form=form)

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

    @property
    def deeds(self) -> Deeds:
        """What may be done to it once launched: pause, resume, ramp, split, stop, void."""
        from stagelift.workspace.living import Deeds

        return Deeds(self)

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
