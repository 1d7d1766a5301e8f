"""Every template parses, and none is left over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from app.config import ROOT

TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".css", ".xml", ".svg"})
NAMES = [str(path.relative_to(TEMPLATES)) for path in FILES]

pytestmark = pytest.mark.one_database


def words(source: str) -> Iterator[str]:
    """Every literal text of a module, f-strings with a * for what is filled in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)


def test_every_template_parses(app: Flask) -> None:
    for name in NAMES:
        app.jinja_env.parse((TEMPLATES / name).read_text())  # those for paper have filters of their own


def test_every_template_is_asked_for(app: Flask) -> None:
    named = {word for module in (ROOT / "app").rglob("*.py") for word in words(module.read_text())}
    for path in FILES:
        named |= {name for name in meta.find_referenced_templates(app.jinja_env.parse(path.read_text())) if name}

    patterns = [word for word in named if "/" in word or word.endswith((".html", ".txt"))]
    assert [name for name in NAMES if not any(Path(name).match(pattern) for pattern in patterns)] == []
