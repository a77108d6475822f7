"""The programme review: what the tests brought, whether forecasts hold, and what to test next.

`material` asks the workspace once and binds numbers to facts; `answer` says what matters most;
`ledger`, `brought`, `forecasts`, `touchpoints` and `ahead` are the sections; `report` is what a
notebook calls.
"""
