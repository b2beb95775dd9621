"""The one place that knows every concrete class."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from application.accounts.handlers import AccountHandlers
from application.accounts.hosts import Hosts
from application.credits.charging import Charging, with_charges
from application.credits.handlers import CreditHandlers
from application.credits.sweep import SweepHandlers
from application.credits.tariff_handlers import TariffHandlers
from application.executor.batch import BatchWriter
from application.executor.command_executor import CommandExecutor
from application.executor.working_set import WorkingSet
from application.library.handlers import LibraryHandlers
from application.plays.handlers import PlayHandlers
from application.ports import Clock, CommandHandlers
from application.process_managers.holding import Holding
from application.process_managers.leaving import SCRUB, Leaving
from application.process_managers.playing import PLAY_SOUND, Playing
from application.process_managers.recharging import RECHARGE_EVERYBODY, Recharging
from application.process_managers.scanning import SCAN_LIBRARY, Scanning
from application.sign_in.handlers import SignInHandlers
from application.soundboard import Soundboard
from application.sounds.favourite_handlers import FavouriteHandlers
from application.sounds.handlers import SoundHandlers
from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.errors import AudioHostDownError
from infrastructure.clock import SystemClock
from infrastructure.commit_listeners import CommitListeners
from infrastructure.credits.hold_credits import HoldCreditsWorker
from infrastructure.credits.ledger_owners import LedgerOwners
from infrastructure.credits.recharge_everybody import DailyRecharge, RechargeEverybodyWorker
from infrastructure.credits.replay import LedgerReplay
from infrastructure.files.served_files import ServedFiles
from infrastructure.files.sound_addresses import SoundAddresses
from infrastructure.files.upload_limits import upload_limits
from infrastructure.files.uploads import Uploads
from infrastructure.files.waveforms import Waveforms
from infrastructure.first_start import FirstAdmin, first_start
from infrastructure.identity.access import AccessRegister
from infrastructure.identity.accounts import Accounts
from infrastructure.identity.api_token_use import ApiTokenUse
from infrastructure.identity.api_tokens import ApiTokenTable
from infrastructure.identity.attempt_store import AttemptStore
from infrastructure.identity.attempts import Attempts
from infrastructure.identity.devices import Devices
from infrastructure.identity.oauth.flow import OAuthFlow
from infrastructure.identity.oauth.journeys import Journeys
from infrastructure.identity.oauth.providers import configured_providers
from infrastructure.identity.one_time_links import OneTimeLinks
from infrastructure.identity.passwords import Passwords
from infrastructure.identity.personal_data import PersonalData
from infrastructure.identity.refresh_tokens import RefreshTokens
from infrastructure.identity.scrub import ScrubWorker
from infrastructure.identity.secret_files import load_secrets
from infrastructure.identity.session_table import SessionTable
from infrastructure.identity.sessions import Sessions
from infrastructure.identity.signed_tokens import SignedTokens
from infrastructure.identity.tokens import Tokens
from infrastructure.library.known_files import KnownFiles
from infrastructure.library.scan_library import ScanLibraryWorker
from infrastructure.library.scanner import Scanner
from infrastructure.library.sound_files import SoundFiles
from infrastructure.live.hub import Hub
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.ownership import Ownership
from infrastructure.log_store.streams import StreamReader
from infrastructure.playback.play_sound import PlaySoundWorker
from infrastructure.playback.playback_listener import PlaybackListener
from infrastructure.playback.speakers import Speakers
from infrastructure.read_store.follower import Follower
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.verification import Verifier
from infrastructure.read_store.watermark import Watermark
from infrastructure.seals.chain import Chain
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.settings import Settings
from infrastructure.verifying.ledgers import LedgerCheck
from infrastructure.verifying.runs import VerificationRuns
from infrastructure.verifying.signed_reports import ReportSigner
from infrastructure.verifying.snapshots import SnapshotCheck
from infrastructure.verifying.verification import Verification
from infrastructure.version import VERSION
from infrastructure.work.dispatcher import Dispatcher, embedded_broker
from infrastructure.work.sweeper import Sweeper
from infrastructure.work.work_table import WorkTable
from infrastructure.work.worker import Worker
from projections.read_models import read_models

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
    verification: Verification
    verification_runs: VerificationRuns
    report_signer: ReportSigner
    served_files: ServedFiles
    sound_addresses: SoundAddresses
    waveforms: Waveforms
    uploads: Uploads

    async def start(self) -> FirstAdmin | None:
        """Everything runs when it returns; the first admin, when there was none before."""
        self.executor.start()
        self.follower.start()
        self._start_audio_host()
        self.uploads.clear_up()  # before a scan looks at the originals
        self.sweeper.give_up_all(PLAY_SOUND, "The soundboard was switched off.")
        self.sweeper.take_up(SCAN_LIBRARY)
        self.sweeper.take_up(SCRUB)
        self.sweeper.take_up(RECHARGE_EVERYBODY)
        self.dispatcher.start()
        self.sweeper.start()
        self.sealer.start()
        return await first_start(
            self.soundboard,
            self.log_pages,
            self.executor,
            self.accounts,
            originals=self.settings.originals_dir,
            admin_email=self.settings.admin_email,
            free_plan=self.settings.free_plan,
        )

    def _start_audio_host(self) -> None:
        """Without one the board is open all the same; plays are refused, and `/health` says why."""
        try:
            self.audio_host.start()
        except AudioHostDownError:
            logger.exception("nothing can be played")

    def close(self) -> None:
        """What asks is closed before what answers, so that nothing that was begun is left half done."""
        self.sweeper.close()
        self.uploads.close()
        self.recharging.close()
        self.dispatcher.close()
        self.audio_host.close()
        self.waveforms.close()
        self.verification_runs.close()
        self.executor.close()
        self.sealer.close()
        self.follower.stop()
        self.passwords.close()
        self.queries.close()
        self.follower.close()
        self.log.close()
        self.ownership.close()


def compose(settings: Settings, *, clock: Clock | None = None) -> Container:
    clock = clock or SystemClock()
    secrets = load_secrets(settings.secrets_dir)
    ownership = Ownership(settings.log_database_url)
    log = LogStore(settings.log_database_url, leases={PlaySoundWorker.kind: PlaySoundWorker.seconds_max})
    soundboard = Soundboard(log)
    work_table = WorkTable(log.writing, log.reading)
    commits = CommitListeners()

    streams = StreamReader(log.reading, log.event_mapper)
    stored_events, seals = StoredEvents(log.reading), SealTable(log.writing, log.reading)
    sealer, chain = Sealer(stored_events, seals, clock), Chain(stored_events, seals)

    audio_host = AudioHost(
        settings.audio_output,
        voices_max=settings.audio_voices_max,
        on_reports=lambda reports: listener.on_reports(reports),  # noqa: PLW0108 - the listener is made below
    )
    speakers = Speakers(audio_host, output=settings.audio_output, voices_max=settings.audio_voices_max)
    working_set = WorkingSet(soundboard)
    handlers: list[CommandHandlers] = [
        AccountHandlers(working_set, clock),
        SignInHandlers(working_set, clock),
        CreditHandlers(working_set, clock),
        TariffHandlers(working_set, clock),
        SweepHandlers(working_set, clock),
        LibraryHandlers(working_set, clock),
        SoundHandlers(working_set, clock),
        FavouriteHandlers(working_set, clock),
        PlayHandlers(
            working_set,
            clock,
            speakers,
            work_table,
        ),
    ]
    writer = BatchWriter(
        soundboard,
        log,
        working_set,
        with_charges(
            {command: handle for each in handlers for command, handle in each.by_command().items()},
            Charging(working_set, clock),
        ),
        [Playing(), Holding(), Recharging(), Scanning(), Leaving()],
        hosts=Hosts(working_set),
        is_only_writer=True,  # the ownership above sees to it
        after_commit=commits.notify,
    )
    executor = CommandExecutor(writer)

    personal_data = PersonalData(log)
    signed_tokens = SignedTokens(secrets.token_key, clock)
    session_table = SessionTable(log.writing, log.reading, clock)
    api_tokens = ApiTokenTable(log.writing, log.reading, clock)
    access = AccessRegister(
        soundboard,
        session_table,
        api_tokens,
        is_current=lambda: follower.is_current(),  # noqa: PLW0108 - the follower is made below
    )
    hub = Hub(head=log.last_position())
    log_pages = LogPages(log.recorder, log.event_mapper)
    queries = ReadDatabase(settings.read_database_url)
    projectors = read_models(personal_data.unseal)
    follower = Follower(
        log_pages,
        settings.read_database_url,
        queries,
        projectors,
        on_page=[access.on_page, hub.on_page],
    )

    listener = PlaybackListener(executor, silence=audio_host.stop)
    scans = ScanLibraryWorker(
        Scanner(executor, settings.originals_dir), executor, KnownFiles(log, follower.watermark, queries)
    )
    playing = PlaySoundWorker(soundboard, streams, executor, audio_host, settings.originals_dir)
    scrub = ScrubWorker(log, follower.scrubbing, work_table, clock)
    holding = HoldCreditsWorker(executor, queries)
    recharging = RechargeEverybodyWorker(
        soundboard, executor, LedgerOwners(log, follower.watermark, queries), work_table, clock
    )
    workers: list[Worker] = [playing, scans, scrub, holding, recharging]
    dispatcher = Dispatcher(embedded_broker(), work_table, workers, leased_when_asked={PlaySoundWorker.kind})
    commits.add(access.after_commit)
    commits.add(lambda _position, _commit: follower.wake())
    commits.add(playing.after_commit)
    commits.add(dispatcher.after_commit)

    sounds_dir = settings.sounds_dir.resolve()
    incoming = sounds_dir / "temp" / "incoming"
    sound_files = SoundFiles(sounds_dir)
    served_files = ServedFiles(soundboard, sound_files, sounds_dir)
    uploads = Uploads(
        soundboard,
        executor,
        log.last_position,
        upload_limits(
            megabytes=settings.upload_max_mb,
            files=settings.upload_max_files,
            minutes=settings.upload_max_minutes,
        ),
        originals=settings.originals_dir,
        incoming=incoming,
        notes=sounds_dir / "placing",
    )

    report_signer = ReportSigner(secrets.report_key)
    passwords = Passwords()
    tokens = Tokens(signed_tokens, timedelta(minutes=settings.access_token_expire_minutes), clock)
    return Container(
        settings=settings,
        clock=clock,
        ownership=ownership,
        log=log,
        soundboard=soundboard,
        executor=executor,
        follower=follower,
        watermark=follower.watermark,
        log_pages=log_pages,
        queries=queries,
        hub=hub,
        audio_host=audio_host,
        speakers=speakers,
        dispatcher=dispatcher,
        sweeper=Sweeper(
            work_table,
            dispatcher,
            {each.kind: each for each in workers},
            always=[DailyRecharge(executor, clock).begin_if_due],
            hourly=[session_table.forget_expired, api_tokens.forget_expired, uploads.clear_up_old],
        ),
        scans=scans,
        recharging=recharging,
        personal_data=personal_data,
        passwords=passwords,
        accounts=Accounts(
            soundboard,
            log,
            passwords,
            personal_data,
            access,
            email_key=secrets.email_key,
        ),
        tokens=tokens,
        sessions=Sessions(
            executor,
            session_table,
            access,
            tokens,
            RefreshTokens(secrets.token_key),
            life=timedelta(days=settings.session_days),
            clock=clock,
        ),
        session_table=session_table,
        api_tokens=api_tokens,
        api_token_use=ApiTokenUse(api_tokens),
        links=OneTimeLinks(signed_tokens),
        oauth=OAuthFlow(configured_providers(settings), Journeys(signed_tokens)),
        access=access,
        attempts=Attempts(AttemptStore(log, clock), secrets.token_key, settings, clock),
        devices=Devices(secrets.token_key),
        sealer=sealer,
        chain=chain,
        replay=LedgerReplay(streams),
        verification=Verification(
            LedgerCheck(soundboard, log, streams, work_table, queries),
            SnapshotCheck(soundboard, log),
            Verifier(log_pages, queries, projectors),
            sealer=sealer,
            chain=chain,
        ),
        verification_runs=VerificationRuns(report_signer, clock, version=VERSION),
        report_signer=report_signer,
        served_files=served_files,
        sound_addresses=SoundAddresses(signed_tokens, access),
        waveforms=Waveforms(
            sounds_dir / "waveforms", sound_files.original, sounds=sounds_dir, incoming=incoming
        ),
        uploads=uploads,
    )
