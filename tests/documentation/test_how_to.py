"""The recipes show code that is there: each line of theirs is a line of ours."""

import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RECIPES = sorted((ROOT / "docs" / "how-to").glob("*.md"))

PYTHON = re.compile(r"^ *```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = ("...", "…")


@lru_cache
def our_lines() -> frozenset[str]:
    folders = ("api", "application", "domain", "infrastructure", "projections", "tests")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return frozenset(line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: str(recipe.stem))
def test_a_recipe_shows_code_that_is_there(recipe: Path) -> None:
    shown = [
        line.strip()
        for block in PYTHON.findall(recipe.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if not any(sign in line for sign in LEFT_OUT)
    ]
    assert shown
    assert [line for line in shown if line not in our_lines()] == []
