"""What a new workspace starts with: templates, the five journeys, and writing all or nothing."""

from stagelift.starter.content import Wishes, demo_files, starter_files
from stagelift.starter.events import likely_event
from stagelift.starter.journeys import JOURNEYS, StageModel
from stagelift.starter.surroundings import surrounding_country, surrounding_language
from stagelift.starter.writing import Written, write_all

__all__ = [
    "JOURNEYS",
    "StageModel",
    "Wishes",
    "Written",
    "demo_files",
    "likely_event",
    "starter_files",
    "surrounding_country",
    "surrounding_language",
    "write_all",
]
