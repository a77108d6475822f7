"""`check` names a source that delivers no more, in both languages and as a row."""

from __future__ import annotations

import json

TWO = """\
journey: corner_shop
country: KR
languages: [en]
sources:
  app: {read: data/app.csv, as: events, customer: who, time: at, event: what, zone: Asia/Seoul}
  orders:
    {read: data/orders.csv, as: events, customer: who, time: at, event: what, zone: Asia/Seoul}
stages:
  awareness: visited
  purchase: ordered
"""


def test_check_names_the_silent_source(run, shop):
    for name, event, last in (("app", "visited", 31), ("orders", "ordered", 27)):
        rows = [f"c{n},2026-10-{n:02} 12:00,{event}" for n in range(1, last + 1)]
        text = "\n".join(["who,at,what", *rows]) + "\n"
        (shop / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    (shop / "journey.yaml").write_text(TWO, encoding="utf-8")
    asked = ("check", "--as-of", "2026-11-01T06:30")
    screen = run(shop, *asked).output
    assert "orders: silent for 4 days since 2026-10-27; it never was for more than 0" in screen
    assert "app: silent" not in screen
    korean = run(shop, *asked, "--language", "ko").output
    assert "orders: 2026-10-27 이후 4일 동안 새 행 없음" in korean
    rows = json.loads(run(shop, *asked, "--json").output)["sources"]
    assert {row["name"]: row["stale"] for row in rows} == {"app": False, "orders": True}
