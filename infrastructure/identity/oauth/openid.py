"""A provider that speaks OpenID Connect, Google for one: known by the address of its discovery document."""

from collections.abc import Mapping
from typing import Any

from infrastructure.identity.oauth.client import Client
from infrastructure.identity.oauth.discovery import Discovery, Metadata
from infrastructure.identity.oauth.errors import ProviderError
from infrastructure.identity.oauth.id_tokens import claims_of
from infrastructure.identity.oauth.outgoing import Outgoing
from infrastructure.identity.oauth.person import Person, subject_at, text_or_nothing
from infrastructure.identity.oauth.proof import Proof

SCOPE = "openid email profile"


class OpenIdProvider:
    def __init__(self, label: str, discovery_url: str, client: Client, outgoing: Outgoing) -> None:
        self.label = label
        self._client = client
        self._outgoing = outgoing
        self._discovery = Discovery(discovery_url, outgoing)

    async def authorization_url(self, proof: Proof) -> str:
        metadata = await self._discovery.metadata()
        return self._client.authorization_url(
            metadata.authorization_endpoint, SCOPE, proof, nonce=proof.nonce
        )

    async def person(self, code: str, issuer: str | None, proof: Proof) -> Person:
        metadata = await self._discovery.metadata()
        _ensure_sent_by(metadata, issuer)
        tokens = await self._client.tokens(
            self._outgoing, metadata.token_endpoint, code, proof, secret_goes=metadata.secret_goes
        )
        claims = claims_of(
            tokens.get("id_token"),
            await self._outgoing.get(metadata.jwks_uri),
            metadata,
            client_id=self._client.client_id,
            nonce=proof.nonce,
            access_token=tokens["access_token"],
        )
        told = claims
        if "email" not in claims and metadata.userinfo_endpoint is not None:
            told = await self._asked_about(claims, metadata.userinfo_endpoint, tokens)
        is_theirs = told.get("email_verified") is True
        return Person(
            subject=subject_at(metadata.issuer, claims["sub"]),
            email=text_or_nothing(told.get("email")) or None if is_theirs else None,
            name=text_or_nothing(told.get("name")) or text_or_nothing(claims.get("name")),
        )

    async def _asked_about(
        self, claims: Mapping[str, Any], endpoint: str, tokens: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Some providers tell the address only here, for the same subject (OpenID Connect Core, 5.3.2)."""
        told = await self._outgoing.get(endpoint, bearer=tokens["access_token"])
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise ProviderError("it told about somebody else")
        return told


def _ensure_sent_by(metadata: Metadata, issuer: str | None) -> None:
    """RFC 9207; raises ProviderError."""
    if issuer is None and not metadata.authorization_response_iss_parameter_supported:
        return
    if issuer != metadata.issuer:
        raise ProviderError("the answer is that of another issuer")
