"""Who is where: customers by stage at an instant, between two, over time, and on which paths."""
