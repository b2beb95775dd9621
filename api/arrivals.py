"""Who came back from another service: somebody we know, somebody new, or somebody with another way in."""

import asyncio
from typing import NamedTuple

from starlette.requests import Request

from api.attempts import count_registration
from api.dependencies import access_of, ensure_fresh
from api.page_sessions import begin_session
from api.people import presentable_name
from api.permissions import Needs
from api.problems import (
    EmailTakenError,
    EmailUnverifiedError,
    InvalidLinkError,
    InvalidOAuthStateError,
)
from api.registration import NOT_GOOD, USED, ensure_may_register, ensure_still_good
from application.accounts.commands import ExternalIdentity
from application.claims import INVITATION
from application.command import envelope
from application.errors import NotHostError
from application.sign_in.commands import LinkIdentity
from domain.errors import AlreadyClaimedError
from infrastructure.container import Container
from infrastructure.identity.accounts import SignedInUser
from infrastructure.identity.email_addresses import email_in
from infrastructure.identity.oauth.journeys import Journey, Linker
from infrastructure.identity.oauth.person import Person
from infrastructure.identity.sessions import Granted


class Arrival(NamedTuple):
    """`position` is where the log says so, if anything was written; `granted` is a session that began, in
    `epoch`.
    """

    outcome: str
    position: int | None = None
    granted: Granted | None = None
    epoch: int = 0


async def arrive(server: Container, request: Request, journey: Journey, person: Person) -> Arrival:
    """Raises DoorError, DomainError or ApplicationError."""
    external = server.accounts.external(journey.provider, person.subject)
    if journey.linker is not None:
        return await _link(server, request, external, journey.linker)
    user = await asyncio.to_thread(server.accounts.known_as, external)
    if user is not None:
        return await _let_in(server, request, user, "signed_in")
    return await _register(server, request, external, journey, person)


async def _let_in(
    server: Container, request: Request, user: SignedInUser, outcome: str, position: int | None = None
) -> Arrival:
    return Arrival(outcome, position, await begin_session(server, request, user), user.epoch)


async def _link(server: Container, request: Request, external: ExternalIdentity, linker: Linker) -> Arrival:
    """Only in the session that asked for it, while that is fresh."""
    access = await access_of(request, Needs.ACCOUNT)
    if linker != Linker(access.user_id, access.credential_id):
        raise InvalidOAuthStateError("Somebody else, or another session, began this.")
    ensure_fresh(access)
    command = LinkIdentity(access.user_id, access.asked, external)
    answered = await server.executor.execute(command, envelope(access.user_id))
    return Arrival("linked", answered.position)


async def _register(
    server: Container, request: Request, external: ExternalIdentity, journey: Journey, person: Person
) -> Arrival:
    """An account is never found by its address: whoever has one signs in to it, and links."""
    if journey.invitation is not None:
        await ensure_still_good(server, journey.invitation)
    ensure_may_register(server, journey.invitation)
    email = None if person.email is None else email_in(person.email)
    if email is None:
        raise EmailUnverifiedError("It vouches for no e-mail address of yours. Confirm one there first.")
    await count_registration(request)
    command = await server.accounts.registration(
        name=presentable_name(person.name, email),
        email=email,
        password=None,
        external=external,
        invitation=journey.invitation,
    )
    try:
        answered = await server.executor.execute(command, envelope(command.user_id))
    except AlreadyClaimedError as error:
        return await _already_there(server, request, external, error)
    except NotHostError:
        raise InvalidLinkError(NOT_GOOD) from None
    user = SignedInUser(command.user_id, epoch=0)
    return await _let_in(server, request, user, "registered", answered.position)


async def _already_there(
    server: Container, request: Request, external: ExternalIdentity, error: AlreadyClaimedError
) -> Arrival:
    """The same person may have come back twice at once."""
    user = await asyncio.to_thread(server.accounts.known_as, external)
    if user is not None:
        return await _let_in(server, request, user, "signed_in")
    if error.kind == INVITATION:
        raise InvalidLinkError(USED) from None
    raise EmailTakenError("An account has this e-mail address. Sign in to it, and link this.") from None
