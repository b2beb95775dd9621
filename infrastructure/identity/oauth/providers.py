"""The services that somebody may sign in with here: those for which the settings have a client."""

from collections.abc import Mapping
from typing import Protocol

from infrastructure.identity.oauth.client import Client
from infrastructure.identity.oauth.github import GitHub
from infrastructure.identity.oauth.openid import OpenIdProvider
from infrastructure.identity.oauth.outgoing import Outgoing
from infrastructure.identity.oauth.person import Person
from infrastructure.identity.oauth.proof import Proof
from infrastructure.settings import Settings


class Provider(Protocol):
    label: str

    async def authorization_url(self, proof: Proof) -> str:
        """Where the browser is sent; raises ProviderError."""

    async def person(self, code: str, issuer: str | None, proof: Proof) -> Person:
        """Whom the code that came back stands for; `issuer` is who says that it was sent by them.

        Raises ProviderError.
        """


def configured_providers(settings: Settings) -> Mapping[str, Provider]:
    """By their names in addresses and in the log, which never change."""
    outgoing = Outgoing()
    found: dict[str, Provider] = {}
    if settings.oauth_google_client_id:
        found["google"] = OpenIdProvider(
            "Google", settings.oauth_google_discovery_url, _client(settings, "google"), outgoing
        )
    if settings.oauth_github_client_id:
        found["github"] = GitHub(
            settings.oauth_github_url, settings.oauth_github_api_url, _client(settings, "github"), outgoing
        )
    if settings.oauth_oidc_client_id:
        found["oidc"] = OpenIdProvider(
            settings.oauth_oidc_name, settings.oauth_oidc_discovery_url, _client(settings, "oidc"), outgoing
        )
    return found


def _client(settings: Settings, provider: str) -> Client:
    return Client(
        getattr(settings, f"oauth_{provider}_client_id"),
        getattr(settings, f"oauth_{provider}_client_secret"),
        f"{settings.public_address}/api/v1/auth/{provider}/callback",
    )
