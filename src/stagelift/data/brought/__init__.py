"""Aggregates that somebody brings: one query for any warehouse, and the answers in its result.

`asking` writes the one query, `answering` reads the file it gave and answers from it.
"""
