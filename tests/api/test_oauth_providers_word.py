"""Signing in elsewhere: whom the board believes, and what."""

import time
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.browser import Browser, is_refused
from tests.support.id_tokens import published_secret
from tests.support.oidc_server import OidcServer

every_provider = pytest.mark.parametrize("provider", ["google", "github", "oidc"])


NOW = int(time.time())

BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "no nonce": {"nonce": None},
    "an old nonce": {"nonce": "replayed"},
    "a nonce that is no text": {"nonce": ["x"]},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "audiences without us": {"aud": ["one", "two"]},
    "made for another party": {"aud": ["board", "other"], "azp": "other"},
    "another audience, made for us": {"aud": "another-client", "azp": "board"},
    "other audiences, made for us": {"aud": ["one", "two"], "azp": "board"},
    "another issuer": {"iss": "https://evil.example"},
    "the issuer with a slash": {"iss": "http://127.0.0.1/google/"},
    "no issuer": {"iss": None},
    "expired": {"exp": NOW - 3_600},
    "no end": {"exp": None},
    "an end that is no time": {"exp": "tomorrow"},
    "an end that is no number": {"exp": float("nan")},
    "from the future": {"iat": NOW + 36_000},
    "not yet good": {"nbf": NOW + 36_000},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 1_001},
    "a subject that is a list": {"sub": ["1001"]},
    "a subject that is too long": {"sub": "x" * 256},
    "a subject with a break": {"sub": "1001\n"},
    "the hash of another token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("provider", ["google", "oidc"])
@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_an_id_token_with_wrong_claims_is_not_believed(
    victim: Browser, elsewhere: OidcServer, provider: str, claims: dict[str, Any]
) -> None:
    victim.sign_in(provider)
    victim.http.cookies.delete("soundboard_access")
    elsewhere.faults.claims = claims
    assert is_refused(victim.sign_in(provider), "provider_failed")
    assert not victim.is_signed_in


@pytest.mark.parametrize("provider", ["google", "oidc"])
@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "foreign", "own key"])
def test_an_id_token_that_the_issuer_did_not_sign_is_not_believed(
    victim: Browser, elsewhere: OidcServer, provider: str, algorithm: str
) -> None:
    elsewhere.faults.algorithm = algorithm
    assert is_refused(victim.sign_in(provider), "provider_failed")
    assert not victim.is_signed_in


def test_a_secret_among_the_keys_of_an_issuer_signs_nothing(victim: Browser, elsewhere: OidcServer) -> None:
    async def jwks(_: Request) -> Response:
        return JSONResponse({"keys": [published_secret(elsewhere.issuers["google"].key)]})

    elsewhere.faults.algorithm = "published secret"
    elsewhere.faults.answers = {"jwks": jwks}
    assert is_refused(victim.sign_in("google"), "provider_failed")


@every_provider
def test_the_answer_of_another_issuer_is_refused(
    victim: Browser, elsewhere: OidcServer, provider: str
) -> None:
    elsewhere.faults.callback = {"iss": "https://evil.example"}
    asked = len(elsewhere.token_requests)
    assert is_refused(victim.sign_in(provider), "provider_failed")
    assert len(elsewhere.token_requests) == asked, "the code went to where it does not belong"


def test_a_provider_that_says_who_it_is_must_say_it_each_time(victim: Browser, elsewhere: OidcServer) -> None:
    elsewhere.faults.callback = {"iss": None}
    assert is_refused(victim.sign_in("oidc"), "provider_failed")


def test_a_user_of_whom_somebody_else_is_told_is_not_believed(victim: Browser, elsewhere: OidcServer) -> None:
    elsewhere.faults.user = {"sub": "1"}
    assert is_refused(victim.sign_in("oidc"), "provider_failed")


@pytest.mark.parametrize("id", [None, "1001", True, 1.5, [1]])
def test_a_github_user_without_a_number_is_nobody(victim: Browser, elsewhere: OidcServer, id: object) -> None:
    elsewhere.faults.user = {"id": id}
    assert is_refused(victim.sign_in("github"), "provider_failed")
