"""A/B experiments on customer-journey messages, KPIs per journey stage, reports that recur."""
