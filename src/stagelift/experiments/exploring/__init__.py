"""Exploring an experiment: for whom, at which stage and when its message worked. Decides nothing.

`dimensions` names the ways to split, `cells` gathers the units of each cell, `groups` shrinks and
compares them, `hiding` keeps small ones back, `exploration` is the result; `bayes` is the Bayesian
view of the whole test, `cube` what the programme keeps.
"""
