"""Speed and memory of stagelift beside SQL written by hand for the same question.

Run `python -m benchmarks --help`; docs/benchmarks.md says what is measured and how to read it.
"""
