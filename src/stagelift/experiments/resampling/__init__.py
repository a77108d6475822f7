"""Intervals and tests of an experiment by resampling, beside those of its plan.

`resampled` asks for what they need and computes them, `text` and `wording` say them.
"""
