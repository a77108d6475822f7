"""Amplitude: the export API's JSON lines, zipped hour by hour."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset

AMPLITUDE = Preset(
    name="amplitude",
    title=Label.accept({"en": "Amplitude raw export", "ko": "Amplitude 원시 내보내기"}),
    role="events",
    columns=(
        ("customer", "coalesce(user_id, device_id)"),
        ("time", "event_time"),
        ("event", "event_type"),
        ("event_id", '"$insert_id"'),
        ("ingested", "server_upload_time"),
        ("value", 'coalesce(event_properties."$revenue", event_properties.revenue)'),
        ("session", "session_id"),
    ),
    keep=(
        ("platform", "platform"),
        ("country", "country"),
        ("app_version", "version_name"),
        ("device", "device_family"),
    ),
    zone="UTC",
    signature=("event_time", "event_type", "device_id", "amplitude_id", "server_upload_time"),
    optional=(
        *("user_id", "$insert_id", "event_properties", "session_id", "platform", "country"),
        *("version_name", "device_family"),
    ),
    file_name=r"[0-9]+_[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{1,2}#[0-9]+\.json|amplitude",
    same_person=(("device_id", "user_id"),),
    documents=(
        "event_time and server_upload_time are UTC without an offset; $insert_id tells copies; "
        "user_id is absent before login."
    ),
)
