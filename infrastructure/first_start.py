"""What a new soundboard begins with: an open library, an admin, and a few sounds."""

import asyncio
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from eventsourcing.application import project_aggregate

from application.accounts.commands import BeginSoundboard, OpenAdminRoster
from application.command import from_system
from application.credits.commands import OpenActions, OpenTariff
from application.credits.standard_tariff import PRICES, standard_plans
from application.executor.command_executor import CommandExecutor
from application.library.commands import StartScan
from application.soundboard import Soundboard
from domain.admin_roster import AdminRoster
from domain.identifiers import LIBRARY_ID, ROSTER_ID, TARIFF_ID
from domain.plan_terms import PlanTerms
from domain.sound_library import SoundLibrary
from domain.tariff import Tariff
from domain.user_account import UserAccount
from domain.values import Role, SoundType
from infrastructure.identity.accounts import Accounts
from infrastructure.identity.email_addresses import as_registered
from infrastructure.library.sound_folders import FOLDERS, make_folders
from infrastructure.read_store.pages import LogPages
from infrastructure.starter_sounds import write_starter_sounds


@dataclass(frozen=True)
class FirstAdmin:
    """Shown once, then nowhere."""

    email: str
    password: str = field(repr=False)


def _admins_of_the_first_days(log_pages: LogPages) -> list[UUID]:
    """Boards began without a roster once: the log tells who was an active admin then."""
    admins: dict[UUID, UserAccount] = {}
    position = 0
    while len(page := log_pages.after(position)):
        for recorded in page.all():
            if recorded.event.TOPIC.startswith(f"{UserAccount.TOPIC}."):
                id = recorded.event.originator_id
                account = project_aggregate(admins.get(id), [recorded.event])
                if account is not None:
                    admins[id] = account
        position = page.end
    return [id for id, account in admins.items() if account.is_active_admin]


async def first_start(
    soundboard: Soundboard,
    log_pages: LogPages,
    executor: CommandExecutor,
    accounts: Accounts,
    *,
    originals: Path,
    admin_email: str,
    free_plan: PlanTerms,
) -> FirstAdmin | None:
    """None when this board was started before. A first start that was cut short is done again.

    Folders of originals that are gone later are not made again: a scan would take their sounds for missing.
    """
    tariff = await asyncio.to_thread(soundboard.find, Tariff, TARIFF_ID)
    if tariff is None:
        await executor.execute(OpenTariff(standard_plans(free_plan), PRICES), from_system())
    elif PRICES.keys() - tariff.prices.keys():
        await executor.execute(OpenActions(PRICES), from_system())
    if await asyncio.to_thread(soundboard.find, SoundLibrary, LIBRARY_ID) is not None:
        if await asyncio.to_thread(soundboard.find, AdminRoster, ROSTER_ID) is None:
            admins = await asyncio.to_thread(_admins_of_the_first_days, log_pages)
            await executor.execute(OpenAdminRoster(admins), from_system())
        return None
    make_folders(originals)
    await asyncio.to_thread(write_starter_sounds, originals / FOLDERS[SoundType.SOUNDBOARD])
    email, password = as_registered(admin_email), secrets.token_urlsafe(12)
    registration = await accounts.registration(name="Admin", email=email, password=password, role=Role.ADMIN)
    await executor.execute(BeginSoundboard(registration), from_system())
    await executor.execute(StartScan(uuid4()), from_system())
    return FirstAdmin(email, password)
