"""How accounts come to be, change, are closed and opened, and go."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from application.accounts.commands import (
    BeginSoundboard,
    ChangeEmail,
    ChangePlan,
    ChangeRole,
    ChangeUser,
    DisableUser,
    EnableUser,
    EraseUser,
    Invite,
    OpenAdminRoster,
    RegisterUser,
    RenameUser,
    UserRegistered,
)
from application.accounts.hosts import ensure_host
from application.accounts.people import open_account, sign_in_of
from application.claims import EMAIL, IDENTITY, INVITATION, release_claim, take_claim
from application.decision import Decision
from application.ports import Aggregates, Clock
from application.records import Credential, ErasedPerson, PersonalKey, Record
from domain.admin_roster import AdminRoster
from domain.aggregate import AggregateRoot
from domain.credit_ledger import CreditLedger
from domain.identifiers import ROSTER_ID, TARIFF_ID
from domain.sign_in import SignIn
from domain.sound_library import SoundLibrary
from domain.tariff import Tariff
from domain.user_account import UserAccount
from domain.values import Plan, Role


class AccountHandlers:
    def __init__(self, aggregates: Aggregates, clock: Clock) -> None:
        self._aggregates = aggregates
        self._clock = clock

    def register(self, command: RegisterUser) -> Decision[UserRegistered]:
        now, user_id = self._clock.now(), command.user_id
        if command.invited_by is not None:
            ensure_host(self._aggregates, command.invited_by)
        sign_in = SignIn.open(user_id, has_password=command.password_hash is not None, at=now)
        account = UserAccount.register(
            user_id,
            sealed_name=command.sealed_name,
            sealed_email=command.sealed_email,
            role=Role.MEMBER if command.role_reason else command.role,
            at=now,
        )
        if command.role_reason:
            account.change_role(command.role, reason=command.role_reason, at=now)
        ledger = CreditLedger.open(user_id, at=now)
        tariff = self._aggregates.load(Tariff, TARIFF_ID)
        ledger.welcome(tariff.terms(Plan.FREE).opening, at=now)
        if command.external is not None:
            sign_in.link(command.external.provider, command.external.identity, at=now)
        records: list[Record] = [PersonalKey(user_id, command.personal_key)]
        if command.password_hash is not None:
            records.append(Credential(user_id, command.password_hash))
        return Decision(
            [*self._claims(command, at=now), account, sign_in, ledger, *self._joined(account, at=now)],
            UserRegistered(user_id),
            records,
        )

    def _claims(self, command: RegisterUser, *, at: datetime) -> list[AggregateRoot]:
        held = [(EMAIL, command.email_mac)]
        if command.external is not None:
            held.append((IDENTITY, command.external.identity))
        if command.invitation is not None:
            held.append((INVITATION, str(command.invitation)))
        return [take_claim(self._aggregates, kind, value, command.user_id, at=at) for kind, value in held]

    def begin(self, command: BeginSoundboard) -> Decision[None]:
        now = self._clock.now()
        registered = self.register(command.admin)
        library = SoundLibrary.open(at=now)
        return Decision([*registered.changed, library], None, registered.records)

    def open_roster(self, command: OpenAdminRoster) -> Decision[None]:
        return Decision([AdminRoster.open(command.admin_ids, at=self._clock.now())], None)

    def rename(self, command: RenameUser) -> Decision[None]:
        account = open_account(self._aggregates, command.user_id)
        account.rename(command.sealed_name, reason=command.reason, at=self._clock.now())
        return Decision([account], None)

    def change_email(self, command: ChangeEmail) -> Decision[None]:
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        sign_in_of(self._aggregates, account, at=now).ensure_open(
            command.asked.session_id, command.asked.epoch
        )
        account.change_email(command.sealed_email, at=now)
        if command.old_mac == command.new_mac:
            return Decision([account], None)
        old = release_claim(self._aggregates, EMAIL, command.old_mac, account.id, at=now)
        new = take_claim(self._aggregates, EMAIL, command.new_mac, account.id, at=now)
        return Decision([old, new, account], None)

    def change_role(self, command: ChangeRole) -> Decision[None]:
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        was_admin = account.is_active_admin
        account.change_role(command.role, reason=command.reason, at=now)
        return Decision([account, *self._moved(account, was_admin, at=now)], None)

    def change_plan(self, command: ChangePlan) -> Decision[None]:
        account = open_account(self._aggregates, command.user_id)
        self._aggregates.load(Tariff, TARIFF_ID).ensure_open_to_newcomers(command.plan)
        account.change_plan(command.plan, reason=command.reason, at=self._clock.now())
        return Decision([account], None)

    def change(self, command: ChangeUser) -> Decision[None]:
        changed: dict[UUID, AggregateRoot] = {}
        for each in command.changes:
            decision = self.by_command()[type(each)](each)
            changed |= {aggregate.id: aggregate for aggregate in decision.changed}
        return Decision(list(changed.values()), None)

    def invite(self, command: Invite) -> Decision[None]:
        roster = self._aggregates.load(AdminRoster, ROSTER_ID)
        roster.invite(command.invitation_id, reason=command.reason, at=self._clock.now())
        return Decision([roster], None)

    def disable(self, command: DisableUser) -> Decision[None]:
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        was_admin = account.is_active_admin
        account.disable(reason=command.reason, at=now)
        return Decision([account, *self._moved(account, was_admin, at=now)], None)

    def enable(self, command: EnableUser) -> Decision[None]:
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        was_admin = account.is_active_admin
        account.enable(reason=command.reason, at=now)
        return Decision([account, *self._moved(account, was_admin, at=now)], None)

    def erase(self, command: EraseUser) -> Decision[None]:
        now = self._clock.now()
        account = open_account(self._aggregates, command.user_id)
        sign_in = sign_in_of(self._aggregates, account, at=now)
        if command.asked is not None:
            sign_in.ensure_open(command.asked.session_id, command.asked.epoch)
        was_admin = account.is_active_admin
        held = [(EMAIL, command.email_mac), *((IDENTITY, each) for each in sign_in.identities.values())]
        free = [release_claim(self._aggregates, kind, value, account.id, at=now) for kind, value in held]
        account.erase(reason=command.reason, at=now)
        sign_in.close(at=now)
        changed = [account, sign_in, *free, *self._moved(account, was_admin, at=now)]
        return Decision(changed, None, [ErasedPerson(account.id)])

    def _moved(self, account: UserAccount, was_admin: bool, *, at: datetime) -> list[AdminRoster]:
        """Raises LastAdminError where the board would be without a host."""
        if account.is_active_admin:
            return self._joined(account, at=at)
        if not was_admin:
            return []
        roster = self._aggregates.load(AdminRoster, ROSTER_ID)
        roster.leave(account.id, at=at)
        return [roster]

    def _joined(self, account: UserAccount, *, at: datetime) -> list[AdminRoster]:
        if account.role is not Role.ADMIN:
            return []
        roster = self._aggregates.find(AdminRoster, ROSTER_ID)
        if roster is None:
            return [AdminRoster.open([account.id], at=at)]
        roster.join(account.id, at=at)
        return [roster]

    def by_command(self) -> Mapping[type, Callable[[Any], Decision[Any]]]:
        return {
            BeginSoundboard: self.begin,
            ChangeEmail: self.change_email,
            ChangePlan: self.change_plan,
            ChangeRole: self.change_role,
            ChangeUser: self.change,
            DisableUser: self.disable,
            EnableUser: self.enable,
            EraseUser: self.erase,
            Invite: self.invite,
            OpenAdminRoster: self.open_roster,
            RegisterUser: self.register,
            RenameUser: self.rename,
        }
