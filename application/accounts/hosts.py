"""Whether who asks as a host still is one: commands wait, and meanwhile others decide."""

from uuid import UUID

from application.errors import NotHostError
from application.ports import Aggregates
from application.sessions import Asked, ByApiToken, InSession
from domain.admin_roster import AdminRoster
from domain.errors import SessionStaleError
from domain.identifiers import OPERATOR_ID, ROSTER_ID, sign_in_id
from domain.sign_in import SignIn


class Hosts:
    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def ensure_still(self, actor_id: UUID, asked: Asked) -> None:
        """Raises NotHostError, or SessionStaleError where only what they came by has ended."""
        if actor_id == OPERATOR_ID:
            return
        ensure_host(self._aggregates, actor_id)
        sign_in = self._aggregates.find(SignIn, sign_in_id(actor_id))
        if sign_in is not None:
            _ensure_good(sign_in, asked)


def ensure_host(aggregates: Aggregates, user_id: UUID) -> None:
    """Raises NotHostError. The command line is one always."""
    roster = aggregates.find(AdminRoster, ROSTER_ID)
    if user_id != OPERATOR_ID and (roster is None or not roster.has(user_id)):
        raise NotHostError("They are no host any more.")


def _ensure_good(sign_in: SignIn, asked: Asked) -> None:
    match asked:
        case InSession(session_id, epoch):
            sign_in.ensure_open(session_id, epoch)
        case ByApiToken(token_id):
            if not sign_in.has_token(token_id):
                raise SessionStaleError("This API token was revoked.")
