"""The model. Importing it makes the name of every stored event known."""

from domain.admin_roster import AdminRoster
from domain.aggregate import AggregateRoot
from domain.claim import Claim
from domain.credit_ledger import CreditLedger
from domain.favourites import Favourites
from domain.play import Play
from domain.recharge_sweep import RechargeSweep
from domain.sign_in import SignIn
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.speech import Speech
from domain.tariff import Tariff
from domain.user_account import UserAccount

AGGREGATES: tuple[type[AggregateRoot], ...] = (
    AdminRoster,
    Claim,
    CreditLedger,
    Favourites,
    Play,
    RechargeSweep,
    SignIn,
    Sound,
    SoundLibrary,
    Speech,
    Tariff,
    UserAccount,
)

__all__ = [
    "AGGREGATES",
    "AdminRoster",
    "Claim",
    "CreditLedger",
    "Favourites",
    "Play",
    "RechargeSweep",
    "SignIn",
    "Sound",
    "SoundLibrary",
    "Speech",
    "Tariff",
    "UserAccount",
]
