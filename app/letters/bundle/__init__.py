"""A bundle: a letter as a folder of text files, read with all its faults at once, and written so that it reads back."""

from app.letters.bundle.faults import BundleRefused, Fault
from app.letters.bundle.reading import Survey, read, survey
from app.letters.bundle.values import (
    AttachmentRow,
    Bundle,
    OrganisationEntry,
    RecipientRow,
    SignatoryRow,
    Wording,
)
from app.letters.bundle.writing import write

__all__ = [
    "AttachmentRow",
    "Bundle",
    "BundleRefused",
    "Fault",
    "OrganisationEntry",
    "RecipientRow",
    "SignatoryRow",
    "Survey",
    "Wording",
    "read",
    "survey",
    "write",
]
