"""A board with its read models, on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infrastructure.read_store.read_side import ReadSide, on_the_database_asked_for
from tests.projections.board import Board


@pytest.fixture(params=["sqlite", "postgresql"])
def read_side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadSide]:
    yield from on_the_database_asked_for(request, tmp_path)


@pytest.fixture
def board(read_side: ReadSide) -> Board:
    return Board(read_side)
