"""A session is carried on by its newest token, and ended by one that should not exist any more."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from application.command import envelope
from application.sign_in.commands import SignOutEverywhere
from domain.errors import SessionStaleError
from domain.sign_in import SignIn
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.api_tokens import ApiTokenTable
from infrastructure.identity.refresh_tokens import RefreshTokens
from infrastructure.identity.session_table import SessionTable
from infrastructure.identity.sessions import GRACE_SECONDS, Sessions
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens
from infrastructure.identity.tokens import Tokens
from tests.application.test_account_handlers import registration
from tests.support.aggregates import ANNA
from tests.support.soundboard import Board

KEY = b"k" * 32
LIFE = timedelta(days=30)


class House:
    """A board's sessions, at a time that stands still until a test moves it."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.table = SessionTable(board.log.writing, board.log.reading, board.clock)
        api_tokens = ApiTokenTable(board.log.writing, board.log.reading, board.clock)
        self.access = AccessRegister(board.soundboard, self.table, api_tokens, is_current=lambda: True)
        tokens = Tokens(SignedTokens(KEY, board.clock), timedelta(minutes=15), board.clock)
        self.executor = board.executor()
        self.executor.start()
        self.refresh_tokens = RefreshTokens(KEY)
        self.sessions = Sessions(
            self.executor,
            self.table,
            self.access,
            tokens,
            self.refresh_tokens,
            life=LIFE,
            clock=board.clock,
        )


@pytest.fixture
def house(board: Board) -> Iterator[House]:
    board.when(registration())
    board.given()
    house = House(board)
    yield house
    house.executor.close()


async def test_within_the_grace_the_token_before_the_newest_gets_the_newest(house: House) -> None:
    first = await house.sessions.begin(ANNA, 0, "phone")
    second = await house.sessions.refresh(first.refresh_token)
    house.board.clock.advance(seconds=GRACE_SECONDS)
    again = await house.sessions.refresh(first.refresh_token)
    assert again.refresh_token == second.refresh_token


async def test_after_the_grace_it_ends_the_session(house: House) -> None:
    first = await house.sessions.begin(ANNA, 0, "phone")
    second = await house.sessions.refresh(first.refresh_token)
    house.board.clock.advance(seconds=GRACE_SECONDS + 1)
    with pytest.raises(InvalidTokenError):
        await house.sessions.refresh(first.refresh_token)
    with pytest.raises(InvalidTokenError):
        await house.sessions.refresh(second.refresh_token)
    assert house.board.then() == [SignIn.SessionEnded]
    [event] = house.board.recorded()
    assert vars(event)["why"] == "reused"


async def test_a_token_newer_than_we_remember_tells_how_far_we_were(house: House) -> None:
    """A power cut may undo a refresh that was answered."""
    first = await house.sessions.begin(ANNA, 0, "phone")
    ahead = house.refresh_tokens.issue(first.session_id, 3)
    after = await house.sessions.refresh(ahead)
    assert house.refresh_tokens.read(after.refresh_token).generation == 4


async def test_a_session_that_is_used_lives_on_and_one_that_is_not_expires(house: House) -> None:
    used = await house.sessions.begin(ANNA, 0, "phone")
    unused = await house.sessions.begin(ANNA, 0, "laptop")
    house.board.clock.advance(days=20)
    used = await house.sessions.refresh(used.refresh_token)
    house.board.clock.advance(days=20)
    await house.sessions.refresh(used.refresh_token)
    with pytest.raises(InvalidTokenError):
        await house.sessions.refresh(unused.refresh_token)
    house.table.forget_expired()
    assert [each.device for each in house.table.of_user(ANNA)] == ["phone"]


async def test_signing_out_everywhere_ends_those_that_are_open_and_those_that_begin(house: House) -> None:
    epoch = house.access.epoch_of(ANNA)
    open_one = await house.sessions.begin(ANNA, epoch, "phone")
    house.executor.run(SignOutEverywhere(ANNA), envelope(ANNA))
    assert house.access.of_session(ANNA, open_one.session_id) is None
    with pytest.raises(SessionStaleError):
        await house.sessions.begin(ANNA, epoch, "laptop")
    assert house.sessions.living(ANNA) == []


async def test_nobody_begins_a_session_of_who_is_not_there(house: House) -> None:
    with pytest.raises(InvalidTokenError):
        await house.sessions.begin(uuid4(), 0, "phone")


async def test_a_register_that_hears_nothing_trusts_nothing(house: House) -> None:
    is_current = True
    register = AccessRegister(
        house.board.soundboard,
        house.table,
        ApiTokenTable(house.board.log.writing, house.board.log.reading, house.board.clock),
        is_current=lambda: is_current,
    )
    session = await house.sessions.begin(ANNA, 0, "phone")
    register.of_session(ANNA, session.session_id)
    assert register.remembered(session.session_id) is not None
    is_current = False
    assert register.remembered(session.session_id) is None


async def test_whoever_changed_is_looked_up_anew_from_the_commit_on(house: House) -> None:
    session = await house.sessions.begin(ANNA, 0, "phone")
    house.access.of_session(ANNA, session.session_id)
    assert house.access.remembered(session.session_id) is not None
    house.executor.run(SignOutEverywhere(ANNA), envelope(ANNA))
    house.access.after_commit(0, house.board.commits[-1])
    assert house.access.remembered(session.session_id) is None


async def test_the_device_is_kept_short(house: House) -> None:
    await house.sessions.begin(ANNA, 0, "x" * 10_000)
    [session] = house.table.of_user(ANNA)
    assert len(session.device) == 200
