"""The plan of an experiment in words, and as a page."""
