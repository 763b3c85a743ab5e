"""The formulas: each measure takes numbers and returns numbers, and carries its name from the literature."""
