"""All that runs, and in which order it starts and ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from application.executor.command_executor import CommandExecutor
from application.ports import Clock
from application.process_managers.importing import IMPORT_LIBRARY
from application.process_managers.leaving import SCRUB
from application.process_managers.normalizing import NORMALIZE_BATCH, NORMALIZE_SOUND
from application.process_managers.playing import PLAY_SOUND
from application.process_managers.recharging import RECHARGE_EVERYBODY
from application.process_managers.scanning import SCAN_LIBRARY
from application.process_managers.speaking import SPEAK_TEXT
from application.soundboard import Soundboard
from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.errors import AudioHostDownError
from infrastructure.credits.recharge_everybody import RechargeEverybodyWorker
from infrastructure.credits.replay import LedgerReplay
from infrastructure.credits.replays_in_turn import ReplaysInTurn
from infrastructure.files.covers import Covers
from infrastructure.files.served_files import ServedFiles
from infrastructure.files.sound_addresses import SoundAddresses
from infrastructure.files.uploads import Uploads
from infrastructure.files.waveforms import Waveforms
from infrastructure.first_start import FirstAdmin, first_start
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.accounts import Accounts
from infrastructure.identity.api_token_use import ApiTokenUse
from infrastructure.identity.api_tokens import ApiTokenTable
from infrastructure.identity.attempts import Attempts
from infrastructure.identity.devices import Devices
from infrastructure.identity.oauth.flow import OAuthFlow
from infrastructure.identity.one_time_links import OneTimeLinks
from infrastructure.identity.passwords import Passwords
from infrastructure.identity.personal_data import PersonalData
from infrastructure.identity.session_table import SessionTable
from infrastructure.identity.sessions import Sessions
from infrastructure.identity.tokens import Tokens
from infrastructure.library.folder_watch import FolderWatch
from infrastructure.library.scan_library import ScanLibraryWorker
from infrastructure.library_archive.composed import LibraryArchives
from infrastructure.live.hub import Hub
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.ownership import Ownership
from infrastructure.loudness.composed import Loudness
from infrastructure.loudness.normalize_sound import NormalizeSoundWorker
from infrastructure.playback.play_sound import PlaySoundWorker
from infrastructure.playback.speakers import Speakers
from infrastructure.read_store.follower import Follower
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.watermark import Watermark
from infrastructure.seals.chain import Chain
from infrastructure.seals.sealer import Sealer
from infrastructure.settings import Settings
from infrastructure.speech.voices import Voices
from infrastructure.verifying.runs import VerificationRuns
from infrastructure.verifying.signed_reports import ReportSigner
from infrastructure.verifying.verification import Verification
from infrastructure.work.dispatcher import Dispatcher
from infrastructure.work.sweeper import Sweeper
from infrastructure.work.worker import Worker

LEASED_WHEN_ASKED: Sequence[type[Worker]] = (PlaySoundWorker, NormalizeSoundWorker)
"""Whose work the process that asks for it takes up itself."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Container:
    settings: Settings
    clock: Clock
    ownership: Ownership
    log: LogStore
    soundboard: Soundboard
    executor: CommandExecutor
    follower: Follower
    watermark: Watermark
    log_pages: LogPages
    queries: ReadDatabase
    hub: Hub
    audio_host: AudioHost
    speakers: Speakers
    dispatcher: Dispatcher
    sweeper: Sweeper
    scans: ScanLibraryWorker
    watch: FolderWatch
    loudness: Loudness
    recharging: RechargeEverybodyWorker
    personal_data: PersonalData
    passwords: Passwords
    accounts: Accounts
    tokens: Tokens
    sessions: Sessions
    session_table: SessionTable
    api_tokens: ApiTokenTable
    api_token_use: ApiTokenUse
    links: OneTimeLinks
    oauth: OAuthFlow
    access: AccessRegister
    attempts: Attempts
    devices: Devices
    sealer: Sealer
    chain: Chain
    replay: LedgerReplay
    replays: ReplaysInTurn
    voices: Voices
    verification: Verification
    verification_runs: VerificationRuns
    report_signer: ReportSigner
    served_files: ServedFiles
    sound_addresses: SoundAddresses
    waveforms: Waveforms
    covers: Covers
    uploads: Uploads
    archives: LibraryArchives

    async def start(self) -> FirstAdmin | None:
        """Everything runs when it returns; the first admin, when there was none before."""
        self.executor.start()
        self.follower.start()
        self._start_audio_host()
        self.uploads.clear_up()  # before a scan looks at the originals
        self.archives.imports.clear_up()
        self.sweeper.give_up_all(PLAY_SOUND, "The soundboard was switched off.")
        self.sweeper.take_up(SCAN_LIBRARY)
        self.sweeper.take_up(SPEAK_TEXT)
        self.sweeper.take_up(IMPORT_LIBRARY, untried=True)
        self.sweeper.take_up(NORMALIZE_SOUND, untried=True)
        self.sweeper.take_up(NORMALIZE_BATCH, untried=True)
        self.sweeper.take_up(SCRUB)
        self.sweeper.take_up(RECHARGE_EVERYBODY)
        self.dispatcher.start()
        self.sweeper.start()
        self.sealer.start()
        first_admin = await first_start(
            self.soundboard,
            self.log_pages,
            self.executor,
            self.accounts,
            originals=self.settings.originals_dir,
            admin_email=self.settings.admin_email,
            free_plan=self.settings.free_plan,
        )
        if self.settings.scan_watch:
            self.watch.start()
        return first_admin

    def _start_audio_host(self) -> None:
        """Without one the board is open all the same; plays are refused, and `/health` says why."""
        try:
            self.audio_host.start()
        except AudioHostDownError:
            logger.exception("nothing can be played")

    def close(self) -> None:
        """What asks is closed before what answers, so that nothing that was begun is left half done."""
        self.watch.close()
        self.sweeper.close()
        self.uploads.close()
        self.archives.worker.close()
        self.recharging.close()
        self.scans.close()
        self.dispatcher.close()
        self.loudness.close()
        self.audio_host.close()
        self.served_files.close()
        self.waveforms.close()
        self.covers.close()
        self.replays.close()
        self.verification_runs.close()
        self.executor.close()
        self.sealer.close()
        self.follower.stop()
        self.passwords.close()
        self.queries.close()
        self.follower.close()
        self.log.close()
        self.ownership.close()
