"""What a workspace answers about the journey itself: who is where, what leaks, and why."""

from __future__ import annotations

from stagelift.workspace.measuring import Measuring


class JourneyQuestions(Measuring):
    """A workspace that is asked about its journey as a whole."""
