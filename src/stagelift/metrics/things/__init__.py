"""Metrics of things customers open and close: carts and coupons."""
