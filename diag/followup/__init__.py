"""The year after: what moved between two visits, what became of the plan, what a network did."""
