"""Segments measured: how large, how they overlap and cover, who the customers in them are."""
