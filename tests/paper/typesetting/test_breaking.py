from app.paper.typesetting import composed

WORDS = "la sauvegarde de la paix"


def test_a_last_space_takes_no_room_before_an_emphasis() -> None:
    """At each width, a word that fits beside the first one stands there."""
    widths = [f"{120 + step / 4}px" for step in range(400)]
    lines = "".join(f'<p style="width: {width}; margin: 0">{WORDS} <em>et du droit</em></p>' for width in widths)

    pages = composed(f'<html lang="fr"><title>Lines</title>{lines}</html>', {}).pages

    told = [box.text.strip() for page in pages for box in page._page_box.descendants() if hasattr(box, "text")]
    assert len(told) > len(widths)
    assert "la" not in told
