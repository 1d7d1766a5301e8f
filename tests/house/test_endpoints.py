"""Every endpoint says for whom it is."""

import pytest
from flask import Flask

from app.kit import audience

pytestmark = pytest.mark.one_database


def test_every_endpoint_declares_its_audience(app: Flask) -> None:
    with app.app_context():
        undeclared = [rule.endpoint for rule in app.url_map.iter_rules() if audience.of(rule.endpoint) is None]

    assert undeclared == []


def test_what_only_organisers_may_see_stands_below_the_desk(app: Flask) -> None:
    with app.app_context():
        misplaced = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if (declared := audience.of(rule.endpoint)) and declared.role and not rule.rule.startswith("/desk")
        ]

    assert misplaced == []
