"""Identifiers that follow from what they name. They are in the log for ever, so they never change."""

from uuid import UUID

from domain.identifiers import (
    LIBRARY_ID,
    OPERATOR_ID,
    SYSTEM_ID,
    claim_id,
    command_id,
    ledger_id,
    work_id,
)
from tests.support.aggregates import ANNA, BERT, PLAY


def test_derived_identifiers_are_what_they_always_were() -> None:
    assert [
        LIBRARY_ID,
        SYSTEM_ID,
        OPERATOR_ID,
        ledger_id(ANNA),
        claim_id("content", "c0ffee"),
        command_id(ANNA, "key-1"),
        work_id("play_sound", PLAY),
    ] == [
        UUID("51b9f18e-d69a-5ce1-8b84-d7f3191dde49"),
        UUID("9a0befc4-6b43-5f65-8193-48be9d37a83f"),
        UUID("e5aa214c-87e1-5a66-afab-b61565c41679"),
        UUID("fc8cb463-8d61-5663-8437-7925f16bcb45"),
        UUID("833188da-676d-56e3-96f6-2dc7ef47aeca"),
        UUID("d8f8bc2b-7177-52db-b218-0e0941f0534a"),
        UUID("14603ba8-ab56-5362-8fe8-a180d448ba05"),
    ]


def test_work_for_what_tells_its_moment_is_of_that_moment() -> None:
    reference = UUID("0192f0c1-2345-7abc-8def-0123456789ab")
    id = work_id("play_sound", reference)
    assert id == UUID("0192f0c1-2345-509c-a0a5-20cd6e388f39")
    assert id.int >> 80 == reference.int >> 80


def test_the_key_of_another_user_is_another_command() -> None:
    assert command_id(ANNA, "key-1") != command_id(BERT, "key-1")
