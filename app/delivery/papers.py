"""On which paper people print where a letter goes."""

from __future__ import annotations

from app.paper.manuscript import PaperSize

# CLDR 46, supplementalData.xml, measurementData/paperSize: US-Letter in these territories, A4 in all others (001).
LETTER_COUNTRIES = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


def paper_of(country: str) -> PaperSize:
    """Return the paper of a country (ISO 3166 alpha-2, empty where it is not known)."""
    return "Letter" if country in LETTER_COUNTRIES else "A4"
