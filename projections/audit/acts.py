"""Which events are the act of a host, and what is told of them."""

from collections.abc import Mapping
from uuid import UUID

from domain.admin_roster import AdminRoster
from domain.aggregate import Event
from domain.credit_ledger import OPENING, CreditLedger
from domain.identifiers import SYSTEM_ID
from domain.sign_in import SignIn
from domain.tariff import Tariff
from domain.user_account import UserAccount

ACTS: tuple[type[Event], ...] = (
    UserAccount.Registered,
    UserAccount.Renamed,
    UserAccount.EmailChanged,
    UserAccount.RoleChanged,
    UserAccount.PlanChanged,
    UserAccount.Disabled,
    UserAccount.Enabled,
    UserAccount.Erased,
    SignIn.PasswordChanged,
    SignIn.ResetOffered,
    SignIn.SignedOutEverywhere,
    SignIn.SessionEnded,
    SignIn.TokenIssued,
    SignIn.TokenRevoked,
    SignIn.IdentityLinked,
    SignIn.IdentityUnlinked,
    CreditLedger.Granted,
    CreditLedger.Adjusted,
    CreditLedger.Released,
    Tariff.PlanMade,
    Tariff.PlanChanged,
    Tariff.PlanRetired,
    Tariff.PriceSet,
    Tariff.PriceWithdrawn,
    AdminRoster.Invited,
)
"""What a host can do. Opening and closing a way in follow from an act that is here."""

TOLD = frozenset(
    {
        *("role", "plan", "amount", "session_id", "token_id", "scopes", "provider", "invitation_id"),
        *("terms", "action", "price", "reservation_id"),
    }
)
"""Fields that give nobody away: nothing that is sealed, no hash of an identity."""


def subject_of(event: Event) -> UUID | None:
    """Whom it is about; nobody where it is about the board."""
    match event:
        case AdminRoster.Invited() | Tariff.PlanMade() | Tariff.PlanChanged():
            return None
        case Tariff.PlanRetired() | Tariff.PriceSet() | Tariff.PriceWithdrawn():
            return None
        case CreditLedger.Granted() | CreditLedger.Adjusted() | CreditLedger.Released():
            return event.owner_id
        case _:
            user_id: UUID = vars(event).get("user_id", event.originator_id)
            return user_id


def reason_of(event: Event) -> str:
    return str(vars(event).get("reason", ""))


def is_act_of_a_host(event: Event) -> bool:
    """What people do to themselves has no reason. A host gives one, also for what they do to themselves.

    Credits come back for many reasons, and somebody caused each: the event says whether a host decided it.
    """
    if event.actor_id in (None, SYSTEM_ID):
        return False
    if isinstance(event, CreditLedger.Released):
        return event.by_host
    if event.actor_id != subject_of(event):
        return True
    return reason_of(event) not in ("", OPENING)


def details_of(event: Event) -> Mapping[str, object]:
    return {name: value for name, value in vars(event).items() if name in TOLD}
