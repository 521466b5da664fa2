"""The others: aggregates that reveal nobody, peer groups and the position of one structure."""
