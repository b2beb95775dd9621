"""How accounts come to be, and are closed and opened."""

from collections.abc import Callable, Mapping
from typing import Any

from application.accounts.commands import (
    BeginSoundboard,
    DisableUser,
    EnableUser,
    RegisterUser,
    UserRegistered,
)
from application.claims import EMAIL, take_claim
from application.decision import Decision
from application.ports import Aggregates, Clock
from application.records import Credential, PersonalKey
from domain.credit_ledger import CreditLedger
from domain.sound_library import SoundLibrary
from domain.user_account import UserAccount


class AccountHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def register(self, command: RegisterUser) -> Decision[UserRegistered]:
        now = self._clock.now()
        claim = take_claim(self._aggregates, EMAIL, command.email_mac, command.user_id, at=now)
        account = UserAccount.register(
            command.user_id,
            sealed_name=command.sealed_name,
            sealed_email=command.sealed_email,
            role=command.role,
            at=now,
        )
        ledger = CreditLedger.open(command.user_id, at=now)
        ledger.welcome(command.opening_credits, at=now)
        return Decision(
            changed=[claim, account, ledger],
            answer=UserRegistered(command.user_id),
            records=[
                PersonalKey(command.user_id, command.personal_key),
                Credential(command.user_id, command.password_hash),
            ],
        )

    def begin(self, command: BeginSoundboard) -> Decision[None]:
        registered = self.register(command.admin)
        library = SoundLibrary.open(at=self._clock.now())
        return Decision([*registered.changed, library], None, registered.records)

    def disable(self, command: DisableUser) -> Decision[None]:
        account = self._aggregates.load(UserAccount, command.user_id)
        account.disable(at=self._clock.now())
        return Decision(changed=[account], answer=None)

    def enable(self, command: EnableUser) -> Decision[None]:
        account = self._aggregates.load(UserAccount, command.user_id)
        account.enable(at=self._clock.now())
        return Decision(changed=[account], answer=None)

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            BeginSoundboard: self.begin,
            RegisterUser: self.register,
            DisableUser: self.disable,
            EnableUser: self.enable,
        }
