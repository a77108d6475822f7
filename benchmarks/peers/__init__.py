"""Other libraries beside stagelift on one finished row a customer, each in its own environment."""
