from uuid import uuid4

from domain.sound_library import SoundLibrary
from projections.normalizing.queries import batch, running_batch
from tests.projections.board import Board


def test_a_batch_is_followed_from_its_start_to_its_report(board: Board) -> None:
    library, batch_id = SoundLibrary.open(at=board.log.now), uuid4()
    library.start_normalizing(batch_id, sound_type="TTS", is_forced=True, passes=1, at=board.log.now)
    board.log.append(library)
    begun = board.ask(batch, batch_id)
    assert (begun.state, begun.sound_type, begun.is_forced, begun.passes) == ("running", "TTS", True, 1)
    assert board.ask(running_batch) == batch_id
    details = [{"path": "a.wav", "reason": "Not a sound 🙉"}]
    library.complete_normalizing(batch_id, counts={"failed": 1}, details=details, at=board.log.now)
    board.log.append(library)
    found = board.ask(batch, batch_id)
    assert (found.state, found.counts, found.details) == ("completed", {"failed": 1}, details)
    assert board.ask(running_batch) is None


def test_a_batch_that_failed_says_why(board: Board) -> None:
    library, batch_id = SoundLibrary.open(at=board.log.now), uuid4()
    library.start_normalizing(batch_id, is_forced=False, passes=None, at=board.log.now)
    library.fail_normalizing(batch_id, "It was not done in time.", at=board.log.now)
    board.log.append(library)
    found = board.ask(batch, batch_id)
    assert (found.state, found.reason, found.ended_at) == (
        "failed",
        "It was not done in time.",
        board.log.now,
    )
