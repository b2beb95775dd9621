"""Attempts to sign in elsewhere: what is remembered of each lies, signed, with the browser that began it."""

import time
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

from infrastructure.identity.oauth.errors import StrayCallbackError
from infrastructure.identity.oauth.proof import Proof
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

ATTEMPT = "oauth-attempt"
ATTEMPT_LIFE = timedelta(minutes=10)

USED_MAX = 10_000
"""Attempts that came back within their life, on a board that is busy as none is."""

STRAY = "This is no answer to what this browser began. Begin again."


@dataclass(frozen=True)
class Linker:
    """Whose account an identity is to be linked to, and in which session that was asked."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class Attempt:
    """`linker` is None for signing in. `next_path` is where the page goes on afterwards."""

    provider: str
    proof: Proof
    next_path: str
    invitation: UUID | None = None
    linker: Linker | None = None


class Attempts:
    """Each may come back once. Which did is remembered here, and forgotten by a restart; nothing is lost by
    that, as a provider takes a code only once.
    """

    def __init__(self, signed: SignedTokens) -> None:
        self._signed = signed
        self._used: OrderedDict[str, float] = OrderedDict()

    def written(self, attempt: Attempt) -> str:
        """For the cookie of the browser that began it."""
        linker = attempt.linker
        token, _ = self._signed.issue(
            ATTEMPT,
            uuid4(),
            ATTEMPT_LIFE,
            provider=attempt.provider,
            proof=asdict(attempt.proof),
            next_path=attempt.next_path,
            invitation=None if attempt.invitation is None else str(attempt.invitation),
            linker=None if linker is None else [str(linker.user_id), str(linker.session_id)],
        )
        return token

    def come_back(self, written: str | None, provider: str, state: str | None) -> Attempt:
        """Raises StrayCallbackError."""
        try:
            claims = self._signed.check(written or "", ATTEMPT)
        except InvalidTokenError:
            raise StrayCallbackError(STRAY) from None
        proof = Proof(**claims["proof"])
        if claims["provider"] != provider or not compare_digest((state or "").encode(), proof.state.encode()):
            raise StrayCallbackError(STRAY)
        self._use_up(claims["jti"])
        invitation, linker = claims["invitation"], claims["linker"]
        return Attempt(
            provider,
            proof,
            claims["next_path"],
            None if invitation is None else UUID(invitation),
            None if linker is None else Linker(*map(UUID, linker)),
        )

    def _use_up(self, id: str) -> None:
        """Raises StrayCallbackError for one that was used."""
        now = time.monotonic()
        while self._used and (
            len(self._used) >= USED_MAX
            or next(iter(self._used.values())) < now - ATTEMPT_LIFE.total_seconds()
        ):
            self._used.popitem(last=False)
        if id in self._used:
            raise StrayCallbackError(STRAY)
        self._used[id] = now
