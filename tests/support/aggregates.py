"""Aggregates as tests find them, and what is new about them."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.application import project_aggregate

from domain.aggregate import AggregateRoot, Event, Snapshot
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.play import Play
from domain.recording import Recording
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.speech import Speech
from domain.user_account import UserAccount
from domain.values import Role, SoundType
from infrastructure.log_store.mapper import EventMapper
from tests.support.clock import NOON

A = TypeVar("A", bound=AggregateRoot)

ANNA = UUID("a0000000-0000-4000-8000-000000000001")
BERT = UUID("b0000000-0000-4000-8000-000000000002")
AIRHORN = UUID("50000000-0000-4000-8000-000000000003")
PLAY = UUID("91a00000-0000-4000-8000-000000000004")
SCAN = UUID("5ca00000-0000-4000-8000-000000000005")

A_RECORDING = Recording(
    size_bytes=24_000, duration_ms=1_500, sha256="c0ffee", modified_ns=1_780_315_200_123_456_789
)

BOOKKEEPING = {
    "originator_id",
    "originator_version",
    "originator_topic",
    "timestamp",
    "command_id",
    "actor_id",
    "caused_by",
}

mapper = EventMapper()


def given(aggregate: A) -> A:
    """What led here is history, not news."""
    aggregate.collect_events()
    return aggregate


def news(aggregate: AggregateRoot) -> list[tuple[type, dict[str, Any]]]:
    return [
        (type(event), {name: value for name, value in vars(event).items() if name not in BOOKKEEPING})
        for event in aggregate.pending_events
    ]


def collected(aggregate: AggregateRoot) -> list[Event]:
    return list(aggregate.collect_events())  # type: ignore[arg-type]  # all events are ours


def stored_and_read(event: Any) -> Any:
    """The event as it comes back from the database."""
    return mapper.to_domain_event(mapper.to_stored_event(event))


def rebuilt_from(events: Iterable[Event]) -> Any:
    """The aggregate that the stored events tell of."""
    return project_aggregate(None, [stored_and_read(event) for event in events])


def rebuilt_from_snapshot(aggregate: AggregateRoot) -> Any:
    """The aggregate that a stored snapshot of it tells of."""
    return stored_and_read(Snapshot.take(aggregate)).mutate(None)


def a_claim(holder_id: UUID = AIRHORN) -> Claim:
    return Claim.make("content", "c0ffee", holder_id=holder_id, at=NOON)


def a_ledger(balance: int = 0, owner_id: UUID = ANNA) -> CreditLedger:
    ledger = CreditLedger.open(owner_id, at=NOON)
    ledger.welcome(balance, at=NOON)
    return ledger


def a_requested_play(play_id: UUID = PLAY, *, by: UUID | None = ANNA, price: int = 1) -> Play:
    return Play.request(play_id, AIRHORN, by=by, price=price, at=NOON)


def a_started_play(play_id: UUID = PLAY, *, by: UUID | None = ANNA) -> Play:
    play = a_requested_play(play_id, by=by)
    play.start(duration_ms=1_500, at=NOON)
    return play


def a_registered_sound(
    title: str = "Airhorn", sound_id: UUID = AIRHORN, *, path: str = "fun/airhorn.mp3"
) -> Sound:
    return Sound.register(
        sound_id,
        sound_type=SoundType.SOUNDBOARD,
        title=title,
        path=path,
        recording=A_RECORDING,
        original_name="Airhorn (1).mp3",
        by=ANNA,
        at=NOON,
    )


def a_speech(speech_id: UUID = PLAY, *, by: UUID = ANNA) -> Speech:
    return Speech.request(
        speech_id, text="Lunch is ready ☂", voice="en-gb", speed=1.25, title="Lunch", by=by, price=2, at=NOON
    )


def a_library() -> SoundLibrary:
    return SoundLibrary.open(at=NOON)


def an_account(user_id: UUID = ANNA, role: Role = Role.MEMBER) -> UserAccount:
    return UserAccount.register(
        user_id, sealed_name="sealed name", sealed_email="sealed e-mail", role=role, at=NOON
    )
