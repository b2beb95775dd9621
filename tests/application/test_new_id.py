"""New identifiers: standard ones, in the order of time, and no two the same."""

import time
from uuid import RFC_4122

from application.new_id import new_id

MANY = 10_000


def test_a_new_identifier_is_a_uuid_of_version_7() -> None:
    id = new_id()
    assert (id.version, id.variant) == (7, RFC_4122)


def test_it_begins_with_the_milliseconds_since_1970() -> None:
    before = time.time_ns() // 1_000_000
    told = new_id().int >> 80
    after = time.time_ns() // 1_000_000
    assert before <= told <= after


def test_what_was_made_later_sorts_later() -> None:
    earlier = new_id()
    time.sleep(0.002)
    assert earlier < new_id()


def test_no_two_are_the_same() -> None:
    assert len({new_id() for _ in range(MANY)}) == MANY


def test_chance_reaches_every_bit_that_is_not_time_version_or_variant() -> None:
    seen_set = seen_clear = 0
    for _ in range(MANY):
        id = new_id().int
        seen_set |= id
        seen_clear |= ~id
    fixed = (1 << 128) - (1 << 76) | 3 << 62
    assert (seen_set & seen_clear | fixed) & ((1 << 128) - 1) == (1 << 128) - 1
