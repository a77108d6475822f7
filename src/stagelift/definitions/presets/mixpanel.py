"""Mixpanel: the raw event export's JSON lines."""

from __future__ import annotations

from dataclasses import replace

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset

MIXPANEL = Preset(
    name="mixpanel",
    title=Label.accept({"en": "Mixpanel raw export", "ko": "Mixpanel 원시 내보내기"}),
    role="events",
    columns=(
        ("customer", "properties.distinct_id"),
        ("time", "properties.time"),
        ("event", "event"),
        ("event_id", 'properties."$insert_id"'),
        ("ingested", "properties.mp_processing_time_ms"),
        ("value", "coalesce(properties.revenue, properties.amount)"),
    ),
    keep=(
        ("platform", 'properties."$os"'),
        ("country", "properties.mp_country_code"),
        ("city", 'properties."$city"'),
    ),
    signature=("event", "properties"),
    file_name="mixpanel",
    same_person=(('properties."$device_id"', 'properties."$user_id"'),),
    documents=(
        "properties.time is seconds since 1970 UTC for projects made since January 2023; older "
        "projects write the seconds of their own wall clock (mixpanel_project_time); $insert_id "
        "tells copies."
    ),
)
MIXPANEL_PROJECT_TIME = replace(
    MIXPANEL,
    name="mixpanel_project_time",
    title=Label.accept(
        {
            "en": "Mixpanel raw export, project made before 2023",
            "ko": "Mixpanel 원시 내보내기(2023년 이전 프로젝트)",
        }
    ),
    wall_clock=("time",),
    file_name=None,
    documents=(
        "properties.time is seconds since 1970 on the wall clock of the project, so say its zone; "
        "mp_processing_time_ms is UTC."
    ),
)
