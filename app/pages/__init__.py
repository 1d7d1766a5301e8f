"""Public pages that compose several rooms: home, privacy, health, errors."""
