"""A log that tests append to: real events, in a real log store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent
from sqlalchemy import insert

from application.decision import Commit
from application.soundboard import Soundboard
from domain.aggregate import AggregateRoot, Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import ledger_id
from domain.play import Play
from domain.recording import Recording
from domain.sound import Sound
from domain.user_account import UserAccount
from domain.values import CreditAction, Role, SoundType
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import events

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Log:
    """Time stands at noon until a test moves it."""

    store: LogStore
    now: datetime = NOON
    soundboard: Soundboard = field(init=False)

    def __post_init__(self) -> None:
        self.soundboard = Soundboard(self.store)

    def append(self, *changed: AggregateRoot) -> int:
        """What is new about these, in one transaction; the last position."""
        events: list[Event] = []
        for aggregate in changed:
            events += aggregate.collect_events()  # type: ignore[arg-type]  # all events are ours
        return self.append_events(events)

    def append_events(self, events: Sequence[Event]) -> int:
        positions = self.soundboard.commit(Commit(events=list(events)))
        return positions[-1] if positions else self.store.last_position()

    def append_unreadable(self, topic: str) -> int:
        stored = StoredEvent(uuid4(), 1, topic, b"this is not an event")
        return self.store.recorder.insert_events([stored])[-1]

    def append_damaged(self, topic: str, state: bytes) -> None:
        """As a bad disk or a hand would: past the recorder, which takes text alone."""
        with self.store.writing.transaction() as connection:
            row = {"originator_id": uuid4(), "originator_version": 1, "topic": topic, "state": state}
            connection.execute(insert(events), row)

    def pass_time(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    # What happens on a board.

    def sound(self, title: str = "Airhorn", sound_type: SoundType = SoundType.SOUNDBOARD) -> Sound:
        id = uuid4()
        sound = Sound.register(
            id,
            sound_type=sound_type,
            title=title,
            path=f"{id}.mp3",
            recording=Recording(size_bytes=1_000, duration_ms=1_500, sha256=sha256(id.bytes).hexdigest()),
            original_name=f"{title}.mp3",
            by=uuid4(),
            at=self.now,
        )
        self.append(sound)
        return sound

    def member(self, name: str = "Anna", *, balance: int = 100) -> UUID:
        id = uuid4()
        account = UserAccount.register(
            id,
            sealed_name=f"sealed {name}",
            sealed_email=f"sealed {name}@home",
            role=Role.MEMBER,
            at=self.now,
        )
        ledger = CreditLedger.open(id, at=self.now)
        ledger.welcome(balance, at=self.now)
        self.append(account, ledger)
        return id

    def ledger(self, user_id: UUID) -> CreditLedger:
        return self.soundboard.load(CreditLedger, ledger_id(user_id))

    def request(self, sound: Sound, by: UUID, *, price: int = 1) -> Play:
        ledger, play_id = self.ledger(by), uuid4()
        ledger.reserve(play_id, CreditAction.VLC_PLAY_SOUND, price, at=self.now)
        play = Play.request(play_id, sound.id, by=by, price=price, at=self.now)
        self.append(ledger, play)
        return play

    def start(self, play: Play) -> None:
        play.start(duration_ms=1_500, at=self.now)
        self.append(play)

    def finish(self, play: Play) -> int:
        play.finish(at=self.now)
        if play.requested_by is None:
            return self.append(play)
        ledger = self.ledger(play.requested_by)
        ledger.spend(play.id, at=self.now)
        return self.append(play, ledger)

    def fail(self, play: Play, reason: str = "No voice.") -> int:
        play.fail(reason, at=self.now)
        assert play.requested_by is not None
        ledger = self.ledger(play.requested_by)
        ledger.release(play.id, reason=reason, at=self.now)
        return self.append(play, ledger)

    def play(self, sound: Sound, by: UUID) -> int:
        """From the request to the end; the last position."""
        play = self.request(sound, by)
        self.start(play)
        return self.finish(play)


def unseal(_: UUID, sealed: str) -> str:
    return sealed.removeprefix("sealed ")
