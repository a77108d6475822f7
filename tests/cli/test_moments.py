"""`sql NAME --dialect` and `--moments FILE`: what is typed, and what is said of a misfit."""

from __future__ import annotations

import json

import duckdb

from tiny import day, workspace

TRIAL = """\
question: Which?
audience: everyone
run: 2026-01-05..2026-01-11
primary: order
variants: {mail: email, push: push}
looks: once
"""


def test_a_readout_comes_from_a_file(run, tmp_path):
    events = [(f"kim{n}", day(0.2 + n % 6), "visited") for n in range(120)]
    events += [(f"kim{n}", day(1.5 + n % 6), "ordered") for n in range(120) if n % 3]
    ws = workspace(
        tmp_path,
        [*events, ("late", day(40), "visited")],
        metrics="  order: {conversion: ordered, within: 7 days}\n",
        experiments={"trial": TRIAL},
    )
    instant = f"{ws.as_of:%Y-%m-%dT%H:%M}"
    text = run(tmp_path, "sql", "trial", "--dialect", "duckdb", "--as-of", instant).output
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW log AS FROM '{tmp_path}/events.parquet'")
        query = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        connection.execute(f"COPY ({query.strip().rstrip(';')}) TO '{tmp_path}/r.csv' (HEADER)")
    words = ("readout", "trial", "--moments", "r.csv")
    told = json.loads(run(tmp_path, *words, "--json").output)
    direct = json.loads(run(tmp_path, "readout", "trial", "--as-of", instant, "--json").output)
    assert told["estimates"] == direct["estimates"]
    assert "Next: stagelift" in run(tmp_path, *words).output
    for ending in ("csv", "parquet"):
        written = run(tmp_path, *words, "--frame", f"rows.{ending}")
        assert written.exit_code == 0
        with duckdb.connect() as connection:
            table = f"'{tmp_path}/rows.{ending}'"
            rows = connection.execute(f"SELECT metric, n, value, low FROM {table}").fetchall()
        every = [*told["estimates"], *told["adjusted"], *told["beside"]]
        assert rows == [(e["metric"], e["n"], e["value"], e["low"]) for e in every]
    assert "neither .csv nor" in run(tmp_path, *words, "--frame", "rows.xlsx").output
    wrong = run(tmp_path, *words, "--as-of", instant)
    assert wrong.exit_code == 2
    assert "leave --as-of out" in wrong.output
    said = run(tmp_path, "kpi", "--moments", "r.csv", "--language", "ko").output
    assert "readout을 쓰세요" in said
