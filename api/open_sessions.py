"""Sessions and API tokens as people are shown them."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from domain.values import Scope
from infrastructure.identity.api_tokens import ApiToken
from infrastructure.identity.session_table import Session


class OpenSession(BaseModel):
    session_id: UUID
    device: str
    begun_at: datetime
    refreshed_at: datetime
    expires_at: datetime
    is_this: bool


class TokenEntry(BaseModel):
    token_id: UUID
    name: str
    scopes: list[Scope]
    issued_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def open_session(session: Session, this: UUID | None = None) -> OpenSession:
    return OpenSession(
        session_id=session.session_id,
        device=session.device,
        begun_at=_moment(session.begun_at),
        refreshed_at=_moment(session.refreshed_at),
        expires_at=_moment(session.expires_at),
        is_this=session.session_id == this,
    )


def token_entry(token: ApiToken) -> TokenEntry:
    return TokenEntry(
        token_id=token.token_id,
        name=token.name,
        scopes=sorted(token.granted),
        issued_at=_moment(token.issued_at),
        expires_at=None if token.expires_at is None else _moment(token.expires_at),
        used_at=None if token.used_at is None else _moment(token.used_at),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
