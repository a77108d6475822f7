"""The measured map of a journey: what it is now, against its targets, by hour, and what is open."""

from stagelift.reports.map.compose import journey_map
from stagelift.reports.map.journey_map import JourneyMap
from stagelift.reports.map.section import Section

__all__ = ["JourneyMap", "Section", "journey_map"]
