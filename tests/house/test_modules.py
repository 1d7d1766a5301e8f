"""Every module opens with what it is for, has its test, and bears a name that says something."""

import ast
from pathlib import Path

import pytest

from app.config import ROOT

EMPTY_NAMES = {"utils", "helpers", "common", "misc", "manager", "handler", "service", "data", "info"}
MODULES = sorted((ROOT / "app").rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def has_only_a_table_of_contents(module: Path) -> bool:
    """A room's door: it says what the room is for and lets it furnish the application."""
    statements = ast.parse(module.read_text()).body
    functions = [statement.name for statement in statements if isinstance(statement, ast.FunctionDef)]
    classes = [statement for statement in statements if isinstance(statement, ast.ClassDef)]
    return module.name == "__init__.py" and not classes and set(functions) <= {"init_app"}


def homes_of_tests(module: Path) -> list[Path]:
    """app/signing/desk/roll.py is tested by tests/signing/desk/test_roll.py, or by tests/signing/test_desk.py."""
    inside = module.relative_to(ROOT / "app")
    folder = ROOT / "tests" / inside.parent
    if module.name == "__init__.py":
        return [folder.parent / f"test_{folder.name}.py", ROOT / "tests" / "test_app.py"]
    return [folder / f"test_{module.name}", folder.with_name(f"test_{folder.name}.py")]


def test_every_module_has_its_test() -> None:
    modules = [path for path in MODULES if not has_only_a_table_of_contents(path)]

    assert [name(path) for path in modules if not any(home.exists() for home in homes_of_tests(path))] == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_bears_a_name_that_says_something(module: Path) -> None:
    assert EMPTY_NAMES.isdisjoint({module.stem, *module.relative_to(ROOT).parent.parts})


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_imports_stand_at_the_top(module: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.FunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]

    assert [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)] == []
