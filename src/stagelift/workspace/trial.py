"""One experiment of a workspace: its plan, its readout, its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.definitions import Experiment
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.experiments.plan import Plan
    from stagelift.experiments.planning.outlook import Outlook
    from stagelift.experiments.readout import Readout
    from stagelift.experiments.records import Decision
    from stagelift.workspace.workspace import Workspace

BACKDATED = timedelta(hours=1)  # an `as_of` this far back is the past, not a slow machine


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
        """The frozen plan, or None."""
        return self.workspace.definitions.plans.get(self.definition.name)

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The recorded decision, or None."""
        return self.workspace.definitions.decisions.get(self.definition.name)

    def readout(self) -> Readout:
        """What the experiment says as of the workspace's instant.

        Returns:
            The readout; without verdict and figures while its health is red.

        Raises:
            ArgumentError: When the definition cannot be read on these data.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.looks import record_look
        from stagelift.experiments.reading import read_out

        ws, plan = self.workspace, self._plan_in_force()
        name, look = self.definition.name, 0
        if plan.looks != "weekly":
            look = record_look(ws.state, name, plan.fingerprint, ws.as_of)
        found = read_out(self.definition, ws.journey, ws.metrics, ws.contract, self.plan, look=look)
        for at in found.looks_taken:
            record_look(ws.state, name, plan.fingerprint, at)
        return found

    def outlook(self) -> Outlook:
        """What the experiment can show, from the same audience in the weeks before it.

        Returns:
            Traffic, baseline, length, guardrails, worth and warnings.

        Raises:
            ArgumentError: A metric no experiment can read, or a history too short.
            DataError: When a source cannot be read as defined.
        """
        from stagelift.experiments.planning.outlook import outlook

        ws = self.workspace
        others = {
            name: each.definition
            for name, each in ws.experiments.items()
            if each.decision is None and name != self.definition.name
        }
        return outlook(self.definition, ws.journey, ws.metrics, ws.contract, others)

    def looks(self) -> tuple[datetime, ...]:
        """The instants at which the plan was read, up to the workspace's instant, UTC."""
        from stagelift.experiments.looks import looks_taken

        ws, mark = self.workspace, self._plan_in_force().fingerprint
        return looks_taken(ws.state, self.definition.name, mark, ws.as_of)

    def _plan_in_force(self) -> Plan:
        """The rule the readout follows at the workspace's instant."""
        from stagelift.experiments.plan import plan_of

        ws = self.workspace
        return plan_of(self.definition, ws.journey, ws.metrics, self.plan, as_of=ws.as_of)

    def freeze_plan(self, *, planned_units: int | None = None) -> Path:
        """The plan, frozen at the workspace's instant and binding from then on.

        Args:
            planned_units: Mature units planned over all arms. Default: as many as met the audience
                in a span of the same length before the run.

        Returns:
            The file written.

        Raises:
            ArgumentError: When a plan exists, nobody met the audience before and no number is
                given, or the workspace is seen as of a past instant, which would backdate it.
        """
        from stagelift.experiments.records import freeze_plan
        from stagelift.experiments.shadow import shadow_units

        ws = self.workspace
        if ws.journey.as_of is None and datetime.now(UTC) - ws.as_of > BACKDATED:
            raise ArgumentError(
                f"a plan is frozen now, not as of {ws.as_of:%Y-%m-%d %H:%M} UTC; open the "
                "workspace without as_of"
            )
        source = "given"
        if planned_units is None:
            planned_units, source = shadow_units(self.definition, ws.journey, ws.contract)
        return freeze_plan(
            ws.root,
            self.definition,
            ws.journey,
            ws.metrics,
            at=ws.as_of,
            planned_units=planned_units,
            planned_from=source,
        )

    def record_decision(
        self,
        decision: Decision,
        *,
        owner: str,
        reason: str | None = None,
        forecast: str | None = None,
    ) -> Path:
        """The decision on what the experiment says now, kept beside its definition.

        Args:
            decision: `ship`, `stop` or `iterate`.
            owner: Who decided.
            reason: Why; needed against the rule's verdict.
            forecast: What the next reports should show.

        Returns:
            The file written.

        Raises:
            ArgumentError: When it is decided already, or needs a reason.
        """
        from stagelift.experiments.records import record_decision

        return record_decision(
            self.workspace.root,
            self.readout(),
            decision,
            owner=owner,
            on=self._today(),
            reason=reason,
            forecast=forecast,
        )

    def _today(self) -> date:

        return self.workspace.as_of.astimezone(ZoneInfo(self.workspace.journey.zone)).date()
