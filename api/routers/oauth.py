"""Getting in by an account elsewhere: Google, GitHub, and any provider that speaks OpenID Connect."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api import cookies
from api.arrivals import Arrival, arrive
from api.attempts import remember_device
from api.back_to_page import back_to_page, local_path
from api.bodies import Strict
from api.dependencies import Member, Server, ensure_fresh, tell_position
from api.doors import doors
from api.page_sessions import set_session_cookies
from api.people import GivenPassword
from api.problems import (
    AbsentError,
    DoorError,
    InvalidOAuthStateError,
    ProviderDeclinedError,
    ProviderFailedError,
)
from api.registration import TOKEN_LENGTH_MAX, invitation_in
from api.themselves import ensure_themselves
from application.command import envelope
from application.errors import ApplicationError
from application.sign_in.commands import UnlinkIdentity
from domain.errors import DomainError
from infrastructure.container import Container
from infrastructure.identity.oauth.errors import ProviderError, StrayCallbackError
from infrastructure.identity.oauth.flow import Begun
from infrastructure.identity.oauth.journeys import JOURNEY_LIFE, Journey, Linker
from infrastructure.identity.one_time_links import Invitation

CODE_LENGTH_MAX = 4_096
SHORT_LENGTH_MAX = 1_024

REFUSALS = (DoorError, DomainError, ApplicationError)

Short = Annotated[str | None, Query(max_length=SHORT_LENGTH_MAX)]

Next = Annotated[str, Query(description="Where the page goes on: a path of its own, or it is the front.")]

router = doors("/auth", "auth")

logger = logging.getLogger(__name__)


class ProviderEntry(BaseModel):
    """`provider` is its name in addresses, `label` what the button says."""

    provider: str
    label: str


class LinkBegun(BaseModel):
    """Where the browser goes now. The cookie that came with this answer must come back with it."""

    authorize_url: str


class Unlinking(Strict):
    """Without a password the login must be fresh."""

    password: GivenPassword | None = None


@router.get("/providers")
async def list_providers(server: Server) -> Sequence[ProviderEntry]:
    """Where else one may sign in from."""
    return [_entry(server, each) for each in server.oauth.providers]


@router.get("/linked")
async def list_my_identities(access: Member, server: Server) -> Sequence[ProviderEntry]:
    """The accounts elsewhere that are linked to yours."""
    linked = await asyncio.to_thread(server.accounts.linked_providers, access.user_id)
    return [_entry(server, each) for each in linked]


@router.delete("/linked/{provider}", status_code=204)
async def unlink_identity(
    provider: str,
    access: Member,
    server: Server,
    request: Request,
    response: Response,
    body: Unlinking | None = None,
) -> None:
    """That account elsewhere lets nobody in any more. The last way in stays."""
    await ensure_themselves(request, access, None if body is None else body.password, fresh_is_enough=True)
    command = UnlinkIdentity(access.user_id, access.asked, provider)
    tell_position(response, await server.executor.execute(command, envelope(access.user_id)))


@router.post("/{provider}/link")
async def link_identity(
    provider: str,
    access: Member,
    server: Server,
    request: Request,
    response: Response,
    next: Next = "/",  # noqa: A002 - the word that pages use
) -> LinkBegun:
    """Begin to link an account elsewhere, with a fresh login. `next` is a path of the page."""
    _ensure_known(server, provider)
    ensure_fresh(access)
    linker = Linker(access.user_id, access.credential_id)
    begun = await _begin(server, provider, local_path(next), linker=linker)
    _remember(begun, request, response)
    return LinkBegun(authorize_url=begun.authorization_url)


@router.get("/{provider}/authorize", status_code=303, response_class=RedirectResponse)
async def sign_in_elsewhere(
    provider: str,
    server: Server,
    request: Request,
    next: Next = "/",  # noqa: A002 - the word that pages use
    invitation: Annotated[str | None, Query(max_length=TOKEN_LENGTH_MAX)] = None,
) -> Response:
    """Send the browser to the provider, to sign in or to register. `next` is a path of the page."""
    _ensure_known(server, provider)
    next_path = local_path(next)
    try:
        invited = await invitation_in(server, invitation)
        begun = await _begin(server, provider, next_path, invitation=invited)
    except REFUSALS as error:
        return _refused(server, error, next_path)
    response = RedirectResponse(begun.authorization_url, status_code=303)
    _remember(begun, request, response)
    return response


@router.get("/{provider}/callback", status_code=303, response_class=RedirectResponse)
async def come_back_from_elsewhere(
    provider: str,
    server: Server,
    request: Request,
    state: Short = None,
    code: Annotated[str | None, Query(max_length=CODE_LENGTH_MAX)] = None,
    iss: Short = None,
) -> Response:
    """Where the provider sends the browser back to; it goes on to the page, which is told what came of it."""
    _ensure_known(server, provider)
    try:
        journey = server.oauth.come_back(cookies.cookie(request, cookies.OAUTH_JOURNEY), provider, state)
    except StrayCallbackError as error:
        raise InvalidOAuthStateError(str(error)) from None
    try:
        arrival = await _arrival(server, request, journey, code, iss)
    except REFUSALS as error:
        response = _refused(server, error, journey.next_path)
    else:
        response = back_to_page(
            server.settings, arrival.outcome, next=journey.next_path, position=arrival.position
        )
        if arrival.granted is not None:
            set_session_cookies(server, request, response, arrival.granted)
            remember_device(request, response, arrival.granted.user_id, arrival.epoch)
    cookies.clear_cookie(response, request, cookies.OAUTH_JOURNEY)
    return response


async def _arrival(
    server: Container, request: Request, journey: Journey, code: str | None, issuer: str | None
) -> Arrival:
    if not code:
        raise ProviderDeclinedError("You were not signed in there.")
    try:
        person = await server.oauth.person(journey, code, issuer)
    except ProviderError as error:
        raise _failed(journey.provider, error) from None
    return await arrive(server, request, journey, person)


async def _begin(
    server: Container,
    provider: str,
    next_path: str,
    *,
    invitation: Invitation | None = None,
    linker: Linker | None = None,
) -> Begun:
    """Raises ProviderFailedError."""
    try:
        return await server.oauth.begin(provider, next_path=next_path, invitation=invitation, linker=linker)
    except ProviderError as error:
        raise _failed(provider, error) from None


def _failed(provider: str, error: ProviderError) -> ProviderFailedError:
    logger.warning("signing in with %s failed: %s", provider, error)
    return ProviderFailedError("Signing in there did not work. Try again, or ask the host.")


def _ensure_known(server: Container, provider: str) -> None:
    """Raises AbsentError."""
    if provider not in server.oauth.providers:
        raise AbsentError("There is no such provider here.")


def _remember(begun: Begun, request: Request, response: Response) -> None:
    seconds = int(JOURNEY_LIFE.total_seconds())
    cookies.set_cookie(response, request, cookies.OAUTH_JOURNEY, begun.written_journey, seconds)
    response.headers["Cache-Control"] = "no-store"


def _refused(server: Container, error: Exception, next_path: str) -> Response:
    code = getattr(error, "code", "refused")
    return back_to_page(server.settings, "refused", code=code, next=next_path)


def _entry(server: Container, provider: str) -> ProviderEntry:
    """Also for one that was taken from the settings since it was linked."""
    known = server.oauth.providers.get(provider)
    return ProviderEntry(provider=provider, label=provider if known is None else known.label)
