"""A seeded shop whose true effects, rates and leak are known."""
