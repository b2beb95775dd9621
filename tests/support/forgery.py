"""Tokens as nobody should get in with: forged, mangled, stale, or of another kind."""

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

Claims = Mapping[str, Any]
HEADER = {"alg": "HS256", "typ": "JWT"}

HASHES: Mapping[str, Callable[..., Any]] = {
    "HS256": hashlib.sha256,
    "HS384": hashlib.sha384,
    "HS512": hashlib.sha512,
}


def encoded(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")


def by_hand(header: Any, claims: Any, key: bytes, *, payload: bytes | None = None) -> str:
    """A well-signed token, whatever stands in it."""
    body = json.dumps(claims).encode() if payload is None else payload
    signed = encoded(json.dumps(header).encode()) + b"." + encoded(body)
    hash_of = HASHES.get(header.get("alg"), hashlib.sha256)
    return (signed + b"." + encoded(hmac.new(key, signed, hash_of).digest())).decode()


def unsigned(algorithm: str, claims: Claims) -> str:
    parts = (json.dumps({"alg": algorithm, "typ": "JWT"}), json.dumps(claims))
    return ".".join(encoded(each.encode()).decode() for each in parts) + "."


EVIL_KEYS = json.dumps(
    {"keys": [{"kty": "oct", "kid": "evil", "alg": "HS256", "k": encoded(b"guessed").decode()}]}
).encode()


def forged_headers(claims: Claims, key: bytes, evil: str) -> Iterator[tuple[str, str]]:
    """Each well signed with what a server would take for the key if it honoured the header.

    `evil` is an address where EVIL_KEYS are handed out.
    """
    pem = b"-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"
    honoured: Mapping[str, tuple[Claims, bytes]] = {
        "a path as kid": ({"kid": "../../../../../../../../dev/null"}, b""),
        "a path to a word as kid": ({"kid": "../../../../../../../../proc/sys/kernel/ostype"}, b"Linux\n"),
        "a query as kid": ({"kid": "x' UNION SELECT 'key"}, b"key"),
        "a command as kid": ({"kid": "|echo key"}, b"key\n"),
        "an address as kid": ({"kid": evil}, EVIL_KEYS),
        "nothing as kid": ({"kid": ""}, b""),
        "null as kid": ({"kid": None}, b"None"),
        "a list as kid": ({"kid": ["tokens.key"]}, b"tokens.key"),
        "the key's name as kid": ({"kid": "tokens.key"}, b"tokens.key"),
        "a jku": ({"jku": evil, "kid": "evil"}, b"guessed"),
        "an x5u": ({"x5u": evil}, EVIL_KEYS),
        "an x5c": ({"x5c": [b64encode(b"guessed").decode()]}, b"guessed"),
        "a key of its own": ({"jwk": {"kty": "oct", "k": encoded(b"guessed").decode()}}, b"guessed"),
        "a compressed payload": ({"zip": "DEF"}, b"guessed"),
    }
    for name, (more, taken) in honoured.items():
        yield name, by_hand({**HEADER, **more}, claims, taken)
    yield "a public key as secret", by_hand(HEADER, claims, pem)
    yield "an empty key", by_hand(HEADER, claims, b"")
    yield "a default key", by_hand(HEADER, claims, b"secret")
    yield "our key twice", by_hand(HEADER, claims, key * 2)
    yield "our key in hexadecimal", by_hand(HEADER, claims, key.hex().encode())
    yield "a critical extension", by_hand({**HEADER, "crit": ["exp"], "exp": 1}, claims, key)
    yield "an unencoded payload", by_hand({**HEADER, "crit": ["b64"], "b64": False}, claims, key)
    yield "a header of twenty thousand letters", by_hand({**HEADER, "x": "x" * 20_000}, claims, key)
    for algorithm in ("HS384", "HS512"):
        yield algorithm, by_hand({"alg": algorithm, "typ": "JWT"}, claims, key)
    for algorithm in ("none", "None", "nOnE", "NONE", "", "HS1", "hs256"):
        yield f"algorithm {algorithm!r}", unsigned(algorithm, claims)
        yield f"algorithm {algorithm!r}, signed", by_hand({"alg": algorithm, "typ": "JWT"}, claims, key)
    yield "algorithm 5", by_hand({"alg": 5}, claims, key)
    rsa_key = rsa.generate_private_key(65_537, 2_048)
    yield "RS256", jwt.encode(dict(claims), rsa_key, "RS256")
    yield "ES256", jwt.encode(dict(claims), ec.generate_private_key(ec.SECP256R1()), "ES256")


def wrong_claims(claims: Claims, key: bytes) -> Iterator[tuple[str, str]]:
    """Signed with our own key, as no stranger could: what is signed must be right all the same."""
    now = int(claims["iat"])
    changes: Mapping[str, Mapping[str, Any]] = {
        "expired a second ago": {"exp": now - 1},
        "expiry as text": {"exp": str(now + 60)},
        "expiry as a fraction": {"exp": now + 60.5},
        "expiry true": {"exp": True},
        "expiry of nothing": {"exp": None},
        "expiry below zero": {"exp": -1},
        "not yet": {"nbf": now + 3_600},
        "another audience": {"aud": "another-api"},
        "audiences without ours": {"aud": ["one", "two"]},
        "another issuer": {"iss": "evil"},
        "issuers": {"iss": ["soundboard"]},
        "nobody": {"sub": ""},
        "a number as somebody": {"sub": 5},
        "a list of people": {"sub": [claims["sub"]]},
        "somebody unknown": {"sub": str(uuid4())},
        "a session unknown": {"sid": str(uuid4())},
        "a session of nothing": {"sid": None},
        "a session as a number": {"sid": 5},
        "the operator's session, somebody's name": {"sid": str(UUID(int=0))},
        "kind refresh": {"typ": "refresh"},
        "kind invitation": {"typ": "invitation"},
        "kind password-reset": {"typ": "password-reset"},
        "kind of nothing": {"typ": None},
        "kinds": {"typ": ["access"]},
    }
    for name, change in changes.items():
        yield name, by_hand(HEADER, {**claims, **change}, key)
    for missing in ("aud", "exp", "iat", "iss", "jti", "sid", "sub", "typ"):
        left = {name: value for name, value in claims.items() if name != missing}
        yield f"without {missing}", by_hand(HEADER, left, key)
    huge = json.dumps({**claims, "exp": "HUGE"}).replace('"HUGE"', "1e400").encode()
    yield "expiry beyond all numbers", by_hand(HEADER, {}, key, payload=huge)
    yield "a list as claims", by_hand(HEADER, [claims], key)
    yield "no JSON", by_hand(HEADER, {}, key, payload=b"{")
    yield "deep JSON", by_hand(HEADER, {}, key, payload=b"[" * 700 + b"]" * 700)


def mangled(token: str) -> Iterator[tuple[str, str]]:
    header, payload, signature = token.split(".")
    yield "nothing to speak of", "x"
    yield "dots", ".."
    yield "no signature", f"{header}.{payload}."
    yield "half a signature", f"{header}.{payload}.{signature[: len(signature) // 2]}"
    yield "another signature", f"{header}.{payload}.{encoded(b'x' * 32).decode()}"
    yield "four parts", f"{token}.{signature}"
    yield "one part", header
    yield "no header", f".{payload}.{signature}"
    yield "another payload", f"{header}.{payload[:-2]}AA.{signature}"
    yield "two tokens", f"{token} {token}"
    yield "a token in quotes", f'"{token}"'
    yield "ten thousand letters", "x" * 10_000
