"""How far verifying has come, and how much of what is wrong is told."""

from collections.abc import Iterator

from infrastructure.verifying.faults import NAMED_MAX, Fault, Faults
from tests.infrastructure.seals.sealed_log import SealedLog


def test_progress_is_told_segment_by_segment(log: SealedLog, positions: list[int]) -> None:
    told: list[tuple[int, int]] = []
    log.chain.verify(Faults(), on_progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 10) for done in range(1, 11)]


def test_of_very_many_faults_some_are_named_and_the_others_counted() -> None:
    def many() -> Iterator[Fault]:
        for position in range(NAMED_MAX + 7):
            yield Fault("event", str(position), "It was altered.")

    faults = Faults()
    faults.note(many())
    *named, others = faults.told()
    assert len(named) == NAMED_MAX
    assert (others.what, others.where) == ("others", "7")
