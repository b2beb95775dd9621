"""Sessions: begun by a password or an identity elsewhere, carried on by refreshing, ended by their owner."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from application.command import Answered, envelope
from application.errors import NotFoundError
from application.executor.command_executor import CommandExecutor
from application.ports import Clock
from application.sign_in.commands import BeginSession, EndSession
from infrastructure.identity.access import Access, AccessRegister
from infrastructure.identity.refresh_tokens import RefreshTokens
from infrastructure.identity.session_table import Session, SessionTable
from infrastructure.identity.signed_tokens import InvalidTokenError
from infrastructure.identity.tokens import Tokens

DEVICE_LENGTH_MAX = 200

GRACE_SECONDS = 30.0
"""So long the token before the newest is answered again: the newest may have been lost on the way."""

SIGNED_OUT = "signed_out"
REUSED = "reused"
TOO_MANY = "too_many"

SESSIONS_MAX = 50
"""Of one account: more than anybody has devices."""


@dataclass(frozen=True)
class Granted:
    """What a session is carried on by."""

    user_id: UUID
    session_id: UUID
    access_token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str = field(repr=False)


class Sessions:
    def __init__(
        self,
        executor: CommandExecutor,
        table: SessionTable,
        access: AccessRegister,
        tokens: Tokens,
        refresh_tokens: RefreshTokens,
        *,
        life: timedelta,
        clock: Clock,
    ) -> None:
        self._executor = executor
        self._table = table
        self._access = access
        self._tokens = tokens
        self._refresh_tokens = refresh_tokens
        self.life = life
        self._clock = clock

    async def begin(self, user_id: UUID, epoch: int, device: str) -> Granted:
        """Raises SessionStaleError where the account changed since `epoch` was read."""
        await self._make_room(user_id)
        session_id = uuid4()
        command = BeginSession(session_id, user_id, epoch, self.life, device[:DEVICE_LENGTH_MAX])
        try:
            await self._executor.execute(command, envelope(user_id))
        except NotFoundError:
            raise InvalidTokenError("This account is not known here.") from None
        return self._granted(user_id, session_id, generation=0)

    def named_by(self, token: str) -> UUID:
        """Raises InvalidTokenError."""
        return self._refresh_tokens.read(token).session_id

    async def refresh(self, token: str) -> Granted:
        """Raises InvalidTokenError; a token that was replaced long ago ends its session."""
        session_id, generation = self._refresh_tokens.read(token)
        session, access = await asyncio.to_thread(self._look_up, session_id)
        if session is None or access is None or access.is_disabled:
            raise InvalidTokenError("This session has ended. Sign in again.")
        if generation >= session.generation:
            newest = generation + 1
            await asyncio.to_thread(self._table.advance, session_id, newest, self.life)
        elif generation == session.generation - 1 and self._is_in_grace(session):
            newest = session.generation
        else:
            with suppress(NotFoundError):
                await self.end(session.user_id, session_id, why=REUSED)
            raise InvalidTokenError("This was used before, so the session has ended. Sign in again.")
        return self._granted(session.user_id, session_id, newest)

    async def end_by(self, token: str) -> Answered[None] | None:
        """A refresh or an access token; None where it is of no open session."""
        with suppress(InvalidTokenError, NotFoundError):
            session = await asyncio.to_thread(self._table.find, self._named_by_either(token))
            if session is not None:
                return await self.end(session.user_id, session.session_id)
        return None

    def _named_by_either(self, token: str) -> UUID:
        """Raises InvalidTokenError."""
        with suppress(InvalidTokenError):
            return self.named_by(token)
        return self._tokens.owner(token).session_id

    async def end(self, user_id: UUID, session_id: UUID, why: str = SIGNED_OUT) -> Answered[None]:
        return await self._executor.execute(EndSession(user_id, session_id, why), envelope(user_id))

    async def _make_room(self, user_id: UUID) -> None:
        """Where there are too many, those that were used longest ago end."""
        open_ones = await asyncio.to_thread(self._table.of_user, user_id)
        for session in open_ones[SESSIONS_MAX - 1 :]:
            with suppress(NotFoundError):
                await self.end(user_id, session.session_id, why=TOO_MANY)

    def living(self, user_id: UUID) -> Sequence[Session]:
        """Where somebody is signed in, the last used first. Reads the log: not for the event loop."""
        found = self._table.of_user(user_id)
        return [each for each in found if self._access.of_session(user_id, each.session_id) is not None]

    def _look_up(self, session_id: UUID) -> tuple[Session | None, Access | None]:
        session = self._table.find(session_id)
        return session, None if session is None else self._access.of_session(session.user_id, session_id)

    def _is_in_grace(self, session: Session) -> bool:
        return self._clock.now().timestamp() - session.refreshed_at <= GRACE_SECONDS

    def _granted(self, user_id: UUID, session_id: UUID, generation: int) -> Granted:
        access_token, expires_at = self._tokens.issue(user_id, session_id)
        refresh_token = self._refresh_tokens.issue(session_id, generation)
        return Granted(user_id, session_id, access_token, expires_at, refresh_token)
