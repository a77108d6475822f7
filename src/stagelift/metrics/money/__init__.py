"""Money: margin, what messages cost, what they are met by, and value realised by a horizon."""
