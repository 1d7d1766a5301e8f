"""Typesetting: a Manuscript in, PDF bytes out. Knows no database and no request."""
