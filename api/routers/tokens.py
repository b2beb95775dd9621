"""API tokens: for your scripts and your stream deck."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from api.bodies import Strict
from api.dependencies import Member, Server, tell_position
from api.doors import doors
from api.open_sessions import TokenEntry, token_entry
from api.people import Name
from api.problems import ForbiddenError
from application.command import envelope
from application.sign_in.commands import IssueToken, RevokeToken
from domain.values import Role, Scope
from infrastructure.identity.api_tokens import hash_of, new_secret, written

router = doors("/auth/tokens", "auth")


def _in_the_future(moment: datetime) -> datetime:
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time before the year 10000") from None
    if in_utc <= datetime.now(UTC):
        raise ValueError("a time in the future")
    return in_utc


class NewToken(Strict):
    """Without `expires_at` it is good until it is revoked."""

    name: Name
    scopes: Annotated[frozenset[Scope], Field(min_length=1)] = frozenset({Scope.READ, Scope.PLAY})
    expires_at: Annotated[AwareDatetime, AfterValidator(_in_the_future)] | None = None


class TokenIssued(BaseModel):
    """`token` is shown here, and never again."""

    token_id: UUID
    token: str
    expires_at: datetime | None


@router.get("")
async def list_my_tokens(access: Member, server: Server) -> Sequence[TokenEntry]:
    """Your API tokens, the newest first, and when each was used last."""
    found = await asyncio.to_thread(server.api_tokens.of_user, access.user_id)
    return [token_entry(each) for each in found]


@router.post("", status_code=201)
async def issue_token(body: NewToken, access: Member, server: Server, response: Response) -> TokenIssued:
    """A new API token. It is sent as `Authorization: Bearer …`, and shown only now."""
    if Scope.ADMIN in body.scopes and access.role is not Role.ADMIN:
        raise ForbiddenError("Only the host's tokens may be for the host's doors.")
    token_id, secret = uuid4(), new_secret()
    command = IssueToken(
        token_id,
        access.user_id,
        access.asked,
        body.scopes,
        body.expires_at,
        body.name,
        hash_of(secret),
    )
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))
    response.headers["Cache-Control"] = "no-store"
    return TokenIssued(token_id=token_id, token=written(token_id, secret), expires_at=body.expires_at)


@router.delete("/{token_id}", status_code=204)
async def revoke_my_token(token_id: UUID, access: Member, server: Server, response: Response) -> None:
    """It is refused from now on."""
    command = RevokeToken(access.user_id, token_id)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))
