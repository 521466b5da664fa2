"""The numbers: answers as arrays in, scores and levels as arrays out (M1-M13)."""

METHOD = 2
"""Number of the method: figures of two methods are never set side by side."""
