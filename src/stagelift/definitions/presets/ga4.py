"""GA4: the daily export to BigQuery, saved as Parquet, Avro or JSON lines."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset

GA4_BIGQUERY = Preset(
    name="ga4_bigquery",
    title=Label.accept({"en": "GA4 export to BigQuery", "ko": "GA4 BigQuery 내보내기"}),
    role="events",
    columns=(
        ("customer", "coalesce(user_id, user_pseudo_id)"),
        ("time", "event_timestamp"),
        ("event", "event_name"),
        ("value", "coalesce(ecommerce.purchase_revenue, event_params.value)"),
        ("order_id", "ecommerce.transaction_id"),
        ("session", "event_params.ga_session_id"),
    ),
    keep=(
        ("platform", "platform"),
        ("country", "geo.country"),
        ("device", "device.category"),
        ("source", "traffic_source.source"),
        ("medium", "traffic_source.medium"),
        ("page", "event_params.page_location"),
    ),
    signature=("event_timestamp", "event_name", "user_pseudo_id", "event_params"),
    optional=(
        "user_id",
        "ecommerce",
        "event_params",
        "platform",
        "geo",
        "device",
        "traffic_source",
    ),
    file_name=r"events_(intraday_)?[0-9]{8}|ga4|analytics_[0-9]+",
    same_person=(("user_pseudo_id", "user_id"),),
    documents=(
        "event_timestamp is microseconds since 1970 UTC; user_pseudo_id is a device, user_id a "
        "member after login; rows carry no id of their own, and a day is rewritten for three days."
    ),
)
