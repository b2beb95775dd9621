"""A ledger as it was: what the replay says, a pencil says too, at any moment of a long life."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID, uuid5

import pytest

from application.decision import Commit
from application.soundboard import Soundboard
from domain.aggregate import Event
from domain.credit_ledger import CreditLedger
from domain.identifiers import OPERATOR_ID, SYSTEM_ID, ledger_id
from infrastructure.credits.replay import LedgerReplay, Replay
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.streams import StreamReader
from tests.support import plain_ledger
from tests.support.aggregates import AIRHORN, ANNA, BERT, PLAY, a_ledger, collected
from tests.support.clock import NOON

ENTRIES = 10_000
ACTORS = [ANNA, BERT, SYSTEM_ID, OPERATOR_ID]


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()


def record(log: LogStore, events: list[Event]) -> LedgerReplay:
    for number, each in enumerate(events):
        vars(each).update(actor_id=ACTORS[number % len(ACTORS)], command_id=None, caused_by=None)
    Soundboard(log).commit(Commit(events=events))
    return LedgerReplay(StreamReader(log.reading, log.event_mapper))


def a_long_life(entries: int) -> list[Event]:
    """Everything that happens to ledgers, at random, with a clock that is not always right."""
    random = Random(7)  # noqa: S311 - no secret, but the same every time
    ledger, now = a_ledger(50), NOON
    open_reservations: list[UUID] = []
    for number in range(entries):
        now += timedelta(minutes=random.choice([1, 1, 1, 90, -30]))
        what = random.random()
        if what < 0.05 or ledger.spendable < 3:
            ledger.grant(random.randint(1, 30), reason="A gift", at=now)
        elif what < 0.08:
            ledger.adjust(random.choice([-1, 1]), reason="A slip", at=now)
        elif what < 0.12:
            ledger.recharge(5, up_to=200, plan="free", at=now)
        elif what < 0.6 or not open_reservations:
            open_reservations.append(uuid5(ANNA, str(number)))
            details: dict[str, str | int] = {"title": "Airhorn"}
            ledger.reserve(
                open_reservations[-1],
                "vlc_play_sound",
                random.randint(0, 3),
                about=AIRHORN,
                details=details,
                at=now,
            )
        else:
            settled = open_reservations.pop(random.randrange(len(open_reservations)))
            if random.random() < 0.8:
                ledger.spend(settled, at=now)
            else:
                ledger.release(settled, reason="No voice.", at=now)
    return collected(ledger)


def told(replay: Replay | None) -> dict[str, object]:
    if replay is None:
        return {}
    return {
        "version": replay.version,
        "balance": replay.balance,
        "reserved": replay.reserved,
        "open": replay.open,
    }


@pytest.mark.parametrize("moments", [50, pytest.param(1_000, marks=pytest.mark.campaign)])
def test_at_any_moment_of_ten_thousand_entries_it_says_what_a_pencil_says(
    log: LogStore, log_url: str, moments: int
) -> None:
    events = a_long_life(ENTRIES)
    replay = record(log, events)
    by_hand = plain_ledger.events_of(log_url, str(ledger_id(ANNA)))
    random = Random(11)  # noqa: S311 - no secret, but the same every time
    for number in range(moments):
        if number % 2:
            version = random.randint(1, len(events))
            found = replay.replay(ANNA, version=version)
            expected = plain_ledger.at_version(by_hand, version)
        else:
            moment = events[random.randrange(len(events))].timestamp + timedelta(seconds=30)
            found = replay.replay(ANNA, at=moment)
            expected = plain_ledger.at_moment(by_hand, moment)
        assert told(found) == expected


def test_it_says_what_the_aggregate_says(log: LogStore) -> None:
    replay = record(log, a_long_life(500))
    ledger = Soundboard(log).load(CreditLedger, ledger_id(ANNA))
    found = replay.replay(ANNA)
    assert found is not None
    assert (found.version, found.balance, found.reserved) == (ledger.version, ledger.balance, ledger.reserved)
    assert found.open == {id: held[1] for id, held in ledger.reservations.items()}
    assert found.recharged_on == ledger.recharged_on.isoformat()


def test_each_step_says_what_changed_who_did_it_and_why(log: LogStore) -> None:
    ledger = a_ledger(10)
    ledger.reserve(PLAY, "vlc_play_sound", 3, about=AIRHORN, details={"title": "Airhorn"}, at=NOON)
    ledger.release(PLAY, reason="No voice.", at=NOON)
    replay = record(log, collected(ledger)).replay(ANNA, steps=2)
    assert replay is not None
    reserved, released = replay.steps
    assert (reserved.event, reserved.balance_change, reserved.reserved_change) == (
        CreditLedger.Reserved.TOPIC,
        0,
        3,
    )
    assert (reserved.told["details"], reserved.who) == ({"title": "Airhorn"}, "the board")
    assert (released.told["reason"], released.reserved_change, released.who) == (
        "No voice.",
        -3,
        "the command line",
    )
    assert not {"owner_id", "command_id", "class_version"} & released.told.keys()


def test_who_stops_the_sound_of_another_is_no_host_for_that(log: LogStore) -> None:
    ledger = a_ledger(10)
    for reservation_id in (PLAY, AIRHORN):
        ledger.reserve(reservation_id, "vlc_play_sound", 1, at=NOON)
        ledger.spend(reservation_id, at=NOON)
    replay = record(log, collected(ledger)).replay(ANNA, steps=6)
    assert replay is not None
    assert [each.who for each in replay.steps] == [
        "the owner",
        "a host",
        "the board",
        "the command line",
        "the owner",
        "somebody else",
    ]


@pytest.mark.parametrize(("user_id", "minutes"), [(BERT, 0), (ANNA, -1)])
def test_before_there_was_a_ledger_there_is_nothing(log: LogStore, user_id: UUID, minutes: int) -> None:
    replay = record(log, collected(a_ledger(10)))
    assert replay.replay(user_id, at=NOON + timedelta(minutes=minutes)) is None


ODD_TEXTS = [
    '"},{"version":1,"topic":"',
    "back\\slash \\u0000 \\n",
    "two\nlines\ttab",
    "☂ 漢字 🎺",
    "'); DROP",
    "%s {}",
]


@pytest.mark.parametrize("reason", ODD_TEXTS)
def test_whatever_somebody_wrote_is_told_as_it_was_written(log: LogStore, reason: str) -> None:
    ledger = a_ledger(5)
    ledger.grant(3, reason=reason, at=NOON)
    ledger.reserve(PLAY, "vlc_play_sound", 1, details={"title": reason}, at=NOON)
    replay = record(log, collected(ledger)).replay(ANNA, steps=10)
    assert replay is not None
    granted, reserved = replay.steps[-2:]
    assert granted.told["reason"] == reason
    assert reserved.told["details"] == {"title": reason}
    assert (replay.balance, replay.reserved) == (8, 1)
