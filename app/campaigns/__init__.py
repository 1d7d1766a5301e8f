"""A cause, the organisations behind it, and their letterheads."""
