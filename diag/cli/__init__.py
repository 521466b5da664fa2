"""Command line of diag."""
