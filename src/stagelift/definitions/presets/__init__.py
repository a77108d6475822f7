"""Presets: how the exports of known tools are read, each described in one small file.

A preset fills a source's mapping; keys written in journey.yaml override it.
"""

from stagelift.definitions.presets.preset import Preset
from stagelift.definitions.presets.recognition import Recognised, recognise
from stagelift.definitions.presets.registry import PRESETS, preset, refuse

__all__ = ["PRESETS", "Preset", "Recognised", "preset", "recognise", "refuse"]
