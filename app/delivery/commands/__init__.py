"""Printing a letter, comparing its prints, and sending it to its recipients."""
