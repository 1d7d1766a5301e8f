"""The seal: who seals, how, and what a sealed file is worth."""
