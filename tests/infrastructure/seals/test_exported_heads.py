"""A head that is kept elsewhere tells a chain that grew from one that was made anew."""

from dataclasses import replace

from infrastructure.log_store.tables import events, seals
from tests.infrastructure.seals.sealed_log import SealedLog


def test_an_older_head_is_still_in_a_chain_that_grew(log: SealedLog, positions: list[int]) -> None:
    exported = log.chain.head()
    log.append(25)
    log.sealer.seal_all()
    assert log.chain.head().segment > exported.segment
    assert log.faults(against=exported) == []


def test_a_chain_that_was_made_anew_is_found_by_an_exported_head_alone(
    log: SealedLog, positions: list[int]
) -> None:
    exported = log.chain.head()
    log.alter(positions[50], state=b"what should have been")
    log.delete_seals(seals.c.number > 5)
    log.sealer.seal_all()
    assert log.faults() == []
    assert log.faults(against=exported) == [("head", exported.hash)]
    assert "made anew" in log.verify(against=exported)[0][0].detail


def test_newest_events_that_were_cut_off_with_their_seals_are_found_by_an_exported_head(
    log: SealedLog, positions: list[int]
) -> None:
    exported = log.chain.head()
    log.delete_seals(seals.c.number > 7)
    log.delete(events.c.position > positions[69])
    log.sealer.seal_all()
    assert log.faults() == []
    [fault], _ = log.verify(against=exported)
    assert (fault.what, fault.where) == ("head", exported.hash)
    assert "the chain ends with segment 7" in fault.detail


def test_newest_events_that_were_cut_off_alone_are_missing(log: SealedLog, positions: list[int]) -> None:
    log.delete(events.c.position > positions[96])
    assert log.how() == {str(each): "missing" for each in positions[97:]}


def test_a_deleted_last_seal_is_found_by_an_exported_head(log: SealedLog, positions: list[int]) -> None:
    exported = log.chain.head()
    log.delete_seals(seals.c.number == 10)
    assert log.faults() == []
    assert log.faults(against=exported) == [("head", exported.hash)]


def test_a_log_that_was_cut_off_and_went_on_is_found_by_an_exported_head(
    log: SealedLog, positions: list[int]
) -> None:
    exported = log.chain.head()
    log.delete_seals(seals.c.number > 7)
    log.delete(events.c.position > positions[69])
    log.append(60)
    log.sealer.seal_all()
    assert log.faults() == []
    assert log.faults(against=exported) == [("head", exported.hash)]


def test_a_head_of_another_board_is_not_in_the_chain(log: SealedLog, positions: list[int]) -> None:
    exported = log.chain.head()
    assert log.faults(against=replace(exported, hash="0" * 64)) == [("head", "0" * 64)]
    assert log.faults(against=replace(exported, position=exported.position - 1)) == [("head", exported.hash)]


def test_the_head_of_an_empty_log_is_in_every_chain(log: SealedLog) -> None:
    exported = log.chain.head()
    log.append(3)
    log.sealer.seal_all()
    assert log.faults(against=exported) == []
