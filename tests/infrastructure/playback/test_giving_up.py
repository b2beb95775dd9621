"""A play that is given up does not go on sounding, whatever the player is at."""

from collections.abc import Iterator
from concurrent.futures import Future
from uuid import UUID, uuid4

import pytest

from application.command import envelope
from application.plays.commands import PlaySound
from application.process_managers.playing import PLAY_SOUND
from domain.credit_ledger import CreditLedger
from domain.edit import Edit
from domain.identifiers import ledger_id, work_id
from domain.play import Play, PlayState
from infrastructure.container import Container
from infrastructure.log_store.streams import StreamReader
from infrastructure.playback.play_sound import NOT_RENDERED_YET, PlaySoundWorker
from infrastructure.work.work_table import Lease
from tests.support.aggregates import PLAY, a_registered_sound, a_requested_play
from tests.support.board import wait_for
from tests.support.clock import NOON
from tests.support.normalizing import bring_in
from tests.support.running_parts import OPENING, PEOPLE, running_parts


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    edited = a_registered_sound()
    edited.edit(Edit(-3.0), at=NOON)
    asked = a_requested_play(by=None, price=0)
    with running_parts(tmp_path_factory.mktemp("board"), "", edited, asked) as container:
        yield container


def sounding(board: Container) -> UUID:
    """A play of a sound that goes on for an hour."""
    sound_id, play_id = bring_in(board, "endless", length_ms=3_600_000), uuid4()
    board.executor.run(PlaySound(play_id, sound_id, PEOPLE[0]), envelope(PEOPLE[0]))
    wait_for(lambda: board.soundboard.load(Play, play_id).state, lambda state: state == PlayState.STARTED)
    return play_id


def test_what_sounds_after_its_time_is_silenced_and_given_back(board: Container) -> None:
    play_id = sounding(board)
    assert board.audio_host.voices_busy == 1
    board.sweeper.give_up_all(PLAY_SOUND, "It was not done in time.")
    wait_for(lambda: board.audio_host.voices_busy, lambda busy: busy == 0)
    play = board.soundboard.load(Play, play_id)
    assert (play.state, play.reason) == (PlayState.FAILED, "It was not done in time.")
    ledger = board.soundboard.load(CreditLedger, ledger_id(PEOPLE[0]))
    assert (ledger.reserved, ledger.balance) == (0, OPENING)


def test_a_sound_that_is_still_being_made_as_its_time_ends_is_told_so_and_never_heard(
    board: Container,
) -> None:
    made: Future[None] = Future()
    worker = PlaySoundWorker(
        board.soundboard,
        StreamReader(board.log.reading, board.log.event_mapper),
        board.executor,
        board.audio_host,
        board.loudness.files,
        rendered=lambda _id, _ms: made,
    )
    worker.carry_out([Lease(work_id(PLAY_SOUND, PLAY), PLAY_SOUND, PLAY, attempt=1, deadline=0.0)])
    worker.give_up(PLAY, "It was not done in time.")
    play = wait_for(lambda: board.soundboard.load(Play, PLAY), lambda play: play.state == PlayState.FAILED)
    assert play.reason == NOT_RENDERED_YET
    made.set_result(None)
    assert board.audio_host.voices_busy == 0
