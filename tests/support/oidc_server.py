"""A provider to sign in with, as real as the board needs: two OpenID issuers and a GitHub, in a thread.

It consents at once, for whoever the browser says it is by a cookie, and misbehaves as a test tells it to.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.board import free_port, wait_for
from tests.support.id_tokens import signed, without_padding

CLIENT_ID = "board"
CLIENT_SECRET = "canary-client-secret"
WHO = "who"

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Account:
    """Somebody's account at the provider."""

    number: int
    name: str
    email: str
    is_verified: bool = True


@dataclass
class Faults:
    """How the provider misbehaves; as it stands here, it does not."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Instead of the right ones in the ID token; None leaves one out."""
    user: dict[str, Any] = field(default_factory=dict)
    """The same for what is told about the user."""
    algorithm: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    """Instead of the right answer, by the last part of the path."""
    callback: dict[str, str | None] = field(default_factory=dict)
    """Instead of the right parameters of the way back; None leaves one out."""
    ignores_challenge: bool = False
    padding: int = 0
    """Bytes that mean nothing, after every answer that is otherwise right."""


@dataclass
class Grant:
    account: Account
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None


class Issuer:
    def __init__(self, server: "OidcServer", name: str, key: RSAKey | ECKey, algorithm: str) -> None:
        self._server = server
        self.name = name
        self.key = key
        self.algorithm = algorithm

    @property
    def url(self) -> str:
        return f"{self._server.url}/{self.name}"

    @property
    def is_plain(self) -> bool:
        """Says the address in the ID token, takes the secret in a header, does not say who sends."""
        return self.name == "google"


class OidcServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.accounts: dict[int, Account] = {}
        self.faults = Faults()
        self.token_requests: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.issuers = {
            "google": Issuer(self, "google", RSAKey.generate_key(2048, auto_kid=True), "RS256"),
            "generic": Issuer(self, "generic", ECKey.generate_key("P-256", auto_kid=True), "ES256"),
        }
        self._grants: dict[str, Grant] = {}
        self._tokens: dict[str, Account] = {}

    def account(self, name: str = "Clara", **changes: Any) -> Account:
        number = 1_000 + len(self.accounts)
        about: dict[str, Any] = {
            "number": number,
            "name": name,
            "email": f"{secrets.token_hex(8)}@elsewhere.example",
        }
        self.accounts[number] = Account(**(about | changes))
        return self.accounts[number]

    # What it answers.

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/{issuer}/.well-known/openid-configuration", self._noting(self._discovery)),
                Route("/{issuer}/jwks", self._noting(self._jwks)),
                Route("/{issuer}/authorize", self._noting(self._authorize)),
                Route("/{issuer}/token", self._noting(self._token), methods=["POST"]),
                Route("/{issuer}/moved-token", self._noting(self._token), methods=["POST"]),
                Route("/{issuer}/userinfo", self._noting(self._userinfo)),
                Route("/github/login/oauth/authorize", self._noting(self._authorize)),
                Route("/github/login/oauth/access_token", self._noting(self._token), methods=["POST"]),
                Route("/github/api/user", self._noting(self._user)),
                Route("/github/api/user/emails", self._noting(self._emails)),
            ]
        )

    def _noting(self, answer: Answer) -> Answer:
        async def noted(request: Request) -> Response:
            self.asked.append(request.url.path)
            instead = self.faults.answers.get(request.url.path.rpartition("/")[2], answer)
            right = await instead(request)
            if self.faults.padding == 0:
                return right
            return Response(bytes(right.body) + b" " * self.faults.padding, media_type="application/json")

        return noted

    def _issuer(self, request: Request) -> Issuer:
        return self.issuers[request.path_params["issuer"]]

    async def _discovery(self, request: Request) -> Response:
        issuer = self._issuer(request)
        document = {
            "issuer": issuer.url,
            "authorization_endpoint": f"{issuer.url}/authorize",
            "token_endpoint": f"{issuer.url}/token",
            "jwks_uri": f"{issuer.url}/jwks",
            "userinfo_endpoint": f"{issuer.url}/userinfo",
            "id_token_signing_alg_values_supported": [issuer.algorithm, "HS256", "none"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic" if issuer.is_plain else "client_secret_post"
            ],
            "authorization_response_iss_parameter_supported": not issuer.is_plain,
        }
        return JSONResponse(document)

    async def _jwks(self, request: Request) -> Response:
        return JSONResponse(KeySet([self._issuer(request).key]).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        if (
            asked["client_id"] != CLIENT_ID
            or asked["response_type"] != "code"
            or asked["code_challenge_method"] != "S256"
        ):
            return JSONResponse({"error": "invalid_request"}, 400)
        back = {"state": asked["state"]}
        issuer = self.issuers.get(request.path_params.get("issuer", ""))
        if issuer is not None and not issuer.is_plain:
            back["iss"] = issuer.url
        account = self.accounts.get(int(request.cookies.get(WHO, "0")))
        if account is None:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._grants[back["code"]] = Grant(
                account, CLIENT_ID, asked["redirect_uri"], asked["code_challenge"], asked.get("nonce")
            )
        said = {name: value for name, value in (back | self.faults.callback).items() if value is not None}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}", 302)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        self.token_requests.append(form)
        grant = self._grants.pop(form.get("code", ""), None)
        if not _is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        if (
            grant is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != grant.redirect_uri
            or not (self.faults.ignores_challenge or _fits(form.get("code_verifier", ""), grant.challenge))
        ):
            is_github = "issuer" not in request.path_params
            return JSONResponse({"error": "invalid_grant"}, 200 if is_github else 400)
        token = secrets.token_urlsafe(16)
        self._tokens[token] = grant.account
        answer = {"access_token": token, "token_type": "bearer"}
        if "issuer" in request.path_params:
            issuer = self._issuer(request)
            right = {**_claims(issuer, grant, token), **self.faults.claims}
            claims = {name: value for name, value in right.items() if value is not None}
            answer["id_token"] = signed(claims, issuer.key, self.faults.algorithm or issuer.algorithm)
        return JSONResponse(answer)

    async def _userinfo(self, request: Request) -> Response:
        account = self._tokens[request.headers["authorization"].removeprefix("Bearer ")]
        return JSONResponse({"sub": str(account.number), **_about(account), **self.faults.user})

    async def _user(self, request: Request) -> Response:
        account = self._tokens[request.headers["authorization"].removeprefix("Bearer ")]
        user = {"id": account.number, "login": "octo", "name": account.name, "email": None}
        return JSONResponse(user | self.faults.user)

    async def _emails(self, request: Request) -> Response:
        account = self._tokens[request.headers["authorization"].removeprefix("Bearer ")]
        other = {"email": "other@elsewhere.example", "primary": False, "verified": True}
        return JSONResponse(
            [other, {"email": account.email, "primary": True, "verified": account.is_verified}]
        )


def _claims(issuer: Issuer, grant: Grant, access_token: str) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": issuer.url,
        "aud": CLIENT_ID,
        "sub": str(grant.account.number),
        "iat": now,
        "exp": now + 300,
        "nonce": grant.nonce,
        "at_hash": without_padding(hashlib.sha256(access_token.encode()).digest()[:16]),
        **(_about(grant.account) if issuer.is_plain else {}),
    }


def _about(account: Account) -> dict[str, Any]:
    return {"name": account.name, "email": account.email, "email_verified": account.is_verified}


def _is_client(request: Request, form: dict[str, str]) -> bool:
    """The header where the issuer asks for it; else the body."""
    basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    if request.path_params.get("issuer") == "google":
        return request.headers.get("authorization") == f"Basic {basic}"
    return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)


def _fits(verifier: str, challenge: str) -> bool:
    return without_padding(hashlib.sha256(verifier.encode()).digest()) == challenge


@contextmanager
def running_oidc_server() -> Iterator[OidcServer]:
    provider = OidcServer()
    server = uvicorn.Server(
        uvicorn.Config(
            provider.app(), host="127.0.0.1", port=provider.port, log_config=None, lifespan="off", ws="none"
        )
    )
    thread = threading.Thread(target=server.run, name="oidc-server")
    thread.start()
    try:
        wait_for(lambda: server.started, bool)
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
