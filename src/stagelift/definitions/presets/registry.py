"""The presets there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stagelift.definitions.presets.amplitude import AMPLITUDE
from stagelift.definitions.presets.braze import BRAZE_ASSIGNMENTS, BRAZE_CURRENTS
from stagelift.definitions.presets.ga4 import GA4_BIGQUERY
from stagelift.definitions.presets.mixpanel import MIXPANEL, MIXPANEL_PROJECT_TIME
from stagelift.definitions.presets.preset import Preset
from stagelift.definitions.presets.segment import SEGMENT, SEGMENT_TRACKS
from stagelift.definitions.presets.sending import KAKAO_AGENCY, SENDGRID, TWILIO
from stagelift.definitions.presets.survey import SURVEY_CSV
from stagelift.errors import ArgumentError, did_you_mean

_ALL = (
    *(AMPLITUDE, BRAZE_ASSIGNMENTS, BRAZE_CURRENTS, GA4_BIGQUERY, KAKAO_AGENCY, MIXPANEL),
    *(MIXPANEL_PROJECT_TIME, SEGMENT, SEGMENT_TRACKS, SENDGRID, SURVEY_CSV, TWILIO),
)
PRESETS: Mapping[str, Preset] = MappingProxyType({one.name: one for one in _ALL})


def refuse(name: str) -> tuple[str, str] | None:
    """Why a preset's name cannot be used, and the cure; None when it can.

    Args:
        name: As written after `preset:`.

    Returns:
        Message and hint, or None.

    Example:
        >>> refuse("ga4_bigqery")[1]
        "Did you mean 'ga4_bigquery'?"
    """
    if name in PRESETS:
        return None
    listed = ", ".join(sorted(PRESETS))
    return f"unknown preset '{name}'; there are {listed}", did_you_mean(name, PRESETS)


def preset(name: str) -> Preset:
    """The preset of a name.

    Args:
        name: As written after `preset:`.

    Returns:
        The preset.

    Raises:
        ArgumentError: No preset has this name; it lists them and names the nearest.

    Example:
        >>> preset("ga4_bigquery").role
        'events'
    """
    refused = refuse(name)
    if refused:
        raise ArgumentError(". ".join(part for part in refused if part))
    return PRESETS[name]
