"""Rows come back as they were, whatever is in them, and wherever the lines are cut."""

from typing import Any

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from infrastructure.backup.rows import columns_of, decoded, encoder
from infrastructure.log_store.tables import api_tokens, events, seals

positions = st.integers(-(2**63), 2**63 - 1)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
times = st.floats(allow_nan=False, allow_infinity=False)
anything = st.binary(max_size=40) | words.map(str.encode)

an_event = st.tuples(positions, st.uuids(), st.integers(0, 2**31 - 1), words, anything)
a_seal = st.tuples(positions, positions, positions, positions, anything, times, anything, anything)
a_token = st.tuples(st.uuids(), st.uuids(), words, words, words, times, times | st.none(), st.none())


def come_back(table: Any, rows: list[Any], cut_every: int) -> list[Any]:
    columns = columns_of(table)
    written = encoder(columns)(rows)
    chunks = (written[at : at + cut_every] for at in range(0, len(written), cut_every))
    return [tuple(row.values()) for page in decoded(columns, chunks) for row in page]


@settings(max_examples=40)
@for_all(
    st.lists(an_event, max_size=5),
    st.lists(a_seal, max_size=3),
    st.lists(a_token, max_size=3),
    st.integers(1, 500),
)
def test_rows_come_back_as_they_were(
    of_events: list[Any], of_seals: list[Any], of_tokens: list[Any], cut_every: int
) -> None:
    assert come_back(events, of_events, cut_every) == of_events
    assert come_back(seals, of_seals, cut_every) == of_seals
    assert come_back(api_tokens, of_tokens, cut_every) == of_tokens
