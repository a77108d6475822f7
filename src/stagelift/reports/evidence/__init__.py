"""What stands behind a brief page, a chart a section, from questions only a full page asks.

`movement` takes the largest change apart; `cohorts` is the triangle; `answers` is who recommends;
`channels` is what tests taught by stage and channel; `asking` says what they ask a workspace.
"""
