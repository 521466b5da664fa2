"""What to do: proposals from the answers, their order and their schedule (M20-M24)."""
