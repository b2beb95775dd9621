"""A play ends once, whoever tells of its end, and its credit is settled once: by that end, or by a host."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from application.command import envelope
from application.credits.commands import RefundReservation
from application.plays.commands import PlaySound, RecordPlayFailed, RecordPlayFinished, StopAllPlays
from domain.credit_ledger import CreditLedger
from domain.errors import AlreadySettledError
from domain.play import Play
from infrastructure.container import Container
from tests.support.aggregates import AIRHORN, a_registered_sound
from tests.support.hearing import write_tone
from tests.support.running_parts import PEOPLE, running_parts
from tests.support.settlements import recorded, settlements, still_owed, the_books_are_right
from tests.support.settling_race import HOST, THREADS, WINDOW_SECONDS, Attempts, Deliveries, Delivery

HANDS = ("finished", "failed", "given up", "refund")
PAIRS = list(combinations(HANDS, 2))
PLAYS_A_ROUND = 25
LEAD_SECONDS = 0.3
MOMENTS_SECONDS = WINDOW_SECONDS * 0.6
SOUND_SECONDS = 1.5


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """With one that goes on while all of it happens, and then tells of its end too."""
    originals = tmp_path / "sounds" / "originals"
    originals.mkdir(parents=True)
    return write_tone(originals / "long.wav", seconds=SOUND_SECONDS)


def deliveries(play_id: UUID, owner_id: UUID, hands: Sequence[str], random: Random) -> Iterator[Delivery]:
    about = time.time() + LEAD_SECONDS
    commands = {
        "finished": RecordPlayFinished(play_id),
        "failed": RecordPlayFailed(play_id, "No voice."),
        "given up": RecordPlayFailed(play_id, "It was not done in time."),
        "refund": RefundReservation(owner_id, play_id, "Nobody heard it"),
    }
    for hand in hands:
        at = about + random.uniform(0, MOMENTS_SECONDS)
        yield Delivery(at, commands[hand], play_id, by=HOST if hand == "refund" else None)


def race(container: Container, numbers: Sequence[int], random: Random, attempts: Attempts) -> None:
    """All are stopped as well, at one moment."""
    pressed: dict[UUID, UUID] = {}
    for _ in numbers:
        play_id, owner_id = UUID(int=random.getrandbits(128)), random.choice(PEOPLE)
        pressed[play_id] = owner_id
        container.executor.run(PlaySound(play_id, AIRHORN, by=owner_id), envelope(owner_id))
    planned = [
        each
        for number, (play_id, owner_id) in zip(numbers, pressed.items(), strict=True)
        for each in deliveries(play_id, owner_id, PAIRS[number % len(PAIRS)], random)
    ]
    stopping = Delivery(random.choice(planned).at, StopAllPlays(), None, by=HOST)
    with ThreadPoolExecutor(THREADS) as pool:
        for each in Deliveries(container, attempts).begin([*planned, stopping], pool):
            assert {type(error) for error in each.result()} <= {AlreadySettledError}


def recorded_ends(container: Container) -> dict[UUID, type]:
    """The one of each play."""
    ends = recorded(container, Play.Finished, Play.Stopped, Play.Failed)
    assert set(Counter(each.originator_id for each in ends).values()) == {1}
    return {each.originator_id: type(each) for each in ends}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plays", [50, pytest.param(500, marks=pytest.mark.campaign)])
def test_a_play_is_paid_for_once_or_not_at_all(
    tmp_path: Path, sounds: Path, database_url: str, plays: int
) -> None:
    random = Random(plays)  # noqa: S311 - no secret, but the same every time
    attempts = Attempts()
    with running_parts(tmp_path, database_url, a_registered_sound(path=sounds.name)) as container:
        for first in range(0, plays, PLAYS_A_ROUND):
            race(container, range(first, first + PLAYS_A_ROUND), random, attempts)
        ends, settled = recorded_ends(container), settlements(container)
        assert len(ends) == len(settled) == plays
        the_books_are_right(container, settled)
        assert still_owed(container) == []
    for play_id, settlement in settled.items():
        was_heard = ends[play_id] is not Play.Failed
        is_refunded = isinstance(settlement, CreditLedger.Released) and settlement.by_host
        assert is_refunded or isinstance(settlement, CreditLedger.Spent) == was_heard
    assert len({type(each) for each in settled.values()}) == 2
    assert attempts.share_that_raced() > 0.5
