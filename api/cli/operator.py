"""Whoever can read the secrets of a board is its operator, and signs in with them."""

from collections.abc import Generator
from datetime import timedelta

import httpx

from application.ports import Clock
from domain.identifiers import OPERATOR_ID
from infrastructure.identity.secret_files import load_secrets
from infrastructure.identity.signed_tokens import SignedTokens
from infrastructure.identity.tokens import Tokens
from infrastructure.settings import Settings

TOKEN_LIFE = timedelta(minutes=10)
"""It is looked at as a request begins, however long that takes."""


class Operator(httpx.Auth):
    """Signs in anew for each request: work that is followed may take longer than any token lives."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        signed = SignedTokens(load_secrets(settings.secrets_dir).token_key, clock)
        self._tokens = Tokens(signed, TOKEN_LIFE, clock)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        token, _ = self._tokens.issue(OPERATOR_ID, OPERATOR_ID)
        request.headers["Authorization"] = f"Bearer {token}"
        yield request
