"""Connecting data: what is there, what it means, and the block that says so in journey.yaml."""
