"""What is kept from week to week: marks of the days' rows, and the sums that rest on them.

`marks` tells which days have other rows than before; `cells` holds the sums of closed periods.
"""
