"""ID tokens are believed whatever honest algorithm their issuer uses."""

import time
from collections.abc import Callable

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from infrastructure.identity.oauth.discovery import Metadata
from infrastructure.identity.oauth.errors import ProviderError
from infrastructure.identity.oauth.id_tokens import claims_of

ISSUER = "https://sso.example.org"

NEWER_KEY = {"kty": "AKP", "kid": "newer", "alg": "ML-DSA-44", "pub": "AAAA"}
"""Of a kind that we do not know: it must not stand in the way of the others."""

Key = RSAKey | ECKey | OKPKey

KEYS: dict[str, Callable[[], Key]] = {
    "RS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "PS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "ES256": lambda: ECKey.generate_key("P-256", auto_kid=True),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
}


def subject(algorithm: str, announced: list[str], audience: object = "board") -> object:
    key, now = KEYS[algorithm](), int(time.time())
    metadata = Metadata(
        issuer=ISSUER,
        authorization_endpoint=f"{ISSUER}/authorize",
        token_endpoint=f"{ISSUER}/token",
        jwks_uri=f"{ISSUER}/keys",
        id_token_signing_alg_values_supported=announced,
    )
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "azp": "board",
        "sub": "1",
        "iat": now,
        "exp": now + 9,
        "nonce": "n",
    }
    token = jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])
    keys = {"keys": [NEWER_KEY, key.as_dict(private=False)]}
    return claims_of(token, keys, metadata, client_id="board", nonce="n", access_token="a")["sub"]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("algorithm", KEYS)
def test_every_honest_algorithm_is_believed_where_it_is_announced(algorithm: str) -> None:
    assert subject(algorithm, [algorithm]) == "1"


def test_no_algorithm_is_believed_that_was_not_announced() -> None:
    with pytest.raises(ProviderError):
        subject("ES256", ["RS256"])


def test_a_token_may_be_for_others_as_well_if_it_was_made_for_us() -> None:
    assert subject("ES256", ["ES256"], audience=["other", "board"]) == "1"
