"""The settings for signing in elsewhere: whole or not at all, and their secrets stay to themselves."""

from pathlib import Path

import pytest

from infrastructure.identity.oauth.providers import configured_providers
from infrastructure.settings import SettingsError, load_settings

SECRET = "canary-secret"

GITHUB = {"oauth_github_client_id": "board", "oauth_github_client_secret": SECRET}
OTHER = {"oauth_oidc_client_id": "board", "oauth_oidc_client_secret": SECRET}
DISCOVERY = {"oauth_oidc_discovery_url": "https://sso.example.org/.well-known/openid-configuration"}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_clients_there_are_no_providers() -> None:
    assert configured_providers(load_settings()) == {}


def test_there_are_those_that_have_a_client() -> None:
    assert list(configured_providers(load_settings(**GITHUB, **OTHER, **DISCOVERY))) == ["github", "oidc"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"oauth_github_client_id": "board"}, "OAUTH_GITHUB_CLIENT_SECRET"),
        ({"oauth_google_client_secret": SECRET}, "OAUTH_GOOGLE_CLIENT_ID"),
        (OTHER, "OAUTH_OIDC_DISCOVERY_URL"),
        ({**GITHUB, "oauth_github_api_url": ""}, "OAUTH_GITHUB_API_URL"),
    ],
)
def test_half_a_provider_stops_the_start(given: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing) as refused:
        load_settings(**given)
    assert SECRET not in str(refused.value)


def test_a_secret_is_in_no_text_about_the_settings() -> None:
    settings = load_settings(**GITHUB)
    assert SECRET not in f"{settings!r}{settings}{settings.model_dump_json()}"
    assert SECRET not in repr(configured_providers(settings)["github"].__dict__)


@pytest.mark.parametrize(
    "wrong", ["localhost:8000", "ftp://x", "https://", "https://a@b", "https://x?y", "//x"]
)
@pytest.mark.parametrize("name", ["public_url", "page_url", "oauth_oidc_discovery_url", "oauth_github_url"])
def test_an_address_that_is_none_stops_the_start(name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings(**{name: wrong})


def test_the_page_is_at_the_public_address_unless_it_is_said_where() -> None:
    assert load_settings(port=8123).page_address == "http://localhost:8123"
    assert (
        load_settings(public_url="https://sounds.example.org/").page_address == "https://sounds.example.org"
    )
    assert load_settings(page_url="http://localhost:8001").page_address == "http://localhost:8001"
