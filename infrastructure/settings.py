"""Every setting, read from the environment and `.env`: its name, what it means, and what is right."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from domain.plan_terms import PlanTerms
from infrastructure.loudness.target import Form, Target

ORIGIN = r"^https?://[^/?#*@\s]+$"
"""As browsers send it: no path, no star, and never `null`."""

Origin = Annotated[str, StringConstraints(pattern=ORIGIN)]

WEB_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?", re.ASCII | re.IGNORECASE)

OAUTH_PROVIDERS = ("google", "github", "oidc")
OAUTH_SETTINGS = ("client_id", "client_secret", "discovery_url", "url", "api_url")

MAY_BE_SECRET = ("_url", "_secret", "_key", "_password")
"""How the names of such settings end."""


class SettingsError(Exception):
    """A setting is wrong: the message names it and says what would be right."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    host: str = Field("0.0.0.0", description="The address to listen on; 127.0.0.1 for this machine only.")  # noqa: S104 - phones in the room must reach it
    port: int = Field(8000, ge=1, le=65535, description="The port to listen on.")

    data_dir: Path = Field(Path("data"), description="Databases and secrets. One server owns it at a time.")
    sounds_dir: Path = Field(Path("sounds"), description="Sound files: originals, and what is made of them.")
    scan_watch: bool = Field(
        True, description="Whether a change in the folders of originals asks for a scan."
    )
    logs_dir: Path = Field(Path("logs"), description="Where app.log is written, rotated at 10 MB, five kept.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged.")

    database_url: str = Field(
        "", description="postgresql://user:password@host/database; empty for SQLite files in DATA_DIR."
    )

    audio_output: Literal["auto", "null", "pulse", "alsa"] = Field(
        "auto", description="auto (the machine's speakers), null (plays to nothing, on pace), pulse or alsa."
    )
    audio_voices_max: int = Field(32, ge=1, le=4096, description="Sounds that may sound at once.")

    access_token_expire_minutes: int = Field(
        15, ge=1, le=1440, description="How long an access token lasts; a session refreshes it."
    )
    session_days: int = Field(30, ge=1, le=365, description="How long a session lasts that nobody uses.")
    registration: Literal["open", "invitation", "closed"] = Field(
        "open", description="Who may register: anybody who reaches the page, who was invited, or nobody."
    )
    admin_email: str = Field("admin@soundboard.example", description="The first admin, made at first start.")

    credits_opening: int = Field(
        20, ge=0, le=1_000_000, description="Credits of a new account: at the first start, as the next three."
    )
    credits_daily: int = Field(
        10, ge=0, le=1_000_000, description="Credits that come back every day (UTC) on the free plan."
    )
    credits_maximum: int = Field(
        50, ge=0, le=1_000_000, description="Where the daily credits stop adding up."
    )
    credits_cooldown_seconds: int = Field(
        3, ge=0, le=3_600, description="Between two plays of the same sound by the same member."
    )

    upload_max_mb: int = Field(100, ge=1, le=2_000, description="A file that is brought in, in MB.")
    upload_max_files: int = Field(20, ge=1, le=100, description="Files that are brought in at once.")
    upload_max_minutes: int = Field(60, ge=1, le=1_440, description="How long a sound is at most.")
    import_max_gb: int = Field(
        50, ge=1, le=10_000, description="The archive of a library that is brought in, in GB."
    )
    normalize_new_sounds: bool = Field(True, description="Whether what comes in is made as loud as the rest.")
    normalized_audio_format: Literal["mp3", "ogg", "opus", "m4a", "flac", "wav"] = Field(
        "mp3", description="The form of normalised sounds."
    )
    normalized_audio_bitrate: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{1,2}k$")] = Field(
        "256k", description="Their bit rate, where the form loses anything."
    )
    normalized_audio_passes: int = Field(
        2,
        ge=1,
        le=2,
        description="2 changes nothing but the volume; 1 rides it, so that soft and loud come closer.",
    )
    normalized_loudness: float = Field(-23.0, ge=-70.0, le=-5.0, description="How loud, in LUFS (EBU R 128).")
    normalized_true_peak: float = Field(
        -2.0, ge=-9.0, le=0.0, description="How high the peaks may go, in dBTP: before it is too loud."
    )
    normalized_loudness_range: float = Field(
        7.0, ge=1.0, le=50.0, description="How far soft and loud may lie apart for `loudnorm`, in LU."
    )

    allowed_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        ("http://localhost:8001",),
        description="Other origins whose pages may use the API, separated by commas.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Proxies in front, with commas: X-Forwarded-For and -Proto are believed from them alone.",
    )

    login_attempts_max: int = Field(
        10, ge=1, le=1_000_000, description="Wrong passwords for one account in 15 minutes."
    )
    attempts_per_address_max: int = Field(
        100,
        ge=1,
        le=1_000_000,
        description="Logins from one address in 15 minutes; known devices do not count.",
    )
    register_attempts_max: int = Field(
        20, ge=1, le=1_000_000, description="Registrations from one address in an hour."
    )
    refresh_attempts_max: int = Field(
        120, ge=1, le=1_000_000, description="Refreshed logins from one address in a minute."
    )

    public_url: str = Field(
        "",
        description="Under which address browsers reach the board; empty for http://localhost and the port.",
    )
    page_url: str = Field("", description="Where the page is, if not at PUBLIC_URL.")

    oauth_google_client_id: str = Field("", description="Signing in with Google; empty for not at all.")
    oauth_google_client_secret: SecretStr = Field(SecretStr(""), description="What Google gave with it.")
    oauth_google_discovery_url: str = Field(
        "https://accounts.google.com/.well-known/openid-configuration", description="Where Google says how."
    )
    oauth_github_client_id: str = Field("", description="Signing in with GitHub; empty for not at all.")
    oauth_github_client_secret: SecretStr = Field(SecretStr(""), description="What GitHub gave with it.")
    oauth_github_url: str = Field("https://github.com", description="Or a GitHub Enterprise server.")
    oauth_github_api_url: str = Field(
        "https://api.github.com", description="With GitHub Enterprise: https://github.example.org/api/v3."
    )
    oauth_oidc_client_id: str = Field(
        "", description="Signing in with any other OpenID provider; empty for not at all."
    )
    oauth_oidc_client_secret: SecretStr = Field(SecretStr(""), description="What that provider gave with it.")
    oauth_oidc_discovery_url: str = Field(
        "", description="Where it says how; ends in /.well-known/openid-configuration."
    )
    oauth_oidc_name: str = Field("OpenID", description="What the button says.")

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def split_at_commas(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            ip_network(each)
        return value

    @field_validator("database_url")
    @classmethod
    def is_postgresql(cls, value: str) -> str:
        if value and not _is_postgresql(value):
            raise ValueError(
                "postgresql://user:password@host/database, or nothing for SQLite; in a password @ is %40"
            )
        return value

    @field_validator(
        "public_url",
        "page_url",
        "oauth_google_discovery_url",
        "oauth_github_url",
        "oauth_github_api_url",
        "oauth_oidc_discovery_url",
    )
    @classmethod
    def is_web_address(cls, value: str) -> str:
        if value and not WEB_ADDRESS.fullmatch(value):
            raise ValueError("http:// or https://, a host, and perhaps a path")
        return value.rstrip("/")

    @property
    def public_address(self) -> str:
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def page_address(self) -> str:
        return self.page_url or self.public_address

    @property
    def free_plan(self) -> PlanTerms:
        """What the free plan begins with."""
        return PlanTerms(
            daily=self.credits_daily,
            maximum=self.credits_maximum,
            opening=self.credits_opening,
            cooldown_seconds=self.credits_cooldown_seconds,
            extractions_a_day=5,
            extraction_seconds_max=600,
        )

    @property
    def log_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'log.db'}"

    @property
    def read_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'read.db'}"

    @property
    def loudness_target(self) -> Target:
        return Target(self.normalized_loudness, self.normalized_true_peak, self.normalized_loudness_range)

    @property
    def normalized_form(self) -> Form:
        return Form(self.normalized_audio_format, self.normalized_audio_bitrate)

    @property
    def originals_dir(self) -> Path:
        return self.sounds_dir.resolve() / "originals"

    @property
    def temp_dir(self) -> Path:
        return self.sounds_dir.resolve() / "temp"

    @property
    def secrets_dir(self) -> Path:
        return self.data_dir.resolve() / "secrets"


