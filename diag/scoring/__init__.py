"""The numbers: answers as arrays in, scores and levels as arrays out (M1-M11)."""
