"""A seal that was altered, lost or put in another place is found out, and says what can still be checked."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from infrastructure.log_store.tables import seals
from infrastructure.seals.stored_events import entry
from tests.infrastructure.seals.sealed_log import SEGMENT, SealedLog

FIELDS = st.lists(st.binary(max_size=5), min_size=4, max_size=4)


def flip(at: int) -> Callable[[bytes], bytes]:
    def change(was: bytes) -> bytes:
        changed = bytearray(was)
        changed[at] ^= 4
        return bytes(changed)

    return change


def one_more(was: Any) -> Any:
    return was + 1


def shorter(was: bytes) -> bytes:
    return was[:-24]


RESTORED = [
    ("entries", flip(3)),
    ("entries", flip(200)),
    ("entries", shorter),
    ("first_position", one_more),
    ("last_position", one_more),
    ("count", one_more),
    ("previous_head", flip(0)),
    ("head", flip(31)),
]


@pytest.mark.parametrize(("column", "change"), RESTORED)
def test_an_altered_seal_is_named_and_its_events_are_vouched_for_by_the_next(
    log: SealedLog, positions: list[int], column: str, change: Callable[[Any], Any]
) -> None:
    log.alter_seal(4, change, column)
    [fault], _ = log.verify()
    assert (fault.what, fault.where) == ("seal", "4")
    assert "Its events are as they were sealed" in fault.detail


def test_an_altered_last_seal_is_named(log: SealedLog, positions: list[int]) -> None:
    log.alter_seal(10, flip(200), "entries")
    assert log.faults() == [("seal", "10")]


def test_where_seal_and_events_were_altered_it_says_that_they_cannot_be_checked(
    log: SealedLog, positions: list[int]
) -> None:
    log.alter_seal(4, flip(20), "entries")
    log.alter(positions[33], state=b"more")
    log.alter(positions[77], state=b"more")
    faults, _ = log.verify()
    assert [(each.what, each.where) for each in faults] == [("seal", "4"), ("event", str(positions[77]))]
    assert f"from position {positions[30]} on, cannot be checked" in faults[0].detail


def test_an_altered_time_is_an_altered_seal(log: SealedLog, positions: list[int]) -> None:
    log.alter_seal(4, one_more, "sealed_at")
    assert log.faults() == [("seal", "4")]


def test_a_deleted_seal_is_missing(log: SealedLog, positions: list[int]) -> None:
    log.delete_seals(seals.c.number.in_([1, 5, 6]))
    faults, _ = log.verify()
    assert [(each.what, each.where) for each in faults] == [("seal", "1"), ("seal", "5 to 6")]
    assert f"before position {positions[6 * SEGMENT]}" in faults[1].detail


def test_events_beside_a_deleted_seal_are_still_checked(log: SealedLog, positions: list[int]) -> None:
    log.delete_seals(seals.c.number == 5)
    log.alter(positions[39], state=b"more")
    log.alter(positions[50], state=b"more")
    assert log.faults() == [
        ("event", str(positions[39])),
        ("seal", "5"),
        ("event", str(positions[50])),
    ]


def test_a_seal_that_was_made_anew_alone_is_not_followed_by_the_next(
    log: SealedLog, positions: list[int]
) -> None:
    """Whoever alters an event and its seal, and makes its head right, must do so with all that follow."""
    log.alter(positions[33], state=b"more")
    log.forge_seal(4)
    assert log.faults() == [("seal", "5")]


def test_swapped_seals_are_found(log: SealedLog, positions: list[int]) -> None:
    for number, other in ((4, 400), (5, 4), (400, 5)):
        log.forge(seals.update().where(seals.c.number == number).values(number=other))
    assert {("seal", "4"), ("seal", "5")} <= set(log.faults())


def test_what_can_be_no_seal_is_an_altered_one(log: SealedLog, positions: list[int]) -> None:
    altered = ["3"]
    log.alter_seal(3, lambda _: 1e300, "sealed_at")
    if log.store.is_sqlite:
        for change in (
            "entries = CAST(x'fffe' AS TEXT)",
            "head = 5",
            "last_position = 'last'",
            "sealed_at = CAST(x'ff' AS TEXT)",
        ):
            number = int(altered[-1]) + 2 if len(altered) < 4 else 10
            altered.append(str(number))
            log.forge(text(f"UPDATE seals SET {change} WHERE number = {number}"))  # noqa: S608
    assert log.faults() == [("seal", number) for number in altered]
    log.append(SEGMENT)
    log.sealer.seal_all()
    assert log.faults()[-1] == ("seal", altered[-1])


def test_a_position_beyond_all_positions_stops_nobody(log: SealedLog, positions: list[int]) -> None:
    log.alter_seal(10, lambda _: 2**63 - 1, "last_position")
    log.sealer.seal_all()
    assert log.faults() == [("seal", "10")]


def test_a_seal_before_the_first_is_inserted(log: SealedLog, positions: list[int]) -> None:
    log.forge(seals.update().where(seals.c.number == 1).values(number=0))
    assert log.faults() == [("seal", "0"), ("seal", "1")]


@given(fields=FIELDS, others=FIELDS)
def test_no_two_events_are_written_alike(fields: list[bytes], others: list[bytes]) -> None:
    assert (entry(1, fields) == entry(1, others)) == (fields == others)
    assert entry(1, fields) != entry(2, fields)


@given(fields=FIELDS, cut=st.integers(0, 5))
def test_a_byte_that_moves_to_the_next_field_makes_another_event(fields: list[bytes], cut: int) -> None:
    id, version, topic, state = fields
    moved = [id, version, topic + state[:cut], state[cut:]]
    assert (entry(1, moved) == entry(1, fields)) == (moved == fields)
