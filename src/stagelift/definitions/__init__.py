"""Definitions: YAML files to frozen objects, with every mistake of every file at once.

Names are imported when they are first used: whoever needs one file or one kind of definition does
not load all kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.on_demand import names_on_demand

if TYPE_CHECKING:
    from stagelift.definitions.amounts import Margin, Money, Target
    from stagelift.definitions.definition import Definition, defaults_of, fingerprint, resolved
    from stagelift.definitions.definitions import Definitions
    from stagelift.definitions.events import (
        EventColumn,
        EventPattern,
        EventsOrColumn,
        EventTerm,
        Silence,
        SourceOrColumn,
        UnitColumn,
        ValueOrColumn,
    )
    from stagelift.definitions.experiment import Decide, Experiment, Once, Send, Variant
    from stagelift.definitions.fields import Label
    from stagelift.definitions.journey import BUILT_IN_CHANNELS, Channel, Journey, Rules
    from stagelift.definitions.life import Deed, Life, LifeEntry
    from stagelift.definitions.load import load_workspace, read_workspace
    from stagelift.definitions.metric import Metric
    from stagelift.definitions.mistakes import Mistake
    from stagelift.definitions.report import Delivery, Mail, Report
    from stagelift.definitions.root import find_root
    from stagelift.definitions.segment import EVERYONE, Condition, Segment
    from stagelift.definitions.sources import Connection, Source
    from stagelift.definitions.stages import EndOfContract, Left, Stage
    from stagelift.definitions.values import DateSpan, Duration

_MODULES = {
    "amounts": ("Margin", "Money", "Target"),
    "definition": ("Definition", "defaults_of", "fingerprint", "resolved"),
    "definitions": ("Definitions",),
    "events": (
        "EventColumn",
        "EventPattern",
        "EventsOrColumn",
        "EventTerm",
        "Silence",
        "SourceOrColumn",
        "UnitColumn",
        "ValueOrColumn",
    ),
    "experiment": ("Decide", "Experiment", "Once", "Send", "Variant"),
    "fields": ("Label",),
    "journey": ("BUILT_IN_CHANNELS", "Channel", "Journey", "Rules"),
    "life": ("Deed", "Life", "LifeEntry"),
    "load": ("load_workspace", "read_workspace"),
    "metric": ("Metric",),
    "mistakes": ("Mistake",),
    "report": ("Delivery", "Mail", "Report"),
    "root": ("find_root",),
    "segment": ("EVERYONE", "Condition", "Segment"),
    "sources": ("Connection", "Source"),
    "stages": ("EndOfContract", "Left", "Stage"),
    "values": ("DateSpan", "Duration"),
}
__all__ = [
    "BUILT_IN_CHANNELS",
    "EVERYONE",
    "Channel",
    "Condition",
    "Connection",
    "DateSpan",
    "Decide",
    "Deed",
    "Definition",
    "Definitions",
    "Delivery",
    "Duration",
    "EndOfContract",
    "EventColumn",
    "EventPattern",
    "EventTerm",
    "EventsOrColumn",
    "Experiment",
    "Journey",
    "Label",
    "Left",
    "Life",
    "LifeEntry",
    "Mail",
    "Margin",
    "Metric",
    "Mistake",
    "Money",
    "Once",
    "Report",
    "Rules",
    "Segment",
    "Send",
    "Silence",
    "Source",
    "SourceOrColumn",
    "Stage",
    "Target",
    "UnitColumn",
    "ValueOrColumn",
    "Variant",
    "defaults_of",
    "find_root",
    "fingerprint",
    "load_workspace",
    "read_workspace",
    "resolved",
]

__getattr__, __dir__ = names_on_demand(__name__, _MODULES)
