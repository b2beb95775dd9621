"""Reports to show to somebody else: signed by the board, checked by its public key (RFC 7515 and 8037)."""

import json
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

ALGORITHM = "EdDSA"
TYPE = "soundboard-report+jws"


class InvalidReportError(Exception):
    """It was altered, or another board signed it, or it is no report."""


class ReportSigner:
    def __init__(self, secret: bytes) -> None:
        """`secret` has 32 bytes, and makes nothing but these signatures."""
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self._jws = jwt.PyJWS(algorithms=[ALGORITHM])

    def sign(self, report: object) -> str:
        """As a compact JSON Web Signature, whose payload is the report."""
        return self._jws.encode(msgspec.json.encode(report), self._key, ALGORITHM, headers={"typ": TYPE})

    def opened(self, signed: str) -> Any:
        """The report, if it is as it was signed here. Raises InvalidReportError."""
        try:
            found = self._jws.decode_complete(signed, self._key.public_key(), [ALGORITHM])
        except jwt.PyJWTError as error:
            raise InvalidReportError(str(error)) from None
        if found["header"].get("typ") != TYPE:
            raise InvalidReportError("It is signed, and no report.")
        return msgspec.json.decode(found["payload"])

    def public_key(self) -> dict[str, str]:
        """As a JSON Web Key."""
        key: dict[str, str] = json.loads(OKPAlgorithm.to_jwk(self._key.public_key()))
        return {name: key[name] for name in ("kty", "crv", "x")}
