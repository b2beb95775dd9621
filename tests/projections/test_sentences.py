"""The lines of a statement, whatever action they are of."""

from dataclasses import replace
from datetime import UTC

import pytest

from projections.credits.queries import transactions
from projections.credits.sentences import sentence
from tests.projections.board import Board


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("reserved", "Light show, asked for 12:00, 1 credit set aside"),
        ("spent", "Light show, done 12:00, 1 credit"),
        ("released", "Light show, 12:00: 1 credit came back. It was dark"),
    ],
)
def test_an_action_that_has_no_words_yet_is_told_in_plain_ones(board: Board, state: str, told: str) -> None:
    anna = board.log.member(balance=10)
    board.log.request(board.log.sound(), anna, price=1)
    entry = board.ask(transactions, anna)[0]
    changed = replace(entry, action="light_show", state=state, details={}, reason="It was dark")
    assert sentence(changed, UTC) == told
