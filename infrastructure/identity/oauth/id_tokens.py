"""The ID token: what an OpenID provider signs about somebody, for us, for this journey."""

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from infrastructure.identity.oauth.discovery import Metadata
from infrastructure.identity.oauth.errors import ProviderError

LEEWAY_SECONDS = 60
"""Clocks differ."""


def claims_of(
    id_token: object,
    keys: Any,
    metadata: Metadata,
    *,
    client_id: str,
    nonce: str,
    access_token: str,
) -> Mapping[str, Any]:
    """Raises ProviderError unless this issuer signed it, for this client, for this journey, just now."""
    if not isinstance(id_token, str):
        raise ProviderError("it gave no ID token")
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=metadata.algorithms)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"value": metadata.issuer}, "aud": {"value": client_id}},
            {"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise ProviderError(f"its ID token is not to be trusted: {type(error).__name__}") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ProviderError(f"its ID token cannot be read: {type(error).__name__}") from None
    checked: Mapping[str, Any] = claims
    return checked
