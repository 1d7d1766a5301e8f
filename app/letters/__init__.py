"""A letter, its editions in their languages, report, attachments and recipients; reading and writing bundles."""
