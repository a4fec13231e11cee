"""The floors: imports go down only, and what the house forbids stands nowhere."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"congress": 1, "meetings": 2, "deputies": 3, "oversight": 4, "elections": 4}
SOURCES = [path for app in FLOORS for path in sorted((ROOT / app).rglob("*.py"))]
LANGUAGE = ("tables", "roles", "deadlines", "papers", "workflow", "rules", "bodies")


def imported(path: Path) -> set[str]:
    """Top-level packages and modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path):
    app = path.relative_to(ROOT).parts[0]
    for name in imported(path):
        other = name.split(".", maxsplit=1)[0]
        assert other == app or FLOORS.get(other, 0) < FLOORS[app], f"{path} imports {name}"


@pytest.mark.parametrize("name", LANGUAGE)
def test_the_language_knows_neither_django_nor_the_machine(name):
    allowed = {f"congress.{other}" for other in LANGUAGE}
    for module in imported(ROOT / "congress" / f"{name}.py"):
        top = module.split(".", maxsplit=1)[0]
        assert top != "django"
        if top == "congress":
            assert any(module == ok or module.startswith(f"{ok}.") for ok in allowed), module


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short_enough_to_be_read(path):
    if "migrations" not in path.parts:
        assert len(path.read_text().splitlines()) <= 400
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 40, f"{node.name} is too long"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_marked_safe_or_exempt(path):
    forbidden = r"mark_safe|csrf_exempt|get_objects_for_user|is_superuser=True|SafeString"
    assert not re.search(forbidden, path.read_text())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_templates_hold_no_inline_script_style_or_unescaped_text(path):
    text = path.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape off|<style\b|\sstyle=|\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", text)


def test_no_machine_path_or_registry_stands_in_the_tree():
    places = "|".join(("/wo" + "rk/", "/fa" + "rm/", "pypi" + r"\.org", "npm" + r"js\.org"))
    run = subprocess.run(["git", "grep", "-nIE", places], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout == ""
