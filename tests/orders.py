"""The order that a print was asked for with."""

from app.delivery.models import Print
from app.delivery.orders import Order


def order_of(wanted: Print) -> Order:
    """Return what `record` and `note_failure` know a print by."""
    text = wanted.edition.text_in(wanted.language)
    return Order(text, wanted.manuscript, wanted.recipient, wanted.shape, wanted.paper)
