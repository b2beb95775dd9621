"""Laws that hold for every history: how it is cut into pages does not matter, and the money adds up."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Connection, StaticPool, create_engine, select

from domain.aggregate import AggregateRoot, Event
from domain.credit_ledger import CreditLedger
from domain.errors import InsufficientCreditsError, SoundMissingError, SoundTrashedError
from domain.favourites import Favourites
from domain.play import Play, PlayState
from domain.recording import Recording
from domain.sound import Sound
from domain.user_account import UserAccount
from domain.values import Role, SoundType
from projections.columns import NEVER
from projections.credits.tables import balances, transactions
from projections.projector import Projector, Recorded
from projections.read_models import read_models
from projections.top_sounds.tables import plays_by_hour, plays_in_all
from projections.writes import Writes
from tests.support.log import unseal
from tests.support.sound_changes import change_sound

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
USERS = [UUID(int=number) for number in (1, 2)]
SOUNDS = [UUID(int=number) for number in (11, 12)]

PLAYING = ["request", "request", "start", "start", "finish", "stop", "fail"]
LABELLING = ["carry over", "rename", "describe", "tag", "colour", "edit", "trash", "restore"]
FILES = ["missing", "back", "move", "touch", "content", "ask", "normalize", "cannot normalize"]
LIKING = ["like", "like no more", "erase"]

steps = st.lists(
    st.tuples(
        st.sampled_from([*PLAYING, *PLAYING, *LABELLING, *FILES, *LIKING, "grant", "recharge"]),
        st.integers(0, 1),
        st.sampled_from([-70, 0, 1, 50, 70]),
    ),
    min_size=10,
    max_size=50,
)
page_sizes = st.lists(st.integers(1, 25), min_size=1, max_size=10)


class History:
    def __init__(self) -> None:
        self.now = NOON
        self.events: list[Event] = []
        self.ledgers = [CreditLedger.open(user, at=NOON) for user in USERS]
        self.sounds = [_sound(id) for id in SOUNDS]
        self.favourites = [Favourites.open(user, at=NOON) for user in USERS]
        self.people = [_account(user) for user in USERS]
        self.plays: list[Play] = []
        for ledger in self.ledgers:
            ledger.welcome(5, at=NOON)
        self._collect(*self.ledgers, *self.sounds, *self.favourites, *self.people)

    def step(self, what: str, which: int, minutes: int) -> None:
        """Time may go back: clocks of several machines differ."""
        self.now += timedelta(minutes=minutes)
        ledger, sound = self.ledgers[which], self.sounds[which]
        match what:
            case "grant":
                ledger.grant(3, reason="Because", at=self.now)
            case "recharge":
                ledger.recharge(2, up_to=10, plan="free", at=self.now)
            case "request":
                self._request(ledger, sound)
            case "like":
                self.favourites[which].add(sound.id, at=self.now)
            case "like no more":
                self.favourites[which].remove(sound.id, at=self.now)
            case "erase":
                self.people[which].erase(reason="", at=self.now)
            case _ if what in PLAYING:
                self._go_on(what, which)
            case _:
                with suppress(SoundTrashedError, SoundMissingError):
                    change_sound(sound, what, len(self.events), at=self.now)
        self._collect(*self.ledgers, *self.sounds, *self.favourites, *self.people, *self.plays)

    def _request(self, ledger: CreditLedger, sound: Sound) -> None:
        id = UUID(int=1_000 + len(self.plays))
        try:
            ledger.reserve(id, "vlc_play_sound", 1, at=self.now)
        except InsufficientCreditsError:
            return
        self.plays.append(Play.request(id, sound.id, by=ledger.owner_id, price=1, at=self.now))

    def _go_on(self, what: str, which: int) -> None:
        waiting = [each for each in self.plays if each.is_open]
        if what == "start":
            waiting = [each for each in waiting if each.state == PlayState.REQUESTED]
        for play in waiting[which : which + 1] or waiting[:1]:
            ledger = next(each for each in self.ledgers if each.owner_id == play.requested_by)
            match what:
                case "start":
                    play.start(duration_ms=1, at=self.now)
                case "finish":
                    play.finish(at=self.now)
                    ledger.spend(play.id, at=self.now)
                case "stop":
                    play.stop(at=self.now)
                    ledger.spend(play.id, at=self.now)
                case "fail":
                    play.fail("No voice.", at=self.now)
                    ledger.release(play.id, reason="No voice.", at=self.now)

    def _collect(self, *changed: AggregateRoot) -> None:
        for aggregate in changed:
            self.events += cast("Sequence[Event]", aggregate.collect_events())


def history_of(taken: list[tuple[str, int, int]]) -> History:
    history = History()
    for step in taken:
        history.step(*step)
    return history


@for_all(steps, page_sizes)
@settings(max_examples=60)
def test_how_the_log_is_cut_into_pages_does_not_matter(
    taken: list[tuple[str, int, int]], sizes: list[int]
) -> None:
    log = recorded(history_of(taken))
    assert rows_after(pages_of(log, sizes)) == rows_after([log])


@for_all(steps)
@settings(max_examples=60)
def test_the_statement_adds_up_to_the_balance(taken: list[tuple[str, int, int]]) -> None:
    history = history_of(taken)
    rows = rows_after([recorded(history)])
    for ledger in history.ledgers:
        lines = [row for row in rows[transactions.name] if row["user_id"] == ledger.owner_id]
        moved = sum(row["amount"] for row in lines if row["state"] in ("done", "spent"))
        held = -sum(row["amount"] for row in lines if row["state"] == "reserved")
        [found] = [row for row in rows[balances.name] if row["user_id"] == ledger.owner_id]
        assert (found["balance"], found["reserved"]) == (ledger.balance, ledger.reserved) == (moved, held)


@for_all(steps, page_sizes)
@settings(max_examples=60)
def test_the_hours_of_a_sound_add_up_to_all_its_plays(
    taken: list[tuple[str, int, int]], sizes: list[int]
) -> None:
    log = recorded(history_of(taken))
    rows = rows_after(pages_of(log, sizes))
    for sound in SOUNDS:
        started = [
            each.event.timestamp
            for each in log
            if isinstance(each.event, Play.Started) and each.event.sound_id == sound
        ] + [
            NEVER
            for each in log
            if isinstance(each.event, Sound.PlaysCarriedOver) and each.event.originator_id == sound
            for _ in range(each.event.plays)
        ]
        [in_all] = [row["plays"] for row in rows[plays_in_all.name] if row["sound_id"] == sound]
        hours = [row for row in rows[plays_by_hour.name] if row["sound_id"] == sound]
        assert in_all == len(started) == sum(row["plays"] for row in hours)
        for row in hours:
            end = row["hour"] + timedelta(hours=1)
            assert row["plays_until"] == len([at for at in started if at < end])


def recorded(history: History) -> list[Recorded]:
    return [Recorded(position, event) for position, event in enumerate(history.events, start=1)]


def pages_of(log: list[Recorded], sizes: list[int]) -> list[list[Recorded]]:
    pages: list[list[Recorded]] = []
    rest = log
    while rest:
        size = sizes[len(pages) % len(sizes)]
        pages.append(rest[:size])
        rest = rest[size:]
    return pages


def rows_after(pages: Sequence[Sequence[Recorded]]) -> dict[str, list[dict[str, Any]]]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as connection:
        for projector in read_models(unseal):
            _project(connection, projector, pages)
            for table in projector.tables:
                query = select(table).order_by(*table.primary_key.columns)
                found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    engine.dispose()
    return found


def _project(connection: Connection, projector: Projector, pages: Sequence[Sequence[Recorded]]) -> None:
    tables = {table: table for table in projector.tables}
    for table in projector.tables:
        table.create(connection)
    for page in pages:
        read = [each for each in page if each.event.TOPIC in projector.topics]
        if read:
            writes = Writes(connection.dialect)
            projector.project(writes, tables, read)
            writes.carry_out(connection)


def _account(id: UUID) -> UserAccount:
    return UserAccount.register(
        id, sealed_name="sealed Anna", sealed_email="sealed anna@home", role=Role.MEMBER, at=NOON
    )


def _sound(id: UUID) -> Sound:
    return Sound.register(
        id,
        sound_type=SoundType.SOUNDBOARD,
        title="Airhorn",
        path=f"{id}.mp3",
        recording=Recording(size_bytes=1, duration_ms=1, sha256=str(id)),
        original_name="airhorn.mp3",
        by=USERS[0],
        at=NOON,
    )
