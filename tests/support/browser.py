"""A browser with cookies of its own, which goes where it is sent a step at a time."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

import httpx

from tests.support import plain_http
from tests.support.board import Board, wait_for
from tests.support.oidc_server import WHO, Account


class Browser:
    """It reaches the board as localhost and the providers as 127.0.0.1, so that their cookies are apart."""

    def __init__(self, board: Board, account: Account | None = None) -> None:
        self.site = f"http://localhost:{board.port}"
        self.origin = {"Origin": self.site}
        self.http = board.close_with_it(plain_http.client(base_url=f"{self.site}/api/v1"))
        if account is not None:
            self.is_at_the_provider(account)

    def is_at_the_provider(self, account: Account) -> None:
        self.http.cookies.set(WHO, str(account.number), domain="127.0.0.1")

    # Step by step.

    def begin(self, provider: str, **query: Any) -> str:
        """Where the board sends it."""
        answer = self.http.get(f"/auth/{provider}/authorize", params=query)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def begin_linking(self, provider: str, **query: Any) -> str:
        answer = self.http.post(f"/auth/{provider}/link", params=query, headers=self.origin)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["authorize_url"])

    def consent(self, authorize_url: str) -> str:
        """The way back."""
        answer = self.http.get(authorize_url)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def come_back(self, callback: str) -> httpx.Response:
        return self.http.get(callback)

    # All at once.

    def sign_in(self, provider: str, **query: Any) -> dict[str, str]:
        """What the page is told."""
        return told(self.come_back(self.consent(self.begin(provider, **query))))

    def link(self, provider: str, **query: Any) -> dict[str, str]:
        return told(self.come_back(self.consent(self.begin_linking(provider, **query))))

    def sign_in_by_password(self, email: str, password: str = "correct horse") -> None:
        body = {"email": email, "password": password, "cookies": True}
        assert self.http.post("/auth/login", json=body, headers=self.origin).status_code == 200

    # Who it is.

    @property
    def is_signed_in(self) -> bool:
        return self.http.get("/auth/linked").status_code == 200

    @property
    def me(self) -> dict[str, Any]:
        answer = wait_for(lambda: self.http.get("/auth/me"), lambda answer: answer.status_code == 200)
        found: dict[str, Any] = answer.json()
        return found

    @property
    def user_id(self) -> UUID:
        return UUID(self.me["user_id"])

    @property
    def linked(self) -> list[str]:
        answer = self.http.get("/auth/linked")
        assert answer.status_code == 200, answer.text
        return [each["provider"] for each in answer.json()]

    def unlink(self, provider: str, **body: Any) -> httpx.Response:
        return self.http.request("DELETE", f"/auth/linked/{provider}", json=body, headers=self.origin)


def told(answer: httpx.Response) -> dict[str, str]:
    """What the page is told by the address that the browser is sent to."""
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert address.path == "/auth/callback"
    return dict(parse_qsl(address.query))


def is_refused(outcome: dict[str, str], code: str) -> bool:
    return (outcome["outcome"], outcome.get("code")) == ("refused", code)


def changed(address: str, **query: str | None) -> str:
    """The same address with other parameters; None leaves one out."""
    parts = urlsplit(address)
    now = dict(parse_qsl(parts.query)) | query
    left = {name: value for name, value in now.items() if value is not None}
    return parts._replace(query=urlencode(left)).geturl()


def parameter(address: str, name: str) -> str:
    return dict(parse_qsl(urlsplit(address).query))[name]
