"""The board as a client of a provider: where browsers are sent, and what a code is exchanged for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from pydantic import SecretStr

from infrastructure.identity.oauth.errors import ProviderError
from infrastructure.identity.oauth.outgoing import Outgoing
from infrastructure.identity.oauth.proof import Proof

SECRET_IN_HEADER = "client_secret_basic"  # noqa: S105 - a name from RFC 8414
SECRET_IN_BODY = "client_secret_post"  # noqa: S105 - the same


@dataclass(frozen=True)
class Client:
    """Authlib writes the requests; `Outgoing` carries them, as Authlib's own client would bound no answer."""

    client_id: str
    client_secret: SecretStr
    redirect_uri: str

    def authorization_url(self, endpoint: str, scope: str, proof: Proof, **more: str) -> str:
        url: str = prepare_grant_uri(
            endpoint,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=self.redirect_uri,
            scope=scope,
            state=proof.state,
            code_challenge=create_s256_code_challenge(proof.verifier),
            code_challenge_method="S256",
            **more,
        )
        return url

    async def tokens(
        self, outgoing: Outgoing, endpoint: str, code: str, proof: Proof, *, secret_goes: str
    ) -> Mapping[str, Any]:
        """Raises ProviderError."""
        body = prepare_token_request(
            "authorization_code", redirect_uri=self.redirect_uri, code=code, code_verifier=proof.verifier
        )
        auth = ClientAuth(self.client_id, self.client_secret.get_secret_value(), secret_goes)
        url, headers, body = auth.prepare("POST", endpoint, {}, body)
        tokens = await outgoing.post(url, headers, body)
        if not isinstance(tokens, dict) or not isinstance(tokens.get("access_token"), str):
            raise ProviderError("it gave no access token for the code")
        return tokens
