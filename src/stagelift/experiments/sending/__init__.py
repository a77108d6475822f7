"""What the sender did with those assigned: the way to the customer, and its report reconciled.

`ladder` counts per assigned customer how far the messages came, `rungs` holds each step's share and
cost; `report` reads the list a sender gives back, `matching` its ids, `reconciliation` compares it
with what was handed out, `kept` keeps the outcome for the health.
"""
