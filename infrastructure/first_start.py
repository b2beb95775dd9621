"""What a new soundboard begins with: an open library, an admin, and a few sounds."""

import asyncio
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from application.accounts.commands import BeginSoundboard
from application.command import from_system
from application.executor.command_executor import CommandExecutor
from application.library.commands import StartScan
from application.soundboard import Soundboard
from domain.identifiers import LIBRARY_ID
from domain.sound_library import SoundLibrary
from domain.values import Role, SoundType
from infrastructure.identity.accounts import Accounts
from infrastructure.library.sound_folders import FOLDERS, make_folders
from infrastructure.starter_sounds import write_starter_sounds


@dataclass(frozen=True)
class FirstAdmin:
    """Shown once, then nowhere."""

    email: str
    password: str = field(repr=False)


async def first_start(
    soundboard: Soundboard, executor: CommandExecutor, accounts: Accounts, originals: Path, admin_email: str
) -> FirstAdmin | None:
    """None when this board was started before. A first start that was cut short is done again."""
    make_folders(originals)
    if await asyncio.to_thread(soundboard.find, SoundLibrary, LIBRARY_ID) is not None:
        return None
    await asyncio.to_thread(write_starter_sounds, originals / FOLDERS[SoundType.SOUNDBOARD])
    password = secrets.token_urlsafe(12)
    registration = await accounts.registration(
        name="Admin", email=admin_email, password=password, role=Role.ADMIN
    )
    await executor.execute(BeginSoundboard(registration), from_system())
    await executor.execute(StartScan(uuid4()), from_system())
    return FirstAdmin(admin_email, password)
