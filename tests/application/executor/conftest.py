"""A board with a sound, and credits to play it."""

import pytest

from tests.support.aggregates import a_ledger, a_registered_sound
from tests.support.soundboard import Board


@pytest.fixture
def funded(board: Board) -> Board:
    board.given(a_registered_sound(), a_ledger(balance=10))
    return board
