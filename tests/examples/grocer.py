"""The grocer's year counted a second time: pandas over the wheel's own files, no engine."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

ZONE = "America/New_York"
DAY = pd.Timedelta(days=1)
EXAMPLE = Path(__file__).parents[2] / "examples" / "complete_journey"


def preparation():
    """The example's `prepare.py` as a module."""
    spec = importlib.util.spec_from_file_location("prepare", EXAMPLE / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def local(day: str) -> pd.Timestamp:
    """Midnight of a day in the shops' zone."""
    return pd.Timestamp(day, tz=ZONE).tz_convert("UTC")


@dataclass(frozen=True)
class Grocer:
    """The raw files of the wheel.

    Args:
        raw: Their folder.
    """

    raw: Path

    def table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        return pd.read_parquet(self.raw / f"{name}.parquet", columns=columns)

    @cached_property
    def baskets(self) -> pd.DataFrame:
        """One row a basket that was paid for: household, at (UTC), sales, local day."""
        columns = ["household_id", "basket_id", "sales_value", "transaction_timestamp"]
        lines = self.table("transactions", columns)
        found = lines.groupby("basket_id").agg(
            household=("household_id", "first"),
            at=("transaction_timestamp", "min"),
            sales=("sales_value", "sum"),
        )
        found = found[found["sales"].round(2) > 0].copy()
        found["at"] = found["at"].dt.tz_localize("UTC").astype("datetime64[us, UTC]")
        found["day"] = found["at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
        return found.sort_values(["household", "at"], ignore_index=True)

    @cached_property
    def received(self) -> pd.DataFrame:
        """One row an offer: household, campaign, type, first and last day."""
        sent = self.table("campaigns").drop_duplicates()
        found = sent.merge(self.table("campaign_descriptions"), on="campaign_id")
        return found.rename(columns={"household_id": "household"})

    @cached_property
    def redeemed(self) -> pd.DataFrame:
        """One row an offer and day on which coupons of it were redeemed."""
        used = self.table("coupon_redemptions")[["household_id", "campaign_id", "redemption_date"]]
        used = used.drop_duplicates().rename(columns={"household_id": "household"})
        return used.merge(self.received, on=["household", "campaign_id"])

    @cached_property
    def events(self) -> pd.DataFrame:
        """Every event with the number of the stage it opens: household, at, event, stage."""
        bought = self.baskets[["household", "at"]].assign(event="bought")
        nth = bought.groupby("household").cumcount()
        bought["stage"] = np.where(nth == 0, 1, 2)
        seen = self.received[self.received["start_date"] >= "2017-01-01"]
        parts = [bought]
        for days, event, stage in (
            (seen["start_date"], "received", 3),
            (self.redeemed["redemption_date"], "redeemed", 4),
        ):
            households = (seen if event == "received" else self.redeemed)["household"]
            at = days.dt.tz_localize(ZONE).dt.tz_convert("UTC").astype("datetime64[us, UTC]")
            frame = {"household": households, "at": at, "event": event, "stage": stage}
            parts.append(pd.DataFrame(frame))
        return pd.concat(parts).sort_values(["household", "at", "stage"], ignore_index=True)

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The events by which a household moved from another stage, or into its first."""
        before = self.events.groupby("household")["stage"].shift()
        return self.events[before != self.events["stage"]]

    def entrants(self, stage: int, first: str, after: str, *, ever: bool = False) -> pd.Series:
        """The first entry of each household into a stage in a period, or ever, by household."""
        found = self.entries[self.entries["stage"] == stage]
        inside = (found["at"] >= local(first)) & (found["at"] < local(after))
        if not ever:
            return found[inside].groupby("household")["at"].min()
        at = found.groupby("household")["at"].min()
        return at[(at >= local(first)) & (at < local(after))]

    def within(self, anchors: pd.Series, event: str, days: int) -> pd.DataFrame:
        """The events of the entrants in [anchor, anchor + days)."""
        found = self.events[self.events["event"] == event].merge(
            anchors.rename("anchor").reset_index(), on="household"
        )
        after = found["at"] - found["anchor"]
        return found[(after >= pd.Timedelta(0)) & (after < days * DAY)]

    def silent(self, first: str, after: str, days: int) -> tuple[int, int]:
        """(active at the start of a period, of these none active at its end)."""
        active = {}
        for at in (local(first), local(after)):
            held = (self.baskets["at"] > at - days * DAY) & (self.baskets["at"] <= at)
            active[at] = set(self.baskets[held]["household"])
        start, end = active.values()
        return len(start), len(start - end)

    def return_days(
        self, first: str, after: str, *, ever_first_basket: bool = True
    ) -> pd.DataFrame:
        """Baskets of the households whose first one lies in a period, with days since it."""
        assert ever_first_basket
        start = self.baskets.groupby("household").agg(at=("at", "min"), day0=("day", "min"))
        start = start[(start["at"] >= local(first)) & (start["at"] < local(after))]
        found = self.baskets.merge(start[["day0"]].reset_index(), on="household")
        found["age"] = (found["day"] - found["day0"]).dt.days
        found["later"] = found.groupby("household").cumcount() > 0
        return found
