"""The table of limits has the numbers that the code has."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"

ROW = re.compile(r"^\| `([\w.]+)\.([A-Z_]+)` \| ([\d.,]+)( s| bytes)? \|", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_the_table_is_found() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize(("module", "name", "number", "_unit"), ROWS, ids=str)
def test_the_limit_is_what_the_page_says(module: str, name: str, number: str, _unit: str) -> None:
    limit = getattr(import_module(module), name)
    seconds_or_count = limit.total_seconds() if isinstance(limit, timedelta) else limit
    assert seconds_or_count == float(number.replace(",", ""))
