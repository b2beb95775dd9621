"""How sessions, passwords, API tokens and identities elsewhere begin and end."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from application.accounts.hosts import ensure_host
from application.accounts.people import open_account, sign_in_of
from application.claims import IDENTITY, release_claim, take_claim
from application.decision import Decision
from application.errors import NotFoundError
from application.ports import Aggregates, Clock
from application.records import Credential, EndedSession, NewApiToken, NewSession, RevokedApiToken
from application.sessions import InSession
from application.sign_in.commands import (
    BeginSession,
    ChangePassword,
    EndSession,
    IssueToken,
    LinkIdentity,
    OfferReset,
    PasswordChosen,
    ResetOffered,
    ResetPassword,
    RevokeToken,
    SignOutEverywhere,
    UnlinkIdentity,
)
from domain.errors import SessionStaleError
from domain.sign_in import SignIn


class SignInHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def begin_session(self, command: BeginSession) -> Decision[None]:
        """Beginning is no event: what must be known of it stands beside the log."""
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        if account.is_disabled:
            raise SessionStaleError("This account was disabled meanwhile.")
        sign_in = sign_in_of(self._aggregates, account, at=now)
        sign_in.ensure_of_this_epoch(command.epoch)
        new = NewSession(
            command.session_id,
            command.user_id,
            command.epoch,
            command.device,
            now.timestamp(),
            (now + command.life).timestamp(),
        )
        return Decision([], None, [new])

    def end_session(self, command: EndSession) -> Decision[None]:
        sign_in = self._sign_in(command.user_id)
        now = self._clock.now()
        sign_in.end_session(command.session_id, why=command.why, reason=command.reason, at=now)
        return Decision([sign_in], None, [EndedSession(command.session_id)])

    def sign_out_everywhere(self, command: SignOutEverywhere) -> Decision[None]:
        sign_in = self._sign_in(command.user_id)
        sign_in.sign_out_everywhere(at=self._clock.now())
        return Decision([sign_in], None)

    def change_password(self, command: ChangePassword) -> Decision[PasswordChosen]:
        """The session that is kept, too, changes the password that it was shown, and not the next one."""
        sign_in = self._asked_in_session(command.user_id, command.asked)
        sign_in.ensure_of_this_epoch(command.asked.epoch)
        sign_in.change_password(kept_session=command.asked.session_id, at=self._clock.now())
        return Decision(
            [sign_in], PasswordChosen(sign_in.epoch), [Credential(command.user_id, command.password_hash)]
        )

    def offer_reset(self, command: OfferReset) -> Decision[ResetOffered]:
        sign_in = self._sign_in(command.user_id)
        sign_in.offer_reset(reason=command.reason, at=self._clock.now())
        return Decision([sign_in], ResetOffered(sign_in.offer))

    def reset_password(self, command: ResetPassword) -> Decision[PasswordChosen]:
        ensure_host(self._aggregates, command.offered_by)
        sign_in = self._sign_in(command.user_id)
        sign_in.reset_password(command.offer, at=self._clock.now())
        return Decision(
            [sign_in], PasswordChosen(sign_in.epoch), [Credential(command.user_id, command.password_hash)]
        )

    def issue_token(self, command: IssueToken) -> Decision[None]:
        now, until = self._clock.now(), command.expires_at
        sign_in = self._asked_in_session(command.user_id, command.asked)
        sign_in.issue_token(command.token_id, command.scopes, expires_at=until, at=now)
        new = NewApiToken(
            command.token_id,
            command.user_id,
            command.name,
            " ".join(sorted(command.scopes)),
            command.secret_hash,
            now.timestamp(),
            None if until is None else until.timestamp(),
        )
        return Decision([sign_in], None, [new])

    def revoke_token(self, command: RevokeToken) -> Decision[None]:
        sign_in = self._sign_in(command.user_id)
        if not sign_in.has_token(command.token_id):
            raise NotFoundError("API token", command.token_id)
        sign_in.revoke_token(command.token_id, reason=command.reason, at=self._clock.now())
        return Decision([sign_in], None, [RevokedApiToken(command.token_id)])

    def link(self, command: LinkIdentity) -> Decision[None]:
        now, external = self._clock.now(), command.external
        sign_in = self._asked_in_session(command.user_id, command.asked)
        sign_in.link(external.provider, external.identity, at=now)
        claim = take_claim(self._aggregates, IDENTITY, external.identity, command.user_id, at=now)
        return Decision([sign_in, claim], None)

    def unlink(self, command: UnlinkIdentity) -> Decision[None]:
        now = self._clock.now()
        sign_in = self._asked_in_session(command.user_id, command.asked)
        identity = sign_in.identities.get(command.provider)
        if identity is None:
            raise NotFoundError("linked account of", command.provider)
        sign_in.unlink(command.provider, at=now)
        claim = release_claim(self._aggregates, IDENTITY, identity, command.user_id, at=now)
        return Decision([sign_in, claim], None)

    def _asked_in_session(self, user_id: UUID, asked: InSession) -> SignIn:
        """Raises SessionStaleError where that session has ended since it was let in."""
        sign_in = self._sign_in(user_id)
        sign_in.ensure_open(asked.session_id, asked.epoch)
        return sign_in

    def _sign_in(self, user_id: UUID) -> SignIn:
        """Raises NotFoundError."""
        return sign_in_of(self._aggregates, open_account(self._aggregates, user_id), at=self._clock.now())

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            BeginSession: self.begin_session,
            ChangePassword: self.change_password,
            EndSession: self.end_session,
            IssueToken: self.issue_token,
            LinkIdentity: self.link,
            OfferReset: self.offer_reset,
            ResetPassword: self.reset_password,
            RevokeToken: self.revoke_token,
            SignOutEverywhere: self.sign_out_everywhere,
            UnlinkIdentity: self.unlink,
        }
