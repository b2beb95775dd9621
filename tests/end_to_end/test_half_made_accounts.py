"""kill -9 at every step of registering, linking and erasing: an account is there whole, or not at all."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, text

from application.claims import EMAIL, IDENTITY
from application.soundboard import Soundboard
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.identifiers import claim_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from infrastructure.databases import reading_engine
from infrastructure.identity.personal_data import email_mac, identity_mac
from infrastructure.identity.secret_files import load_secrets
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import OF_PEOPLE
from infrastructure.read_store.schema import SCHEMA
from projections.members.tables import members
from tests.support import crash_points
from tests.support.crash_points import device_of, email_of, name_of, subject_of
from tests.support.many_lives import DONE, Live, many_lives
from tests.support.postgresql import PostgresqlServer
from tests.support.traces import files_below, traces

FEW, MANY = range(1, 15), range(1, 50)
"""People: more than registering and linking, and than erasing, take steps."""


Found = frozenset[str]
"""What there is of somebody."""

ALWAYS = frozenset({"sign-in", "ledger"})
REGISTERED = ALWAYS | {
    "account",
    "address",
    "github",
    "github's claim",
    "credentials",
    "personal_keys",
    "member",
}
LINKED = REGISTERED | {"google", "google's claim"}
SETTLED = REGISTERED | {"sessions", "api_tokens"}
ERASED = ALWAYS | {"erased account"}


class Process:
    """Carries out wishes, one after the other, each in a life that may end with it."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def grant(self, what: str, *people: int, dies_at: int = 0) -> int:
        return self._live(what=what, people=people, dies_at=dies_at)

    def start_again(self) -> None:
        """Whatever is owed is done."""
        assert self.grant("nothing") == DONE

    def die_at_every_step(self, what: str, people: Sequence[int], *, stride: int = 1) -> Sequence[int]:
        """Somebody else each time; who was asked for, the last of them without a death."""
        for number, person in enumerate(people):
            if self.grant(what, person, dies_at=1 + number * stride) == DONE:
                return people[: number + 1]
        raise AssertionError("It never comes to an end.")


class Site:
    def __init__(self, folder: Path, url: str, tables: Path | None) -> None:
        self.folder = folder
        self.url = url
        self._tables = tables

    @contextmanager
    def process(self) -> Iterator[Process]:
        with many_lives(crash_points, self.folder, self.url) as live:
            yield Process(live)

    def look(self, people: Sequence[int]) -> list[Found]:
        """Of everybody of whom there is anything at all."""
        log = LogStore(self.url or f"sqlite:///{self.folder / 'data' / 'log.db'}")
        try:
            found: defaultdict[UUID, set[str]] = defaultdict(set)
            for user_id, what in chain(
                _in_events(log), self._claimed(Soundboard(log), people), _rows(log), self._members()
            ):
                found[user_id].add(what)
            return [frozenset(each) for each in found.values()]
        finally:
            log.close()

    def traces_of(self, people: Sequence[int]) -> dict[str, set[str]]:
        words = {
            f"{what.__name__} {number}": what(number)
            for number in people
            for what in (name_of, email_of, device_of)
        }
        files = files_below(self.folder / "data")
        if self._tables is not None:
            engine = create_engine(
                self.url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
            )
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
            engine.dispose()
            files += files_below(self._tables)
        return traces(words, files)

    def _claimed(self, soundboard: Soundboard, people: Sequence[int]) -> Iterator[tuple[UUID, str]]:
        key = load_secrets(self.folder / "data" / "secrets").email_key
        for number in people:
            wanted = {
                "address": claim_id(EMAIL, email_mac(key, email_of(number))),
                "github's claim": claim_id(IDENTITY, identity_mac(key, "github", subject_of(number))),
                "google's claim": claim_id(IDENTITY, identity_mac(key, "google", subject_of(number))),
            }
            for what, id in wanted.items():
                claim = soundboard.find(Claim, id)
                if claim is not None and claim.holder_id is not None:
                    yield claim.holder_id, what

    def _members(self) -> Iterator[tuple[UUID, str]]:
        reading = reading_engine(self.url or f"sqlite:///{self.folder / 'data' / 'read.db'}", SCHEMA)
        with reading.connect() as connection:
            for user_id in connection.execute(select(members.c.user_id)).scalars():
                yield user_id, "member"
        reading.dispose()


def _in_events(log: LogStore) -> Iterator[tuple[UUID, str]]:
    soundboard = Soundboard(log)
    for notification in log.recorder.select_notifications(0, 100_000):
        match log.event_mapper.to_domain_event(notification):
            case UserAccount.Registered(originator_id=id):
                account = soundboard.load(UserAccount, id)
                yield id, "erased account" if account.is_erased else "account"
            case CreditLedger.Opened(owner_id=id):
                yield id, "ledger"
            case SignIn.Opened(user_id=id, originator_id=sign_in_id):
                yield id, "sign-in"
                for provider in soundboard.load(SignIn, sign_in_id).identities:
                    yield id, provider


def _rows(log: LogStore) -> Iterator[tuple[UUID, str]]:
    with log.reading.connect() as connection:
        for table in OF_PEOPLE:
            for user_id in connection.execute(select(table.c.user_id)).scalars():
                yield user_id, table.name


@pytest.fixture
def site(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    if not database_url:
        return Site(tmp_path, "", None)
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return Site(tmp_path, database_url, server.folder_of(database_url))


def test_a_registration_that_is_killed_leaves_a_whole_account_or_none(site: Site) -> None:
    with site.process() as process:
        people = process.die_at_every_step("register", FEW)
        process.start_again()
        found = site.look(people)
        assert set(found) == {REGISTERED}
        assert 0 < len(found) < len(people)
        process.grant("register", *people)
        assert site.look(people) == [REGISTERED] * len(people)


def test_an_identity_whose_linking_is_killed_is_linked_or_free(site: Site) -> None:
    with site.process() as process:
        process.grant("register", *FEW)
        people = process.die_at_every_step("link", FEW)
        process.start_again()
        assert set(site.look(FEW)) == {REGISTERED, LINKED}
        process.grant("link", *FEW)
        assert site.look(FEW) == [LINKED] * len(FEW)
    assert len(people) > 2


@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.campaign)])
def test_who_is_being_erased_when_it_is_killed_stays_whole_or_is_gone_without_a_trace(
    site: Site, stride: int
) -> None:
    with site.process() as process:
        process.grant("register", *MANY)
        process.grant("settle in", *MANY)
        people = process.die_at_every_step("erase", MANY, stride=stride)
        process.start_again()
        found = site.look(MANY)
        assert set(found) == {SETTLED, ERASED}
        process.grant("erase", *people)
        assert Counter(site.look(MANY)) == {ERASED: len(people), SETTLED: len(MANY) - len(people)}
        assert site.traces_of(people) == {}
        assert site.traces_of([people[-1] + 1]) != {}
    assert len(people) * stride > 10
