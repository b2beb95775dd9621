"""How often one may try: counted in the database, by account, by device and by address."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from application.errors import StoreUnavailableError, TooManyAttemptsError
from infrastructure.identity.attempt_store import CLEANED_EVERY_SECONDS, AttemptStore
from infrastructure.identity.attempts import (
    DEVICE_LOGINS_IN_ALL_MAX,
    DEVICE_LOGINS_MAX,
    LOGIN_MINUTES,
    Attempts,
    network_of,
)
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import attempts as table
from infrastructure.settings import Settings
from tests.support.clock import StandingClock

SECRET = b"s" * 32
ANNA = "anna@board.example"
PHONE = UUID(int=1)
HOME, ELSEWHERE = "192.0.2.1", "203.0.113.9"

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic-settings takes it
TAKES_NOTHING_MORE = {
    True: "CREATE TRIGGER full BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'full'); END",
    False: "ALTER TABLE attempts ADD CHECK (count < 0)",
}
ACCOUNT_MAX = SETTINGS.login_attempts_max


@pytest.fixture
def log(log_url: str) -> Iterator[LogStore]:
    log = LogStore(log_url)
    yield log
    log.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def attempts(log: LogStore, clock: StandingClock) -> Attempts:
    return attempts_on(log, clock)


def attempts_on(log: LogStore, clock: StandingClock) -> Attempts:
    return Attempts(AttemptStore(log, clock), SECRET, SETTINGS, clock)


def tried(attempts: Attempts, *, times: int, device_id: UUID | None = None, address: str = ELSEWHERE) -> int:
    """How many of so many guesses at Anna's password were let through."""
    return let_through(
        times, lambda: attempts.login(attempts.account_key(ANNA), address, device_id=device_id)
    )


def let_through(times: int, attempt: Callable[[], object]) -> int:
    through = 0
    for _ in range(times):
        try:
            attempt()
        except TooManyAttemptsError:
            continue
        through += 1
    return through


@contextmanager
def refused() -> Iterator[TooManyAttemptsError]:
    error = TooManyAttemptsError(0)
    with pytest.raises(TooManyAttemptsError) as caught:
        yield error
    error.retry_after_seconds = caught.value.retry_after_seconds


def test_an_account_is_tried_ten_times_in_a_quarter_of_an_hour(attempts: Attempts) -> None:
    assert tried(attempts, times=50) == ACCOUNT_MAX == 10


def test_no_quarter_of_an_hour_has_more_wherever_it_begins(attempts: Attempts, clock: StandingClock) -> None:
    assert tried(attempts, times=1) == 1
    clock.advance(minutes=LOGIN_MINUTES - 1)
    assert tried(attempts, times=50) == ACCOUNT_MAX - 1
    clock.advance(minutes=LOGIN_MINUTES - 1)
    assert tried(attempts, times=50) == 0
    clock.advance(minutes=1)
    assert tried(attempts, times=50) == ACCOUNT_MAX


def test_who_is_refused_is_told_when_to_come_back(attempts: Attempts, clock: StandingClock) -> None:
    tried(attempts, times=ACCOUNT_MAX)
    clock.advance(minutes=5)
    with refused() as error:
        attempts.login(attempts.account_key(ANNA), HOME, device_id=None)
    assert error.retry_after_seconds == (LOGIN_MINUTES - 5) * 60


def test_many_guesses_at_once_are_counted_one_after_the_other(attempts: Attempts) -> None:
    with ThreadPoolExecutor(16) as guessers:
        assert sum(guessers.map(lambda _: tried(attempts, times=25), range(16))) == ACCOUNT_MAX


def test_guesses_through_two_processes_are_counted_together(
    log: LogStore, log_url: str, clock: StandingClock
) -> None:
    other_log = LogStore(log_url)
    both = [attempts_on(log, clock), attempts_on(other_log, clock)]
    with ThreadPoolExecutor(8) as guessers:
        assert sum(guessers.map(lambda i: tried(both[i % 2], times=10), range(8))) == ACCOUNT_MAX
    other_log.close()


def test_a_restart_forgets_nothing(log_url: str, clock: StandingClock) -> None:
    before = LogStore(log_url)
    assert tried(attempts_on(before, clock), times=4) == 4
    before.close()
    after = LogStore(log_url)
    assert tried(attempts_on(after, clock), times=50) == ACCOUNT_MAX - 4
    after.close()


def test_the_owners_device_gets_in_while_strangers_are_locked_out(attempts: Attempts) -> None:
    tried(attempts, times=500, address=HOME)
    assert tried(attempts, times=1, device_id=PHONE, address=HOME) == 1


def test_guesses_from_a_known_device_are_limited_wherever_it_is(attempts: Attempts) -> None:
    tried(attempts, times=500)
    assert tried(attempts, times=50, device_id=PHONE) == DEVICE_LOGINS_MAX
    assert tried(attempts, times=50, device_id=PHONE, address=HOME) == 0


