"""Edits of long sounds: nobody waits but who wants to hear them, and only what was edited last is made."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from application.command import envelope, from_system
from application.plays.commands import PlaySound
from application.sounds.commands import EditSound
from domain.edit import Edit
from domain.play import Play, PlayState
from infrastructure.container import Container
from infrastructure.files.errors import TooManyRendersError
from infrastructure.loudness.renders import Renders
from infrastructure.work.dispatcher import THREADS
from tests.support.board import wait_for
from tests.support.normalizing import SECONDS_MAX, bring_in, sound
from tests.support.running_parts import PEOPLE, running_parts
from tests.support.sound_bytes import noise

LONG_SECONDS = 60
EDITS = 12


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with running_parts(tmp_path_factory.mktemp("board"), "") as container:
        yield container


@pytest.fixture(scope="module")
def long(board: Container) -> UUID:
    return bring_in(board, "long", content=noise(1, LONG_SECONDS), length_ms=LONG_SECONDS * 1_000)


def edit(board: Container, sound_id: UUID, gain_db: float) -> None:
    board.executor.run(EditSound(sound_id, Edit(gain_db)), from_system())


def play(board: Container, sound_id: UUID) -> UUID:
    play_id = uuid4()
    board.executor.run(PlaySound(play_id, sound_id, PEOPLE[0]), envelope(PEOPLE[0]))
    return play_id


def started_at(board: Container, play_id: UUID) -> datetime:
    events = board.soundboard.events.get(play_id)
    return next(each.timestamp for each in events if isinstance(each, Play.Started))


def state(board: Container, play_id: UUID) -> PlayState:
    return board.soundboard.load(Play, play_id).state


def test_of_many_edits_the_last_is_made_and_nothing_is_left_of_the_others(
    board: Container, long: UUID
) -> None:
    before = board.loudness.renders.made
    for step in range(EDITS):
        edit(board, long, -1.0 - step)
    board.loudness.renders.wanted(long, LONG_SECONDS * 1_000).result(SECONDS_MAX)
    heard = board.loudness.files.to_hear(sound(board, long))
    assert list((board.settings.sounds_dir / "rendered").iterdir()) == [heard]
    assert board.loudness.renders.made - before < EDITS / 2


def test_who_plays_a_sound_that_is_being_made_waits_and_nobody_else_does(
    board: Container, long: UUID
) -> None:
    short = bring_in(board, "short")
    edit(board, long, 3.0)
    waiting = [play(board, long) for _ in range(THREADS)]
    short_play = play(board, short)
    for each in (short_play, *waiting):
        wait_for(lambda each=each: state(board, each), lambda now: now != PlayState.REQUESTED)  # type: ignore[misc]
    assert all(started_at(board, short_play) < started_at(board, each) for each in waiting)


def test_a_short_sound_is_made_while_long_ones_are(board: Container, long: UUID) -> None:
    short = bring_in(board, "clip")
    edit(board, long, 5.0)
    edit(board, short, 5.0)
    length_ms = LONG_SECONDS * 1_000
    made = {id: board.loudness.renders.wanted(id, ms) for id, ms in ((long, length_ms), (short, 1_000))}
    made[short].result(SECONDS_MAX)
    assert not made[long].done()
    made[long].result(SECONDS_MAX)


def test_who_downloads_it_gets_it_as_it_was_edited_last(board: Container, long: UUID) -> None:
    edit(board, long, 4.0)
    with asyncio.run(board.served_files.open(long, "heard")).content as file:
        assert file.read() == board.loudness.files.to_hear(sound(board, long)).read_bytes()


def test_where_too_many_wait_the_next_is_refused(board: Container, long: UUID) -> None:
    full = Renders(board.soundboard, board.loudness.files, waiting_max=0)
    with pytest.raises(TooManyRendersError):
        full.wanted(long, 1)
    full.close()