def _is_postgresql(value: str) -> bool:
    """An @ too many would make half of the password a host, which is said aloud where it is not found."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return False
    return url.get_backend_name() == "postgresql" and "@" not in (url.host or "")


RENAMED = {"REGISTRATION_OPEN": "REGISTRATION=open, invitation or closed"}
"""Names of before, and what to write instead: one that is not heard may leave a door open."""


def load_settings(**given: object) -> Settings:
    """What is given on the command line goes before the environment, which goes before `.env`."""
    for name in {*map(str.upper, os.environ), *map(str.upper, dotenv_values(".env"))} & RENAMED.keys():
        raise SettingsError(f"{name} has another name now: write {RENAMED[name]}.")
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise SettingsError("\n".join(_what_is_right(each) for each in error.errors())) from None
    for provider in OAUTH_PROVIDERS:
        _ensure_complete(settings, provider)
    return settings


def _ensure_complete(settings: Settings, provider: str) -> None:
    """Raises SettingsError: half a provider would only fail when somebody signs in."""
    needed = [f"oauth_{provider}_{each}" for each in OAUTH_SETTINGS]
    given = {name: getattr(settings, name) for name in needed if name in Settings.model_fields}
    missing = [name.upper() for name, value in given.items() if not value]
    if missing and (given[f"oauth_{provider}_client_id"] or given[f"oauth_{provider}_client_secret"]):
        raise SettingsError(f"{', '.join(missing)}: missing, as the rest of this provider is there.")


def _what_is_right(error: ErrorDetails) -> str:
    """What may have a secret in it is not repeated."""
    name = str(error["loc"][0])
    said = "not right" if name.endswith(MAY_BE_SECRET) else repr(error["input"])
    return f"{name.upper()} is {said}: {error['msg']}. {Settings.model_fields[name].description}"
