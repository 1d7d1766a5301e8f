"""Mail: a durable outbox and its hand-over to SMTP. Knows nothing of letters."""
