"""The one place that knows every concrete class."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from application.executor.command_executor import CommandExecutor
from application.ports import Clock
from application.soundboard import Soundboard
from domain.sound import Sound
from infrastructure.audio.audio_host import AudioHost
from infrastructure.backup.erased_people import ErasedPeople
from infrastructure.clock import SystemClock
from infrastructure.commit_listeners import CommitListeners
from infrastructure.composed_writer import compose_writer
from infrastructure.container import Container
from infrastructure.credits.hold_credits import HoldCreditsWorker
from infrastructure.credits.ledger_owners import LedgerOwners
from infrastructure.credits.recharge_everybody import DailyRecharge, RechargeEverybodyWorker
from infrastructure.credits.replay import LedgerReplay
from infrastructure.credits.replays_in_turn import ReplaysInTurn
from infrastructure.files.composed import compose_files
from infrastructure.files.sound_addresses import SoundAddresses
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
from infrastructure.library.folder_watch import FolderWatch
from infrastructure.library.level_catalogue import LevelCatalogue
from infrastructure.library.scan_library import ScanLibraryWorker
from infrastructure.library.scanner import Scanner
from infrastructure.library_archive.composed import compose_archives
from infrastructure.live.hub import Hub
from infrastructure.live.import_progress import import_progress
from infrastructure.live.messages import passing
from infrastructure.live.scan_progress import scan_progress
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.ownership import Ownership
from infrastructure.log_store.streams import StreamReader
from infrastructure.loudness.composed import compose_loudness
from infrastructure.loudness.normalize_sound import NormalizeSoundWorker
from infrastructure.playback.play_sound import PlaySoundWorker
from infrastructure.playback.playback_listener import PlaybackListener
from infrastructure.playback.speakers import Speakers
from infrastructure.read_store.follower import Follower
from infrastructure.read_store.pages import LogPages
from infrastructure.read_store.read_database import ReadDatabase
from infrastructure.read_store.verification import Verifier
from infrastructure.seals.chain import Chain
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.settings import Settings
from infrastructure.speech.espeak import EspeakVoices
from infrastructure.speech.speak_text import SpeakTextWorker
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
from projections.sounds.queries import known_files

LEASED_WHEN_ASKED: Sequence[type[Worker]] = (PlaySoundWorker, NormalizeSoundWorker)
"""Whose work the process that asks for it takes up itself."""


def compose(settings: Settings, *, clock: Clock | None = None) -> Container:
    clock = clock or SystemClock()
    secrets = load_secrets(settings.secrets_dir)
    ownership = Ownership(settings.log_database_url)
    log = LogStore(
        settings.log_database_url, leases={each.kind: each.seconds_max for each in LEASED_WHEN_ASKED}
    )
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
    writer = compose_writer(
        settings,
        soundboard,
        log,
        clock,
        speakers=speakers,
        work_table=work_table,
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
    catalogue = LevelCatalogue(log, follower.watermark, queries)
    scanner = Scanner(
        executor,
        settings.originals_dir,
        partial(catalogue.ask, known_files),
        partial(soundboard.find, Sound),
    )
    scans = ScanLibraryWorker(
        scanner, soundboard, executor, tell=lambda id, progress: hub.tell(scan_progress(id, progress.told()))
    )
    loudness = compose_loudness(
        settings,
        soundboard,
        executor,
        work_table=work_table,
        catalogue=catalogue,
        tell=lambda kind, data: hub.tell(passing(kind, data)),
    )
    playing = PlaySoundWorker(
        soundboard, streams, executor, audio_host, loudness.files, rendered=loudness.renders.wanted
    )
    erased_people = ErasedPeople.of(settings.data_dir)
    scrub = ScrubWorker(log, follower.scrubbing, work_table, clock, note_down=erased_people.add)
    holding = HoldCreditsWorker(executor, queries)
    recharging = RechargeEverybodyWorker(
        soundboard, executor, LedgerOwners(log, follower.watermark, queries), work_table, clock
    )
    voices = EspeakVoices()
    speaking = SpeakTextWorker(
        soundboard, executor, voices, originals=settings.originals_dir, temp=settings.temp_dir
    )
    files = compose_files(
        settings, soundboard, executor, loudness.files, loudness.renders, last_position=log.last_position
    )
    archives = compose_archives(
        settings,
        soundboard,
        executor,
        catalogue,
        files.uploads,
        tell=lambda id, counts: hub.tell(import_progress(id, counts)),
    )
    workers: list[Worker] = [
        playing,
        scans,
        archives.worker,
        speaking,
        *loudness.workers,
        scrub,
        holding,
        recharging,
    ]
    dispatcher = Dispatcher(
        embedded_broker(), work_table, workers, leased_when_asked={each.kind for each in LEASED_WHEN_ASKED}
    )
    commits.add(access.after_commit)
    commits.add(lambda _position, _commit: follower.wake())
    commits.add(playing.after_commit)
    commits.add(scans.after_commit)
    commits.add(loudness.renders.after_commit)
    commits.add(archives.worker.after_commit)
    commits.add(dispatcher.after_commit)

    report_signer, passwords = ReportSigner(secrets.report_key), Passwords()
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
            always=[DailyRecharge(executor, clock).begin_if_due, *loudness.chores],
            hourly=[
                session_table.forget_expired,
                api_tokens.forget_expired,
                files.uploads.clear_up_old,
                archives.imports.clear_up_old,
            ],
        ),
        scans=scans,
        watch=FolderWatch(settings.originals_dir, scans, executor),
        loudness=loudness,
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
        replays=ReplaysInTurn(),
        voices=voices,
        verification=Verification(
            LedgerCheck(soundboard, log, streams, work_table, queries),
            SnapshotCheck(soundboard, log),
            Verifier(log_pages, queries, projectors),
            sealer=sealer,
            chain=chain,
        ),
        verification_runs=VerificationRuns(report_signer, clock, version=VERSION),
        report_signer=report_signer,
        served_files=files.served,
        sound_addresses=SoundAddresses(signed_tokens, access),
        waveforms=files.waveforms,
        covers=files.covers,
        uploads=files.uploads,
        archives=archives,
    )
