"""How long customers stay in each stage, and how they leave it."""
