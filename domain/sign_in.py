"""How one person gets in: by password, by an identity elsewhere, by sessions and API tokens.

Secrets, and the hashes of secrets, are not here: they are kept beside the log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.aggregate import AggregateRoot, Event, FirstEvent
from domain.errors import (
    AlreadyLinkedError,
    LastWayInError,
    LinkStaleError,
    SessionStaleError,
    TooManyTokensError,
)
from domain.identifiers import sign_in_id
from domain.reasons import valid_reason
from domain.values import Scope

STALE_LINK = "This link was used already, or another took its place."

ENDED_REMEMBERED_MAX = 50
"""Sessions that ended last: ending one of them again is not news."""

TOKENS_MAX = 50
"""API tokens of one account that have not expired: more than anybody has programs."""


class SignIn(AggregateRoot):
    """A session begins with the `epoch` of its time. When that grows, all sessions before it have ended."""

    TOPIC = "sign_in"

    # What can happen.

    @dataclass(frozen=True)
    class Opened(FirstEvent):
        TOPIC = "sign_in.opened"
        user_id: UUID
        has_password: bool

    @dataclass(frozen=True)
    class PasswordChanged(Event):
        """All sessions end, but the one in which it was changed."""

        TOPIC = "sign_in.password_changed"
        user_id: UUID
        kept_session: UUID | None

    @dataclass(frozen=True)
    class ResetOffered(Event):
        """A one-time link was made, with which the owner may choose another password."""

        TOPIC = "sign_in.reset_offered"
        user_id: UUID
        reason: str

    @dataclass(frozen=True)
    class SignedOutEverywhere(Event):
        TOPIC = "sign_in.signed_out_everywhere"
        user_id: UUID

    @dataclass(frozen=True)
    class SessionEnded(Event):
        """`why`: signed_out, by_host with a reason, or reused where an old refresh token came back."""

        TOPIC = "sign_in.session_ended"
        user_id: UUID
        session_id: UUID
        why: str
        reason: str

    @dataclass(frozen=True)
    class TokenIssued(Event):
        TOPIC = "sign_in.token_issued"
        user_id: UUID
        token_id: UUID
        scopes: list[str]
        expires_at: datetime | None

    @dataclass(frozen=True)
    class TokenRevoked(Event):
        """The reason is a host's; people revoke their own without one."""

        TOPIC = "sign_in.token_revoked"
        user_id: UUID
        token_id: UUID
        reason: str

    @dataclass(frozen=True)
    class IdentityLinked(Event):
        """`identity` is a keyed hash of provider and subject, and finds its claim."""

        TOPIC = "sign_in.identity_linked"
        user_id: UUID
        provider: str
        identity: str

    @dataclass(frozen=True)
    class IdentityUnlinked(Event):
        TOPIC = "sign_in.identity_unlinked"
        user_id: UUID
        provider: str

    @dataclass(frozen=True)
    class Closed(Event):
        """Nobody gets in by it any more."""

        TOPIC = "sign_in.closed"
        user_id: UUID

    # What can be asked of it.

    @classmethod
    def open(cls, user_id: UUID, *, has_password: bool, at: datetime) -> SignIn:
        return cls(id=sign_in_id(user_id), user_id=user_id, has_password=has_password, timestamp=at)

    def ensure_of_this_epoch(self, epoch: int) -> None:
        """Raises SessionStaleError when the account changed since `epoch` was looked up."""
        if epoch != self.epoch:
            raise SessionStaleError("The account changed meanwhile. Sign in again.")

    def ensure_open(self, session_id: UUID, epoch: int) -> None:
        """Raises SessionStaleError when a session ended that was open in `epoch`."""
        if str(session_id) in self.ended:
            raise SessionStaleError("This session has ended. Sign in again.")
        if session_id != self.kept_session:
            self.ensure_of_this_epoch(epoch)

    def change_password(self, *, kept_session: UUID | None, at: datetime) -> None:
        self._password_changed(user_id=self.user_id, kept_session=kept_session, timestamp=at)

    def offer_reset(self, *, reason: str, at: datetime) -> None:
        """It voids the links offered before."""
        self._reset_offered(user_id=self.user_id, reason=valid_reason(reason), timestamp=at)

    def reset_password(self, offer: int, *, at: datetime) -> None:
        """Raises LinkStaleError unless the link is of the newest offer, and nothing was changed since."""
        if offer != self.offer:
            raise LinkStaleError(STALE_LINK)
        self.change_password(kept_session=None, at=at)

    def sign_out_everywhere(self, *, at: datetime) -> None:
        self._signed_out_everywhere(user_id=self.user_id, timestamp=at)

    def end_session(self, session_id: UUID, *, why: str, reason: str, at: datetime) -> None:
        if str(session_id) in self.ended:
            return
        self._session_ended(
            user_id=self.user_id,
            session_id=session_id,
            why=why,
            reason=reason and valid_reason(reason),
            timestamp=at,
        )

    def issue_token(
        self, token_id: UUID, scopes: Collection[Scope], *, expires_at: datetime | None, at: datetime
    ) -> None:
        living = [until for until in self.tokens.values() if until is None or until > at.isoformat()]
        if len(living) >= TOKENS_MAX:
            raise TooManyTokensError(f"An account has at most {TOKENS_MAX} tokens. Revoke one first.")
        self._token_issued(
            user_id=self.user_id,
            token_id=token_id,
            scopes=sorted(map(str, scopes)),
            expires_at=expires_at,
            timestamp=at,
        )

    def has_token(self, token_id: UUID) -> bool:
        return str(token_id) in self.tokens

    def revoke_token(self, token_id: UUID, *, reason: str, at: datetime) -> None:
        if self.has_token(token_id):
            reason = reason and valid_reason(reason)
            self._token_revoked(user_id=self.user_id, token_id=token_id, reason=reason, timestamp=at)

    def link(self, provider: str, identity: str, *, at: datetime) -> None:
        """Linking what is linked is not news. Raises AlreadyLinkedError for a second one of a provider."""
        if (linked := self.identities.get(provider)) == identity:
            return
        if linked is not None:
            raise AlreadyLinkedError(f"Another {provider} account is linked. Unlink that one first.")
        self._identity_linked(user_id=self.user_id, provider=provider, identity=identity, timestamp=at)

    def unlink(self, provider: str, *, at: datetime) -> None:
        """Raises LastWayInError where nothing else would be left."""
        if provider not in self.identities:
            return
        if not self.has_password and len(self.identities) == 1:
            raise LastWayInError("This is the only way into your account. Choose a password first.")
        self._identity_unlinked(user_id=self.user_id, provider=provider, timestamp=at)

    def close(self, *, at: datetime) -> None:
        self._closed(user_id=self.user_id, timestamp=at)

    @staticmethod
    def restore(state: dict[str, Any]) -> None:
        AggregateRoot.restore(state)
        state["user_id"] = UUID(str(state["user_id"]))
        state["kept_session"] = state["kept_session"] and UUID(str(state["kept_session"]))

    # What each event changes.

    @event(Opened)
    def __init__(self, id: UUID, user_id: UUID, has_password: bool, timestamp: datetime) -> None:
        self.user_id = user_id
        self.has_password = has_password
        self.epoch = 0
        self.kept_session: UUID | None = None
        self.offer = 0
        self.tokens: dict[str, str | None] = {}
        self.identities: dict[str, str] = {}
        self.ended: list[str] = []

    @event(PasswordChanged)
    def _password_changed(self, user_id: UUID, kept_session: UUID | None, timestamp: datetime) -> None:
        self.has_password = True
        self.epoch += 1
        self.offer += 1
        self.kept_session = kept_session

    @event(ResetOffered)
    def _reset_offered(self, user_id: UUID, reason: str, timestamp: datetime) -> None:
        self.offer += 1

    @event(SignedOutEverywhere)
    def _signed_out_everywhere(self, user_id: UUID, timestamp: datetime) -> None:
        self.epoch += 1
        self.kept_session = None

    @event(SessionEnded)
    def _session_ended(
        self, user_id: UUID, session_id: UUID, why: str, reason: str, timestamp: datetime
    ) -> None:
        self.ended = [*self.ended, str(session_id)][-ENDED_REMEMBERED_MAX:]

    @event(TokenIssued)
    def _token_issued(
        self,
        user_id: UUID,
        token_id: UUID,
        scopes: list[str],
        expires_at: datetime | None,
        timestamp: datetime,
    ) -> None:
        now = timestamp.isoformat()
        self.tokens = {id: until for id, until in self.tokens.items() if until is None or until > now}
        self.tokens[str(token_id)] = None if expires_at is None else expires_at.isoformat()

    @event(TokenRevoked)
    def _token_revoked(self, user_id: UUID, token_id: UUID, reason: str, timestamp: datetime) -> None:
        self.tokens.pop(str(token_id), None)

    @event(IdentityLinked)
    def _identity_linked(self, user_id: UUID, provider: str, identity: str, timestamp: datetime) -> None:
        self.identities[provider] = identity

    @event(IdentityUnlinked)
    def _identity_unlinked(self, user_id: UUID, provider: str, timestamp: datetime) -> None:
        del self.identities[provider]

    @event(Closed)
    def _closed(self, user_id: UUID, timestamp: datetime) -> None:
        self.epoch += 1
        self.kept_session = None
        self.has_password = False
        self.tokens = {}
        self.identities = {}
