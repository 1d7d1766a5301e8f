"""Reading and signing a letter in public; confirming, changing, withdrawing; the roll."""
