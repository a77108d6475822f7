"""A plain table of survey answers."""

from __future__ import annotations

from stagelift.definitions.fields import Label
from stagelift.definitions.presets.preset import Preset

SURVEY_CSV = Preset(
    name="survey_csv",
    title=Label.accept({"en": "Survey answers, one row each", "ko": "설문 응답(한 줄에 하나)"}),
    role="surveys",
    columns=(
        ("customer", "customer_id"),
        ("score", "score"),
        ("invited", "sent_at"),
        ("answered", "answered_at"),
        ("instrument", "survey"),
        ("stage", "stage"),
        ("comment", "comment"),
    ),
    signature=("customer_id", "score", "answered_at"),
    optional=("sent_at", "answered_at", "survey", "stage", "comment"),
    file_name="survey|nps|설문",
    documents="score is 0 to 10; times without an offset need a zone; an empty score is no answer.",
)
