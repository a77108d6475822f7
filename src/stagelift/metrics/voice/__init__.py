"""What customers say: satisfaction, effort, mood, who answers, their waiting, why they ask.

`scale` holds what answers to a question with a declared scale share, `csat` and `ces` the two usual
ones; `response` who answers, `weighting` what those who did not would change; `wait` and the kinds
that use it how long an answer takes; `emotion` the mood of texts, `contact` why customers ask.
"""
