"""An edition goes to its recipients: prints and dispatches."""
