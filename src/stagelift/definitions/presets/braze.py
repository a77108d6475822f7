"""Braze Currents: flat files in cloud storage, one type of event a file, named in its path."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset, renamed

EVENT_TYPE = r"(users\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*\.[A-Z][A-Za-z0-9]*)"
ENROLMENTS = r"users\.(canvas\.Entry|canvas\.experimentstep\.SplitEntry|campaigns\.EnrollInControl)"
MESSAGES = "users.messages"
NAMES = (
    *((f"{MESSAGES}.{channel}.Send", "sent") for channel in ("email", "sms", "pushnotification")),
    *((f"{MESSAGES}.{channel}.Send", "sent") for channel in ("contentcard", "whatsapp", "webhook")),
    *((f"{MESSAGES}.{channel}.Delivery", "delivered") for channel in ("email", "sms", "whatsapp")),
    *((f"{MESSAGES}.{channel}.Bounce", "bounced") for channel in ("email", "pushnotification")),
    (f"{MESSAGES}.email.SoftBounce", "soft_bounced"),
    (f"{MESSAGES}.email.Open", "opened"),
    (f"{MESSAGES}.pushnotification.Open", "opened"),
    (f"{MESSAGES}.inappmessage.Impression", "opened"),
    (f"{MESSAGES}.contentcard.Impression", "opened"),
    (f"{MESSAGES}.whatsapp.Read", "opened"),
    *((f"{MESSAGES}.{channel}.Click", "clicked") for channel in ("email", "inappmessage")),
    *((f"{MESSAGES}.{channel}.Click", "clicked") for channel in ("contentcard", "whatsapp")),
    (f"{MESSAGES}.sms.ShortLinkClick", "clicked"),
    (f"{MESSAGES}.sms.InboundReceive", "replied"),
    (f"{MESSAGES}.whatsapp.InboundReceive", "replied"),
    (f"{MESSAGES}.email.Unsubscribe", "unsubscribed"),
    (f"{MESSAGES}.email.MarkAsSpam", "complained"),
    ("users.behaviors.Purchase", "purchased"),
    ("users.behaviors.app.SessionStart", "session_started"),
)
MACHINE = (
    f"event_type = '{MESSAGES}.email.Open' AND lower(cast(machine_open AS text)) = 'true'",
    "'opened_by_machine'",
)
CUSTOM = ("event_type = 'users.behaviors.CustomEvent'", "name")
CHANNEL = (
    "CASE WHEN event_type LIKE 'users.messages.pushnotification.%' THEN 'push' "
    "WHEN event_type LIKE 'users.messages.inappmessage.%' THEN 'in_app' "
    "WHEN event_type LIKE 'users.messages.%' THEN split_part(event_type, '.', 3) END"
)
IN_CONTROL = (
    "event_type = 'users.campaigns.EnrollInControl' "
    "OR lower(cast(in_control_group AS text)) = 'true'"
)
VARIANT = (
    "coalesce(experiment_split_name, canvas_variation_name, canvas_variation_id, "
    "message_variation_id)"
)
DOCUMENTS = (
    "time is whole seconds since 1970 UTC; id is unique to the event; external_user_id is the id "
    "the company set and is absent for users it never identified; the type stands in the path."
)
PATH = (("event_type", EVENT_TYPE),)

BRAZE_CURRENTS = Preset(
    name="braze_currents",
    title=Label.accept({"en": "Braze Currents", "ko": "Braze Currents 이벤트"}),
    role="events",
    columns=(
        ("customer", "external_user_id"),
        ("time", "time"),
        ("event", renamed("event_type", NAMES, first=(MACHINE, CUSTOM))),
        ("event_id", "id"),
        ("channel", CHANNEL),
        ("message", "coalesce(campaign_name, canvas_step_name, campaign_id, canvas_step_id)"),
        ("experiment", "coalesce(canvas_name, campaign_name, canvas_id, campaign_id)"),
        ("variant", "coalesce(canvas_variation_name, canvas_variation_id, message_variation_id)"),
        ("value", "price"),
        ("session", "session_id"),
    ),
    keep=(("platform", "platform"), ("braze_id", "user_id"), ("event_type", "event_type")),
    signature=("id", "user_id", "time", "event_type"),
    optional=(
        *("external_user_id", "campaign_name", "campaign_id", "canvas_name", "canvas_id"),
        *("canvas_step_name", "canvas_step_id", "canvas_variation_name", "canvas_variation_id"),
        *("message_variation_id", "price", "session_id", "platform", "machine_open", "name"),
    ),
    path_columns=PATH,
    unidentified=True,
    file_name=r"users\.|dataexport\.",
    event_names=NAMES,
    documents=DOCUMENTS,
)
BRAZE_ASSIGNMENTS = Preset(
    name="braze_assignments",
    title=Label.accept({"en": "Braze Currents: who was enrolled", "ko": "Braze Currents 배정"}),
    role="assignments",
    columns=(
        ("customer", "external_user_id"),
        ("time", "time"),
        ("experiment", "coalesce(canvas_name, campaign_name, canvas_id, campaign_id)"),
        (
            "variant",
            f"CASE WHEN {IN_CONTROL} THEN 'control' ELSE {VARIANT} END",
        ),
    ),
    signature=("id", "user_id", "time", "event_type"),
    optional=(
        *("external_user_id", "campaign_name", "campaign_id", "canvas_name", "canvas_id"),
        *("canvas_variation_name", "canvas_variation_id", "message_variation_id"),
        *("experiment_split_name", "in_control_group"),
    ),
    path_columns=PATH,
    unidentified=True,
    reads=ENROLMENTS,
    file_name=ENROLMENTS,
    documents=DOCUMENTS,
)
