"""Alerts: rates that left the limits of their own past, and those that begin to."""
