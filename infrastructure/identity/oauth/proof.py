"""What the board remembers of a journey, so that only the answer to that journey fits."""

from dataclasses import dataclass, field
from secrets import token_urlsafe


@dataclass(frozen=True)
class Proof:
    """`state` comes back by the browser, `nonce` signed by the provider; `verifier` goes with the code."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def new_proof() -> Proof:
    return Proof(token_urlsafe(32), token_urlsafe(32), token_urlsafe(48))
