"""Customers by how recently, how often and for how much they bought, with fixed cut points."""
