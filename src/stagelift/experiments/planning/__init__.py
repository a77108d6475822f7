"""What a test can show before it is launched: traffic, baseline, length, worth, guardrails.

`history` enrols the same audience in the past and measures it; `traffic` says how many of it can be
reached; `outlook` puts the design's answers side by side; `text` prints them.
"""
