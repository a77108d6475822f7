"""The kinds of metric, by the YAML key that names them."""

from __future__ import annotations

from stagelift.definitions.metric import Metric
from stagelift.metrics.churn import Churn
from stagelift.metrics.contract_churn import ContractChurn
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.money.margin import Margin
from stagelift.metrics.money.message_cost import CostPerEvent, MessageCost
from stagelift.metrics.money.realised_value import RealisedValue
from stagelift.metrics.money.return_on_messages import ReturnOnMessages
from stagelift.metrics.nps import Nps
from stagelift.metrics.paths.advocacy import Advocacy
from stagelift.metrics.paths.conversions import EntryConversion, PathConversion
from stagelift.metrics.paths.stages import DropOff, StageExitRate
from stagelift.metrics.ratio import Ratio
from stagelift.metrics.repurchase import Repurchase
from stagelift.metrics.retention import Retention
from stagelift.metrics.sessions.revisit import Revisit
from stagelift.metrics.sessions.shares import Bounce, ExitRate
from stagelift.metrics.things.carts import CartAbandonment, CartRecovery
from stagelift.metrics.things.redemption import Redemption
from stagelift.metrics.total import Sum
from stagelift.metrics.voice.ces import Ces
from stagelift.metrics.voice.contact import Contact
from stagelift.metrics.voice.csat import Csat
from stagelift.metrics.voice.emotion import Emotion
from stagelift.metrics.voice.response import Response
from stagelift.metrics.voice.wait import Contained, FollowUp, Waiting

KINDS: tuple[type[Metric], ...] = (
    Churn,
    Conversion,
    Nps,
    Ratio,
    Repurchase,
    Retention,
    Sum,
    Csat,
    Ces,
    Response,
    Emotion,
    Waiting,
    Contained,
    FollowUp,
    Contact,
    Advocacy,
    Bounce,
    CartAbandonment,
    CartRecovery,
    DropOff,
    ExitRate,
    Redemption,
    Revisit,
    StageExitRate,
    Margin,
    MessageCost,
    RealisedValue,
    ReturnOnMessages,
)
# Every class a file may be read as: a kind may choose another one for what is written.
FORMS: tuple[type[Metric], ...] = (
    *KINDS,
    ContractChurn,
    CostPerEvent,
    EntryConversion,
    PathConversion,
)
