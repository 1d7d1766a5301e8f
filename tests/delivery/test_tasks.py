from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner


def test_the_worker_makes_the_public_prints_of_every_language(
    app: Flask, runner: FlaskCliRunner, client: FlaskClient, loaded: None
) -> None:
    result = runner.invoke(args=["worker", "--once"])

    assert result.exit_code == 0, result.output
    for language in ("en", "fr"):
        assert client.get(f"/letters/oxmoor-ferry/letter.pdf?language={language}").status_code == 200