def test_a_device_that_used_up_its_own_count_is_a_stranger_like_others(attempts: Attempts) -> None:
    assert tried(attempts, times=50, device_id=PHONE) == DEVICE_LOGINS_MAX + ACCOUNT_MAX


def test_who_is_signed_in_is_counted_apart_from_every_guess(attempts: Attempts) -> None:
    for device_id in (None, PHONE):
        tried(attempts, times=500, device_id=device_id, address=HOME)
    assert let_through(50, lambda: attempts.confirm(UUID(int=9))) == ACCOUNT_MAX
    for _ in range(3 * ACCOUNT_MAX):
        attempts.confirm(UUID(int=10))()


def test_guesses_from_one_known_device_lock_no_other_out(attempts: Attempts) -> None:
    tried(attempts, times=500, device_id=PHONE)
    assert tried(attempts, times=1, device_id=UUID(int=2)) == 1


def test_guesses_from_all_known_devices_are_limited_together(attempts: Attempts) -> None:
    tried(attempts, times=500)
    devices = [UUID(int=number) for number in range(1, 9)]
    through = sum(tried(attempts, times=10, device_id=each) for each in devices)
    assert through == DEVICE_LOGINS_IN_ALL_MAX == 60


def test_who_signs_in_often_is_never_refused(attempts: Attempts) -> None:
    for device_id in (None, PHONE):
        for _ in range(3 * ACCOUNT_MAX):
            attempts.login(attempts.account_key(ANNA), HOME, device_id=device_id)()


def test_a_right_password_gives_strangers_none_of_their_guesses_back(attempts: Attempts) -> None:
    tried(attempts, times=5)
    attempts.login(attempts.account_key(ANNA), HOME, device_id=None)()
    assert tried(attempts, times=50) == ACCOUNT_MAX - 5


def test_one_address_tries_a_hundred_accounts(attempts: Attempts) -> None:
    through = sum(
        let_through(1, lambda: attempts.login(f"account {number}", HOME, device_id=None))  # noqa: B023 - called at once
        for number in range(150)
    )
    assert through == SETTINGS.attempts_per_address_max == 100


def test_guesses_that_are_refused_take_nothing_from_the_neighbours(attempts: Attempts) -> None:
    tried(attempts, times=500, address=HOME)
    attempts.login(attempts.account_key("ben@board.example"), HOME, device_id=None)


def test_a_network_of_ipv6_is_one_address(attempts: Attempts) -> None:
    addresses = [f"2001:db8:1:2:{number:x}::1" for number in range(50)]
    through = sum(let_through(1, lambda: attempts.register(address)) for address in addresses)  # noqa: B023
    assert through == SETTINGS.register_attempts_max == 20
    attempts.register("2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_new_hour_brings_new_registrations(attempts: Attempts, clock: StandingClock) -> None:
    assert let_through(50, lambda: attempts.register(HOME)) == SETTINGS.register_attempts_max
    clock.advance(minutes=59)
    with refused() as error:
        attempts.register(HOME)
    assert error.retry_after_seconds == 60
    clock.advance(minutes=1)
    attempts.register(HOME)


def test_refreshes_are_counted_by_session_and_by_address(attempts: Attempts) -> None:
    assert let_through(50, lambda: attempts.refresh(HOME, "one")) == 30
    assert sum(let_through(30, lambda: attempts.refresh(HOME, f"{n}")) for n in range(9)) == 120 - 30  # noqa: B023


def test_what_is_stored_names_nobody(attempts: Attempts, log: LogStore) -> None:
    tried(attempts, times=1)
    tried(attempts, times=1, device_id=PHONE)
    with log.reading.connect() as connection:
        stored = str(connection.execute(select(table)).all())
    assert "login-account/" in stored
    assert not any(word in stored for word in (ANNA, "anna", ELSEWHERE, "203.0"))


def test_counts_that_ended_are_deleted(attempts: Attempts, log: LogStore, clock: StandingClock) -> None:
    tried(attempts, times=1)
    clock.advance(seconds=CLEANED_EVERY_SECONDS + LOGIN_MINUTES * 60)
    attempts.register(HOME)
    with log.reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 1


def test_what_cannot_be_counted_is_not_let_through(attempts: Attempts, log: LogStore) -> None:
    with log.writing.transaction() as connection:
        connection.execute(text("ALTER TABLE attempts RENAME TO elsewhere"))
    with pytest.raises(StoreUnavailableError):
        attempts.login(attempts.account_key(ANNA), HOME, device_id=None)


def test_what_cannot_be_written_is_not_let_through(attempts: Attempts, log: LogStore) -> None:
    with log.writing.transaction() as connection:
        connection.execute(text(TAKES_NOTHING_MORE[log.is_sqlite]))
    with pytest.raises(StoreUnavailableError):
        attempts.login(attempts.account_key(ANNA), HOME, device_id=None)


def test_every_spelling_of_an_address_is_one_account(attempts: Attempts) -> None:
    assert attempts.account_key(" Anna@Board.Example ") == attempts.account_key(ANNA)
    assert attempts.account_key(ANNA) != attempts.account_key("ben@board.example")
