"""What to do: proposals, order, calendar (M20-M23), and what holds or is fragile (M25)."""
