"""Signing in elsewhere, from sending the browser off to knowing who came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from infrastructure.identity.oauth.attempts import Attempt, Attempts, Linker
from infrastructure.identity.oauth.person import Person
from infrastructure.identity.oauth.proof import new_proof
from infrastructure.identity.oauth.providers import Provider


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what it keeps meanwhile."""

    authorization_url: str = field(repr=False)
    written_attempt: str = field(repr=False)


class OAuthFlow:
    def __init__(self, providers: Mapping[str, Provider], attempts: Attempts) -> None:
        self.providers = providers
        self._attempts = attempts

    async def begin(
        self,
        provider: str,
        *,
        next_path: str,
        invitation: UUID | None = None,
        linker: Linker | None = None,
    ) -> Begun:
        """Raises ProviderError."""
        attempt = Attempt(provider, new_proof(), next_path, invitation, linker)
        url = await self.providers[provider].authorization_url(attempt.proof)
        return Begun(url, self._attempts.written(attempt))

    def come_back(self, written: str | None, provider: str, state: str | None) -> Attempt:
        """The attempt, once; raises StrayCallbackError."""
        return self._attempts.come_back(written, provider, state)

    async def person(self, attempt: Attempt, code: str, issuer: str | None) -> Person:
        """Raises ProviderError."""
        return await self.providers[attempt.provider].person(code, issuer, attempt.proof)
