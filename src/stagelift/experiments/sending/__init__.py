"""What the sender did with those assigned: the way to the customer, and its report reconciled.

`ladder` counts per assigned customer how far the messages came; `report` reads the list a sender
gives back, `reconciliation` compares it with what was handed out, `verdicts` keeps the outcome.
"""
