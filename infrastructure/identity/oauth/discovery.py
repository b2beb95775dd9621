"""What an OpenID provider says about itself, where its discovery URL leads."""

import asyncio
import time

from pydantic import BaseModel, ConfigDict, ValidationError

from infrastructure.identity.oauth.client import SECRET_IN_BODY, SECRET_IN_HEADER
from infrastructure.identity.oauth.errors import ProviderError
from infrastructure.identity.oauth.outgoing import Outgoing

WELL_KNOWN = "/.well-known/openid-configuration"

ALGORITHMS = frozenset({"RS256", "ES256", "PS256", "EdDSA", "Ed25519"})
"""Only a provider can sign with these. Never `none`, and never one whose key we would have as well."""

KEPT_SECONDS = 3_600.0
TRIED_AGAIN_AFTER_SECONDS = 5.0
"""Whoever comes while a provider is away is told so at once."""


class Metadata(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = [SECRET_IN_HEADER]
    authorization_response_iss_parameter_supported: bool = False

    @property
    def algorithms(self) -> list[str]:
        return [each for each in self.id_token_signing_alg_values_supported if each in ALGORITHMS]

    @property
    def secret_goes(self) -> str:
        is_in_header = SECRET_IN_HEADER in self.token_endpoint_auth_methods_supported
        return SECRET_IN_HEADER if is_in_header else SECRET_IN_BODY


class Discovery:
    def __init__(self, url: str, outgoing: Outgoing) -> None:
        self._url = url
        self._outgoing = outgoing
        self._found: Metadata | None = None
        self._good_until = 0.0
        self._asking = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """Raises ProviderError."""
        async with self._asking:
            if time.monotonic() >= self._good_until:
                await self._ask()
            if self._found is None:
                raise ProviderError("it could not be asked a moment ago")
            return self._found

    async def _ask(self) -> None:
        self._found = None
        try:
            self._found = _checked(await self._outgoing.get(self._url), self._url)
        finally:
            seconds = KEPT_SECONDS if self._found else TRIED_AGAIN_AFTER_SECONDS
            self._good_until = time.monotonic() + seconds


def _checked(document: object, url: str) -> Metadata:
    """Raises ProviderError."""
    try:
        metadata = Metadata.model_validate(document)
    except ValidationError as error:
        wrong = ", ".join(str(each["loc"][0]) for each in error.errors() if each["loc"])
        raise ProviderError(f"its discovery document is wrong: {wrong}") from None
    if metadata.issuer.rstrip("/") + WELL_KNOWN != url:
        raise ProviderError("its discovery document is that of another issuer")
    endpoints = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
    scheme = url.partition(":")[0] + "://"
    if not all(
        each.startswith((scheme, "https://")) for each in [*endpoints, metadata.userinfo_endpoint or url]
    ):
        raise ProviderError("its discovery document leads to addresses without TLS")
    return metadata
