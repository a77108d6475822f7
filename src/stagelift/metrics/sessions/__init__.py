"""Metrics of visits: who comes back, which sessions end at once, and with what others end."""
