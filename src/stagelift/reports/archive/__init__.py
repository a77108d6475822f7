"""What the archive of facts tells: trends, restatements, forecasts kept; which runs may go."""
