"""Spark, for data in a lake or in more files than one machine reads: its session and queries."""
