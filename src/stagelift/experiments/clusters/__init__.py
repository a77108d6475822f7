"""Experiments that randomise whole households, and households under individual randomisation.

`per_household` reads a metric with the household as its cluster; `looking` says when several looks
are allowed; `leaks` finds households in both arms, and the effect in households that were split
and in those that were not.
"""
