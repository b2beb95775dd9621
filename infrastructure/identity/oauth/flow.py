"""Signing in elsewhere, from sending the browser off to knowing who came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infrastructure.identity.oauth.journeys import Journey, Journeys, Linker
from infrastructure.identity.oauth.person import Person
from infrastructure.identity.oauth.proof import new_proof
from infrastructure.identity.oauth.providers import Provider
from infrastructure.identity.one_time_links import Invitation


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what it keeps meanwhile."""

    authorization_url: str = field(repr=False)
    written_journey: str = field(repr=False)


class OAuthFlow:
    def __init__(self, providers: Mapping[str, Provider], journeys: Journeys) -> None:
        self.providers = providers
        self._journeys = journeys

    async def begin(
        self,
        provider: str,
        *,
        next_path: str,
        invitation: Invitation | None = None,
        linker: Linker | None = None,
    ) -> Begun:
        """Raises ProviderError."""
        journey = Journey(provider, new_proof(), next_path, invitation, linker)
        url = await self.providers[provider].authorization_url(journey.proof)
        return Begun(url, self._journeys.written(journey))

    def come_back(self, written: str | None, provider: str, state: str | None) -> Journey:
        """The journey, once; raises StrayCallbackError."""
        return self._journeys.come_back(written, provider, state)

    async def person(self, journey: Journey, code: str, issuer: str | None) -> Person:
        """Raises ProviderError."""
        return await self.providers[journey.provider].person(code, issuer, journey.proof)
