"""What browsers are told: which pages may ask, what an answer may do, and where it may be shown."""

from collections.abc import Iterator

import httpx
import pytest

from api.cookies import DEVICE
from infrastructure.settings import SettingsError, load_settings
from tests.support import plain_http
from tests.support.answers import code_of
from tests.support.board import Board, Person

OURS = "http://localhost:8001"

FOREIGN = [
    "https://evil.example",
    "null",
    "http://localhost:8001.evil.example",
    "http://evil.localhost:8001",
    "http://evil-localhost:8001",
    "http://localhost:80011",
    "https://localhost:8001",
    "http://localhost",
    "HTTP://LOCALHOST:8001",
    "http://localhost:8001/",
    "*",
]


def ask(board: Board, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    url = f"http://127.0.0.1:{board.port}{path}"
    return plain_http.request(method, url, headers=headers)


def preflight(board: Board, origin: str) -> httpx.Response:
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    return ask(board, "/api/v1/sounds/stop", "OPTIONS", Origin=origin, **headers)


def test_a_page_that_is_listed_may_ask_with_its_cookies(board: Board) -> None:
    for answer in (preflight(board, OURS), ask(board, "/api/v1/health", Origin=OURS)):
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == OURS
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_page_is_told_that_it_may(board: Board, origin: str) -> None:
    for answer in (preflight(board, origin), ask(board, "/api/v1/health", Origin=origin)):
        assert "access-control-allow-origin" not in answer.headers
    assert preflight(board, origin).status_code == 400


@pytest.mark.parametrize(
    "origins", ["*", "null", "http://*.example", "board.example", "http://a.example/page", f"{OURS},*"]
)
def test_a_list_that_lets_everybody_in_is_refused_at_the_start(origins: str) -> None:
    with pytest.raises(SettingsError, match="ALLOWED_ORIGINS"):
        load_settings(allowed_origins=origins)


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.0/99"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(proxies: str) -> None:
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        load_settings(trusted_proxies=proxies)


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/plays", "/nonsense", "/api/openapi.json", "/"])
def test_an_answer_that_is_data_loads_and_runs_nothing(board: Board, path: str) -> None:
    headers = ask(board, path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_description_of_the_doors_loads_what_it_names(board: Board, path: str) -> None:
    answer = ask(board, path)
    policy = answer.headers["content-security-policy"]
    origins = {each.split("/")[2] for each in answer.text.split('"') if each.startswith("https://")}
    assert origins
    assert all(f"https://{origin}" in policy for origin in origins)
    assert "frame-ancestors 'none'" in policy


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The proxy is this machine."""
    board = Board(tmp_path_factory.mktemp("board"), environment={"TRUSTED_PROXIES": "127.0.0.1"})
    board.start()
    yield board
    board.close()


def test_over_tls_browsers_are_told_to_stay_there(behind_tls: Board) -> None:
    headers = ask(behind_tls, "/api/v1/health", **{"X-Forwarded-Proto": "https"}).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in ask(behind_tls, "/api/v1/health").headers


def test_nobody_but_a_proxy_says_what_came_over_tls(board: Board) -> None:
    headers = ask(board, "/api/v1/health", **{"X-Forwarded-Proto": "https"}).headers
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("origin", ["http://[", "https://", "http:///", "://", "nonsense", "file://"])
def test_an_origin_that_is_none_is_not_ours(board: Board, origin: str) -> None:
    login = {"email": "a@board.example", "password": "correct horse"}
    answer = plain_http.post(f"{board.url}/auth/login", json=login, headers={"Origin": origin})
    assert code_of(answer) == (403, "foreign_origin")


def test_no_other_page_signs_anybody_out(board: Board) -> None:
    """Whose cookies came along: a browser sends none of ours there, and takes what an answer sets."""
    refused = ask(board, "/api/v1/auth/logout", "POST", Origin="https://evil.example")
    assert code_of(refused) == (403, "foreign_origin")
    assert "set-cookie" not in refused.headers


def test_over_tls_a_page_without_it_is_not_ours(behind_tls: Board) -> None:
    login = {"email": "a@board.example", "password": "correct horse"}
    for scheme, status in (("http", 403), ("https", 401)):
        headers = {"Origin": f"{scheme}://127.0.0.1:{behind_tls.port}", "X-Forwarded-Proto": "https"}
        answer = plain_http.post(f"{behind_tls.url}/auth/login", json=login, headers=headers)
        assert answer.status_code == status


def cookie_of_a_login(board: Board, person: Person, **headers: str) -> str:
    known = {"email": person.get("/auth/me")["email"], "password": "correct horse"}
    answer = plain_http.post(f"{board.url}/auth/login", json=known, headers=headers)
    cookies = answer.headers.get_list("set-cookie")
    return next(each for each in cookies if DEVICE in each)


def test_the_mark_of_a_device_is_for_the_server_alone(board: Board, anna: Person) -> None:
    cookie = cookie_of_a_login(board, anna)
    assert cookie.startswith(f"{DEVICE}=")
    assert {"HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=lax"} == set(cookie.split("; ")[1:])


def test_over_tls_the_mark_of_a_device_never_leaves_it(behind_tls: Board) -> None:
    cookie = cookie_of_a_login(behind_tls, behind_tls.member(), **{"X-Forwarded-Proto": "https"})
    assert cookie.startswith(f"__Host-{DEVICE}=")
    assert {"HttpOnly", "Secure", "Path=/"} < set(cookie.split("; ")[1:])
