"""ID tokens, signed rightly and in all the ways that must not be believed."""

import base64
import hashlib
import hmac
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

Key = RSAKey | ECKey


PUBLISHED = b"a secret that is among the keys"


def published_secret(key: Key) -> dict[str, Any]:
    return {"kty": "oct", "kid": key.kid, "k": without_padding(PUBLISHED)}


def signed(claims: dict[str, Any], key: Key, algorithm: str) -> str:
    """`foreign` is another key under the issuer's key id, `own key` one that the token brings with it."""
    match algorithm:
        case "none" | "None":
            return _by_hand({"alg": algorithm, "kid": key.kid}, claims, b"")
        case "HS256":
            return _by_hand({"alg": "HS256", "kid": key.kid}, claims, key.as_pem(private=False))
        case "published secret":
            return _by_hand({"alg": "HS256", "kid": key.kid}, claims, PUBLISHED)
        case "foreign":
            foreign = RSAKey.generate_key(2048)
            return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, foreign, algorithms=["RS256"])
        case "own key":
            foreign = RSAKey.generate_key(2048)
            header: dict[str, Any] = {"alg": "RS256", "jwk": foreign.as_dict(private=False)}
            return jwt.encode(header, claims, foreign, algorithms=["RS256"])
        case _:
            return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])


def _by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """No library signs these any more."""
    text = ".".join(without_padding(json.dumps(each).encode()) for each in (header, claims))
    signature = hmac.new(secret, text.encode(), hashlib.sha256).digest() if secret else b""
    return f"{text}.{without_padding(signature)}"


def without_padding(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
