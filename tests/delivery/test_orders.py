from app.delivery import manuscripts, orders
from app.delivery.models import Shape
from app.kit.database import writing
from app.letters.models import Letter, Recipient
from tests import factories


def test_a_commission_says_of_each_what_they_get(letter: Letter, minister: Recipient) -> None:
    text = letter.edition.text_in("en")

    commission = orders.commission(letter, text=text, recipients=letter.addressees)

    alone = manuscripts.manuscript_of(letter, text=text, recipient=minister)
    assert commission.addressed(commission.orders[0]) == alone
    assert commission.orders[0].fingerprint == manuscripts.fingerprint(alone, Shape.LETTER)
    assert len({order.fingerprint for order in commission.orders}) == 2


def test_recipients_are_together_who_read_the_same_language_on_the_same_paper(letter: Letter) -> None:
    with writing() as session:
        for key, country, language in (("a", "US", "en"), ("b", "GB", "en"), ("c", "US", "en"), ("d", "CA", "fr")):
            factories.recipient(session, letter, key, country=country, language=language)

    found = list(orders.commissions(letter, letter.addressees, shape=Shape.LETTER))

    together = {tuple(order.recipient.key for order in each.orders): each.paper for each in found}
    assert together == {("minister", "b"): "A4", ("mayor",): "A4", ("a", "c"): "Letter", ("d",): "Letter"}


def test_no_job_serves_more_than_may_be_lost_at_once() -> None:
    served = list(orders.batches(range(450)))

    assert [len(some) for some in served] == [200, 200, 50]
    assert [each for some in served for each in some] == list(range(450))
