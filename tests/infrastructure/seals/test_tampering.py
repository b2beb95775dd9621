"""Whoever changes what was recorded is found out, and so is which event it was."""

from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from infrastructure.log_store.tables import events, seals
from tests.infrastructure.seals.sealed_log import SEGMENT, SealedLog


def flipped(field: str, value: Any, random: Random) -> Any:
    """With one bit changed, so that the column still takes it."""
    if field == "originator_version":
        return value ^ (2 << random.randrange(8))
    if field == "originator_id":
        return UUID(int=value.int ^ (1 << random.randrange(128)))
    as_bytes = bytearray(value if field == "state" else value.encode())
    as_bytes[random.randrange(len(as_bytes))] ^= 1 << random.randrange(8) if field == "state" else 1
    return bytes(as_bytes) if field == "state" else as_bytes.decode()


@pytest.mark.parametrize("field", ["state", "topic", "originator_version", "originator_id"])
def test_a_flipped_byte_in_any_of_a_hundred_events_names_its_position(
    log: SealedLog, positions: list[int], field: str
) -> None:
    random = Random(field)  # noqa: S311 - which bit it is need not be a secret
    for position in positions:
        was = log.row(position)[field]
        log.alter(position, **{field: flipped(field, was, random)})
        assert log.faults() == [("event", str(position))]
        log.alter(position, **{field: was})
    assert log.faults() == []


def test_a_hundred_flipped_bytes_name_a_hundred_positions(log: SealedLog, positions: list[int]) -> None:
    random = Random(100)  # noqa: S311 - the same
    for position in positions:
        log.alter(position, state=flipped("state", log.row(position)["state"], random))
    assert log.how() == {str(position): "altered" for position in positions}


def test_any_deleted_event_is_missing(log: SealedLog, positions: list[int]) -> None:
    for gone in (positions[0], positions[SEGMENT - 1], positions[SEGMENT], positions[-1]):
        log.delete(events.c.position == gone)
    ends = (0, SEGMENT - 1, SEGMENT, -1)
    assert log.how() == {str(positions[each]): "missing" for each in ends}


def test_a_segment_without_any_of_its_events_names_them_all(log: SealedLog, positions: list[int]) -> None:
    log.delete(events.c.position.between(positions[SEGMENT], positions[2 * SEGMENT - 1]))
    assert log.how() == {str(each): "missing" for each in positions[SEGMENT : 2 * SEGMENT]}


def test_an_inserted_event_is_named_wherever_it_is_put(log: SealedLog) -> None:
    """Before the first, in a gap, and where one segment ends and the next begins."""
    log.append(3)
    gap = log.skip_a_position()
    log.append(SEGMENT - 5)
    between = log.skip_a_position()
    log.append(5)
    log.sealer.seal_all()
    assert log.faults() == []
    for position in (-7, 0, gap, between):
        log.insert(position)
    assert log.how() == {str(position): "inserted" for position in (-7, 0, gap, between)}


def test_of_a_swapped_pair_both_are_named(log: SealedLog, positions: list[int]) -> None:
    one, other = positions[3], positions[42]
    swapped = {position: log.row(position) for position in (one, other)}
    log.delete(events.c.position.in_([one, other]))
    for position, source in ((one, other), (other, one)):
        log.forge(events.insert().values(swapped[source] | {"position": position}))
    assert log.how() == {str(one): "altered", str(other): "altered"}


def test_an_event_that_moved_to_another_position_is_missing_and_inserted(log: SealedLog) -> None:
    [first, *_] = log.append(3)
    gap = log.skip_a_position()
    log.append(3)
    log.sealer.seal_all()
    log.forge(update(events).where(events.c.position == first).values(position=gap))
    assert log.how() == {str(first): "missing", str(gap): "inserted"}


def test_bytes_that_are_no_text_and_columns_of_other_types_are_altered_events(
    log: SealedLog, positions: list[int]
) -> None:
    """SQLite takes anything in any column. The same bytes as another type are another event."""
    log.alter(positions[0], state=b"\xff\xfe\x00")
    altered = positions[:1]
    if log.store.is_sqlite:
        for change in (
            "topic = CAST(x'fffe' AS TEXT)",
            "state = CAST(state AS TEXT)",
            "originator_version = 'first'",
            "originator_id = x'00'",
        ):
            altered.append(positions[len(altered)])
            log.forge(text(f"UPDATE events SET {change} WHERE position = {altered[-1]}"))  # noqa: S608
    assert log.how() == {str(position): "altered" for position in altered}


@pytest.mark.parametrize("change", ["UPDATE seals SET count = 0", "DELETE FROM seals"])
def test_seals_are_never_changed(log: SealedLog, positions: list[int], change: str) -> None:
    with (
        pytest.raises(DBAPIError, match="seals are never changed"),
        log.store.writing.transaction() as connection,
    ):
        connection.execute(text(change))
    assert log.seals.count() == len(positions) / SEGMENT


def test_what_came_after_the_last_seal_is_said_to_be_unsealed(log: SealedLog, positions: list[int]) -> None:
    [tail, *_] = log.append(3)
    log.alter(tail, state=b"nobody knows")
    faults, sealed = log.verify()
    assert faults == []
    assert (sealed.segments, sealed.events, sealed.unsealed_events) == (10, 100, 3)
    assert sealed.head.position == positions[-1]


def test_a_log_of_nothing_has_no_faults(log: SealedLog) -> None:
    log.sealer.seal_all()
    faults, sealed = log.verify()
    assert (faults, sealed.segments, sealed.head.segment) == ([], 0, 0)
    assert log.faults(against=sealed.head) == []


def test_what_was_added_in_the_tail_of_a_table_of_seals_is_found(
    log: SealedLog, positions: list[int]
) -> None:
    log.forge(update(seals).where(seals.c.number == 10).values(number=12))
    assert log.faults() == [("seal", "10 to 11"), ("seal", "12")]
