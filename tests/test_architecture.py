"""Who may import whom. The picture is in CONTRIBUTING.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
GROUND = {"pages", "images", "users"}
ALLOWED = {
    "site_project": {"articles", "history", "home", "page_cache", "publication", "search", "staging", *GROUND},
    "demo": {"articles", "history.models", "home", "publication", *GROUND},
    "history": set(),  # a side app, like the next
    "staging": {"history", "page_cache"},
    "page_cache": set(),
    "search": {"articles"},  # a side app: it could be taken out without a trace
    "home": {"articles", "publication", *GROUND},
    "articles": {"publication", *GROUND},
    "publication": {"pages", "images"},
    "images": {"pages.text", "pages.prepared"},  # pictures have text fields as well, and one rule cleans them all
    "pages": set(),
    "users": set(),
}
# (file, function) that imports inside itself.
IMPORTS_LATE = {
    ("manage.py", "main"),  # Django must know the settings first
}


def python_files(package: str) -> list[Path]:
    return [path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """Full names of what the file imports, relative ones resolved; text that names a module does not count."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(here[: -node.level]) if node.level else ""
            source = ".".join(filter(None, [above, node.module]))
            yield from (f"{source}.{alias.name}" for alias in node.names)


def late_imports(path: Path) -> Iterator[str]:
    """Names of the functions that import something inside themselves."""
    for function in ast.walk(ast.parse(path.read_text())):
        inside = ast.walk(function) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else ()
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in inside):
            yield function.name


def test_every_package_has_its_place():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(ALLOWED)


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_go_one_way(package):
    for path in python_files(package):
        for name in imported(path):
            own = name.split(".")[0]
            if own in ALLOWED and own != package:
                fits = any(f"{name}.".startswith(f"{allowed}.") for allowed in ALLOWED[package])
                assert fits, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_stand_at_the_top(package):
    for path in [ROOT / "manage.py", *python_files(package)]:
        for function in late_imports(path):
            place = (path.relative_to(ROOT).as_posix(), function)
            in_ready = path.name == "apps.py" and function == "ready"  # models can't be imported before that
            assert in_ready or place in IMPORTS_LATE, f"{place} imports inside a function"
