"""The letter: composed, set, addressed to many, and with its attachments enclosed."""
