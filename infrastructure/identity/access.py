"""Who may act now: what each session and API token is good for, in memory, refreshed by what the log says."""

import hmac
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from application.decision import Commit
from application.sessions import Asked, ByApiToken, InSession
from application.soundboard import Soundboard
from domain.aggregate import Event
from domain.identifiers import OPERATOR_ID, sign_in_id
from domain.sign_in import SignIn
from domain.user_account import UserAccount
from domain.values import Role, Scope
from infrastructure.identity.api_tokens import ApiToken, ApiTokenTable, PresentedToken, hash_of
from infrastructure.identity.session_table import Session, SessionTable
from projections.projector import Recorded

REMEMBERED_MAX = 10_000


@dataclass(frozen=True)
class Access:
    """`scopes` None is a person's own session, which may do whatever they may. Times are as in the log."""

    user_id: UUID
    role: Role
    is_disabled: bool
    credential_id: UUID
    """The session or the API token by which they came."""
    begun_at: float
    epoch: int = 0
    """Of sessions: what it was when this was looked up."""
    scopes: frozenset[Scope] | None = None
    expires_at: float | None = None
    secret_hash: str = ""

    @property
    def asked(self) -> InSession:
        """What a change of how somebody gets in must name: it is refused once this session has ended."""
        return InSession(self.credential_id, self.epoch)

    @property
    def as_host(self) -> Asked:
        """What a host's command must name: it may be an API token."""
        return self.asked if self.scopes is None else ByApiToken(self.credential_id)

    def has_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, hash_of(secret))


class AccessRegister:
    """Asks the log itself for what it does not remember: it is never behind a registration.

    It trusts its memory only while `is_current` says that it hears what the log says.
    """

    def __init__(
        self,
        soundboard: Soundboard,
        sessions: SessionTable,
        api_tokens: ApiTokenTable,
        is_current: Callable[[], bool],
    ) -> None:
        self._soundboard = soundboard
        self._sessions = sessions
        self._api_tokens = api_tokens
        self._is_current = is_current
        self._remembered: OrderedDict[UUID, Access] = OrderedDict()
        self._of_user: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._changes = 0
        self._lock = Lock()

    def remembered(self, credential_id: UUID) -> Access | None:
        return self._remembered.get(credential_id) if self._is_current() else None

    # These read the log where they must: not for the event loop.

    def of_session(self, user_id: UUID, session_id: UUID) -> Access | None:
        """None where there is no such session, or no longer."""
        changes = self._changes
        if user_id == OPERATOR_ID:
            return Access(
                user_id, Role.ADMIN, is_disabled=False, credential_id=session_id, begun_at=time.time()
            )
        session = self._sessions.find(session_id)
        if session is None or session.user_id != user_id:
            return None
        account, epoch = self._account(user_id), self._epoch_in_which_open(session)
        if account is None or epoch is None:
            return None
        access = Access(user_id, account.role, account.is_disabled, session_id, session.begun_at, epoch)
        return self._remember(access, changes)

    def of_api_token(self, presented: PresentedToken) -> Access | None:
        changes = self._changes
        token = self._api_tokens.find(presented.token_id)
        if token is None or not hmac.compare_digest(token.secret_hash, hash_of(presented.secret)):
            return None
        account = self._account(token.user_id)
        return None if account is None else self._remember(_access_by(token, account), changes)

    def epoch_of(self, user_id: UUID) -> int:
        """What a session that begins now must name."""
        sign_in = self._soundboard.find(SignIn, sign_in_id(user_id))
        return 0 if sign_in is None else sign_in.epoch

    def is_host(self, user_id: UUID) -> bool:
        """Now; the command line is one always."""
        if user_id == OPERATOR_ID:
            return True
        account = self._account(user_id)
        return account is not None and account.is_active_admin

    def is_gone(self, user_id: UUID) -> bool:
        """Erased, or never there."""
        return self._account(user_id) is None

    def offer_of(self, user_id: UUID) -> int | None:
        """The newest offer to choose another password; None for who was erased."""
        if self.is_gone(user_id):
            return None
        sign_in = self._soundboard.find(SignIn, sign_in_id(user_id))
        return 0 if sign_in is None else sign_in.offer

    def is_disabled(self, user_id: UUID) -> bool:
        account = self._account(user_id)
        return account is not None and account.is_disabled

    def _account(self, user_id: UUID) -> UserAccount | None:
        account = self._soundboard.find(UserAccount, user_id)
        return None if account is None or account.is_erased else account

    def _epoch_in_which_open(self, session: Session) -> int | None:
        sign_in = self._soundboard.find(SignIn, sign_in_id(session.user_id))
        if sign_in is None:
            return 0 if session.epoch == 0 else None
        is_open = sign_in.epoch == session.epoch or sign_in.kept_session == session.session_id
        return sign_in.epoch if is_open else None

    def _remember(self, access: Access, changes: int) -> Access:
        """Unless something changed while it was read."""
        with self._lock:
            if self._changes == changes:
                self._remembered[access.credential_id] = access
                self._of_user[access.user_id].add(access.credential_id)
                if len(self._remembered) > REMEMBERED_MAX:
                    self._forget(self._remembered.popitem(last=False)[1])
        return access

    def _forget(self, access: Access) -> None:
        theirs = self._of_user[access.user_id]
        theirs.discard(access.credential_id)
        if not theirs:
            del self._of_user[access.user_id]

    def after_commit(self, _: int, commit: Commit) -> None:
        """Before anybody is answered: who was demoted is refused from then on, not a moment later."""
        self._forget_those_of(commit.events)

    def on_page(self, page: Sequence[Recorded]) -> None:
        """What other processes committed comes this way alone."""
        self._forget_those_of(recorded.event for recorded in page)

    def _forget_those_of(self, events: Iterable[Event]) -> None:
        changed = {id for event in events if (id := _whose(event)) is not None}
        if not changed:
            return
        with self._lock:
            self._changes += 1
            for user_id in changed:
                for credential_id in self._of_user.pop(user_id, ()):
                    self._remembered.pop(credential_id, None)


def _whose(event: Event) -> UUID | None:
    match event.TOPIC.partition(".")[0]:
        case UserAccount.TOPIC:
            return event.originator_id
        case SignIn.TOPIC:
            user_id: UUID = vars(event)["user_id"]
            return user_id
        case _:
            return None


def _access_by(token: ApiToken, account: UserAccount) -> Access:
    return Access(
        account.id,
        account.role,
        account.is_disabled,
        token.token_id,
        token.issued_at,
        scopes=token.granted,
        expires_at=token.expires_at,
        secret_hash=token.secret_hash,
    )
