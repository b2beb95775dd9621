"""Choosing another password with a link from the host: whether it is good, and using it up."""

import asyncio

from api.problems import InvalidLinkError
from application.command import Answered, envelope
from application.errors import NotFoundError, NotHostError
from application.sign_in.commands import PasswordChosen, ResetPassword
from domain.errors import LinkStaleError
from domain.sign_in import STALE_LINK
from infrastructure.container import Container
from infrastructure.identity.one_time_links import Reset
from infrastructure.identity.signed_tokens import InvalidTokenError

NOT_GOOD = "This link is not, or no longer, good. Ask the host for another."


async def reset_in(server: Container, token: str) -> Reset:
    """Raises InvalidLinkError, also for who was erased; LinkStaleError for one that was used or replaced."""
    try:
        link = server.links.resetting(token)
    except InvalidTokenError:
        raise InvalidLinkError(NOT_GOOD) from None
    if not await asyncio.to_thread(server.access.is_host, link.given_by):
        raise InvalidLinkError(NOT_GOOD)
    offer = await asyncio.to_thread(server.access.offer_of, link.user_id)
    if offer is None:
        raise InvalidLinkError(NOT_GOOD)
    if link.offer != offer:
        raise LinkStaleError(STALE_LINK)
    return link


async def chosen_by(server: Container, link: Reset, password_hash: str) -> Answered[PasswordChosen]:
    """Raises InvalidLinkError or LinkStaleError: others may have been quicker."""
    command = ResetPassword(link.user_id, link.offer, link.given_by, password_hash)
    try:
        return await server.executor.execute(command, envelope(link.user_id))
    except (NotFoundError, NotHostError):
        raise InvalidLinkError(NOT_GOOD) from None
