"""Journeys to a provider and back: what is remembered of each lies, signed, with the browser that left."""

import time
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

from infrastructure.identity.oauth.errors import StrayCallbackError
from infrastructure.identity.oauth.proof import Proof
from infrastructure.identity.one_time_links import Invitation
from infrastructure.identity.signed_tokens import InvalidTokenError, SignedTokens

JOURNEY = "oauth-journey"
JOURNEY_LIFE = timedelta(minutes=10)

USED_MAX = 10_000
"""Journeys that came back within their life, on a board that is busy as none is."""

STRAY = "This is no answer to what this browser began. Begin again."


@dataclass(frozen=True)
class Linker:
    """Whose account an identity is to be linked to, and in which session that was asked."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class Journey:
    """`linker` is None for signing in. `next_path` is where the page goes on afterwards."""

    provider: str
    proof: Proof
    next_path: str
    invitation: Invitation | None = None
    linker: Linker | None = None


class Journeys:
    """Each may come back once. Which did is remembered here, and forgotten by a restart; nothing is lost by
    that, as a provider takes a code only once.
    """

    def __init__(self, signed: SignedTokens) -> None:
        self._signed = signed
        self._used: OrderedDict[str, float] = OrderedDict()

    def written(self, journey: Journey) -> str:
        """For the cookie of the browser that began it."""
        linker = journey.linker
        token, _ = self._signed.issue(
            JOURNEY,
            uuid4(),
            JOURNEY_LIFE,
            provider=journey.provider,
            proof=asdict(journey.proof),
            next_path=journey.next_path,
            invitation=None if journey.invitation is None else [str(each) for each in journey.invitation],
            linker=None if linker is None else [str(linker.user_id), str(linker.session_id)],
        )
        return token

    def come_back(self, written: str | None, provider: str, state: str | None) -> Journey:
        """Raises StrayCallbackError."""
        try:
            claims = self._signed.check(written or "", JOURNEY)
        except InvalidTokenError:
            raise StrayCallbackError(STRAY) from None
        proof = Proof(**claims["proof"])
        if claims["provider"] != provider or not compare_digest((state or "").encode(), proof.state.encode()):
            raise StrayCallbackError(STRAY)
        self._use_up(claims["jti"])
        invitation, linker = claims["invitation"], claims["linker"]
        return Journey(
            provider,
            proof,
            claims["next_path"],
            None if invitation is None else Invitation(*map(UUID, invitation)),
            None if linker is None else Linker(*map(UUID, linker)),
        )

    def _use_up(self, id: str) -> None:
        """Raises StrayCallbackError for one that was used."""
        now = time.monotonic()
        while self._used and (
            len(self._used) >= USED_MAX
            or next(iter(self._used.values())) < now - JOURNEY_LIFE.total_seconds()
        ):
            self._used.popitem(last=False)
        if id in self._used:
            raise StrayCallbackError(STRAY)
        self._used[id] = now
