"""Segment: raw calls in object storage as JSON lines, and the tracks table of a warehouse."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset

CLOCK = (
    "timestamp is corrected for the device's clock and UTC; {original} is the device's own; "
    "{id} tells copies; {anonymous} is a device, {user} a member after login."
)

SEGMENT = Preset(
    name="segment",
    title=Label.accept({"en": "Segment calls as JSON", "ko": "Segment 호출(JSON)"}),
    role="events",
    columns=(
        ("customer", "coalesce(userId, anonymousId)"),
        ("time", 'coalesce("timestamp", originalTimestamp)'),
        ("event", "coalesce(event, type)"),
        ("event_id", "messageId"),
        ("ingested", "receivedAt"),
        ("value", "coalesce(properties.revenue, properties.total, properties.value)"),
        ("order_id", "properties.order_id"),
    ),
    keep=(
        ("platform", "context.device.type"),
        ("campaign", "context.campaign.name"),
        ("page", "context.page.path"),
    ),
    zone="UTC",
    signature=("messageId", "anonymousId", "type", "receivedAt"),
    optional=(
        *("userId", "timestamp", "originalTimestamp", "event", "properties", "context"),
        *("receivedAt", "anonymousId"),
    ),
    file_name="segment",
    same_person=(("anonymousId", "userId"),),
    documents=CLOCK.format(
        original="originalTimestamp", id="messageId", anonymous="anonymousId", user="userId"
    ),
)
SEGMENT_TRACKS = Preset(
    name="segment_tracks",
    title=Label.accept({"en": "Segment tracks table", "ko": "Segment tracks 테이블"}),
    role="events",
    columns=(
        ("customer", "coalesce(user_id, anonymous_id)"),
        ("time", 'coalesce("timestamp", original_timestamp)'),
        ("event", "event"),
        ("event_id", "coalesce(id, message_id)"),
        ("ingested", "received_at"),
        ("value", "coalesce(revenue, total, value)"),
        ("order_id", "order_id"),
    ),
    keep=(("event_text", "event_text"), ("campaign", "context_campaign_name")),
    zone="UTC",
    signature=("anonymous_id", "event", "original_timestamp", "received_at"),
    optional=(
        *("user_id", "timestamp", "original_timestamp", "id", "message_id", "received_at"),
        *("revenue", "total", "value", "order_id", "event_text", "context_campaign_name"),
    ),
    file_name="tracks",
    same_person=(("anonymous_id", "user_id"),),
    documents=CLOCK.format(
        original="original_timestamp", id="id", anonymous="anonymous_id", user="user_id"
    ),
)
