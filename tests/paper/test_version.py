from app.paper import version


def test_the_typesetter_has_one_name_for_as_long_as_nothing_changes() -> None:
    first = version.typesetter()
    version.typesetter.cache_clear()

    assert version.typesetter() == first
    assert len(first) == version.LENGTH


def test_another_version_of_a_library_is_another_typesetter(monkeypatch) -> None:
    ours = version.typesetter()
    version.typesetter.cache_clear()
    monkeypatch.setattr(version, "version", lambda _name: "0")

    assert version.typesetter() != ours
    version.typesetter.cache_clear()
