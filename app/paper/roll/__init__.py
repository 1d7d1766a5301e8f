"""The roll as a document of its own, set by Typst in volumes."""
