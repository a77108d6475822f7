"""What a workspace answers about the journey itself: who is where, what leaks, and why."""

from __future__ import annotations

from stagelift.workspace.map_questions import MapQuestions
from stagelift.workspace.message_questions import MessageQuestions
from stagelift.workspace.model_questions import ModelQuestions
from stagelift.workspace.path_questions import PathQuestions
from stagelift.workspace.segment_questions import SegmentQuestions
from stagelift.workspace.voice_questions import VoiceQuestions
from stagelift.workspace.where_questions import WhereQuestions
from stagelift.workspace.why_questions import WhyQuestions


class JourneyQuestions(
    MessageQuestions,
    ModelQuestions,
    PathQuestions,
    WhyQuestions,
    WhereQuestions,
    SegmentQuestions,
    MapQuestions,
    VoiceQuestions,
):
    """A workspace that is asked about its journey as a whole."""
