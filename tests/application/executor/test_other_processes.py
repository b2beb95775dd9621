"""Two processes write to one log: each keeps its memory true, and what both want, one gets."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from application.credits.commands import GrantCredits
from application.errors import ConflictError
from application.plays.commands import PlaySound
from application.sounds.commands import MarkSoundMissing
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadyClaimedError, InsufficientCreditsError, SoundMissingError
from domain.play import Play
from domain.sound import Sound
from infrastructure.log_store.log_store import LogStore
from tests.application.executor.test_batches import a_play
from tests.application.test_sound_handlers import REGISTER_AIRHORN
from tests.application.troubled_store import TroubledRecorder, TroubledStore
from tests.support.aggregates import (
    A_RECORDING,
    AIRHORN,
    ANNA,
    PLAY,
    a_ledger,
    a_registered_sound,
    an_account,
)
from tests.support.postgresql import PostgresqlServer
from tests.support.soundboard import Board


@pytest.fixture
def database(postgresql: PostgresqlServer) -> str:
    return postgresql.create_database()


@pytest.fixture
def store(database: str) -> Iterator[TroubledStore]:
    store = TroubledStore(database)
    yield store
    store.close()


@pytest.fixture
def ours(store: TroubledStore) -> Board:
    """The process that a test looks at; its store lets others in at chosen moments."""
    board = Board(store)
    board.given(an_account(), a_ledger(balance=10), a_registered_sound())
    return board


@pytest.fixture
def theirs(database: str, ours: Board) -> Iterator[Board]:
    other = LogStore(database)
    yield Board(other)
    other.close()


@pytest.fixture
def commit(store: TroubledStore) -> TroubledRecorder:
    return store.troubled


def test_what_another_process_did_is_known(ours: Board, theirs: Board) -> None:
    ours.when(a_play())
    theirs.when(a_play())
    assert ours.when(a_play()).reserved == 3


def test_who_was_slower_decides_anew(ours: Board, theirs: Board, commit: TroubledRecorder) -> None:
    ours.when(a_play())
    commit.meanwhile = lambda: theirs.when(a_play())
    assert ours.when(a_play()).reserved == 3
    assert ours.then() == [CreditLedger.Reserved, Play.Requested] * 3


def test_one_command_that_conflicts_does_not_cost_each_of_its_neighbours_a_commit(
    ours: Board,
) -> None:
    ours.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    before = len(ours.commits)
    neighbours = [
        replace(REGISTER_AIRHORN, sound_id=uuid4(), recording=replace(A_RECORDING, sha256=f"{n:064x}"))
        for n in range(31)
    ]
    outcomes = ours.together(*neighbours, PlaySound(PLAY, AIRHORN, by=ANNA))
    assert [isinstance(each, Exception) for each in outcomes] == [False] * 31 + [True]
    assert len(ours.commits) - before <= 6


def test_a_batch_that_was_slower_is_redone_in_halves(
    ours: Board, theirs: Board, commit: TroubledRecorder
) -> None:
    commit.meanwhile = lambda: [theirs.when(a_play()) for _ in range(8)]
    outcomes = ours.together(a_play(), a_play(), a_play())
    assert [isinstance(outcome, InsufficientCreditsError) for outcome in outcomes] == [False, False, True]
    assert len(ours.commits) == 2
    assert ours.ledger().reserved == 10


def test_the_same_content_in_both_is_registered_once(
    ours: Board, theirs: Board, commit: TroubledRecorder
) -> None:
    ours.given()
    quicker = replace(REGISTER_AIRHORN, sound_id=uuid4())
    commit.meanwhile = lambda: theirs.when(quicker)
    with pytest.raises(AlreadyClaimedError) as refusal:
        ours.when(replace(REGISTER_AIRHORN, sound_id=uuid4()))
    assert refusal.value.holder_id == quicker.sound_id
    assert ours.then() == [Claim.Made, Sound.Registered]


def test_the_same_key_in_both_has_one_effect_and_one_answer(
    ours: Board, theirs: Board, commit: TroubledRecorder
) -> None:
    play = PlaySound(PLAY, AIRHORN, by=ANNA)
    quicker = []
    commit.meanwhile = lambda: quicker.append(theirs.when(play, key="key-1"))
    assert ours.when(play, key="key-1") == quicker[0]
    assert ours.then() == [CreditLedger.Reserved, Play.Requested]


def test_what_is_there_already_is_a_conflict(ours: Board, theirs: Board) -> None:
    theirs.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    with pytest.raises(ConflictError):
        ours.when(PlaySound(PLAY, AIRHORN, by=ANNA))
    assert ours.when(a_play()).reserved == 2


def test_what_another_process_did_just_before_our_commit_is_known_after_it(
    ours: Board, theirs: Board, commit: TroubledRecorder
) -> None:
    ours.when(a_play())
    commit.meanwhile = lambda: theirs.when(MarkSoundMissing(AIRHORN))
    ours.when(a_play())
    with pytest.raises(SoundMissingError):
        ours.when(a_play())


def test_what_another_process_did_just_after_we_asked_is_known_the_next_time(
    ours: Board, theirs: Board, store: TroubledStore
) -> None:
    ours.when(a_play())
    store.after_question = lambda: theirs.when(MarkSoundMissing(AIRHORN))
    ours.when(GrantCredits(ANNA, 1, "Birthday"))
    with pytest.raises(SoundMissingError):
        ours.when(a_play())
