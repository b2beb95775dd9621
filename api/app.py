"""The web application: every door of the soundboard, around a running container."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse

from api import errors
from api.dependencies import POSITION_HEADER
from api.large_bodies import IMPORT_PATH, UPLOAD_PATH
from api.middleware import BodyLimit, RequestLog
from api.routers import (
    admin,
    admin_access,
    admin_audit,
    admin_changes,
    admin_erasure,
    admin_refunds,
    admin_tariff,
    admin_users,
    admin_verification,
    auth,
    credit_check,
    credit_export,
    credit_replay,
    credits,
    dashboard,
    events,
    files,
    health,
    library_archive,
    me,
    normalizing,
    oauth,
    plays,
    scans,
    sound_changes,
    sound_records,
    sounds,
    speech,
    tokens,
    uploads,
)
from infrastructure.container import Container
from infrastructure.first_start import FirstAdmin
from infrastructure.version import VERSION

AREAS = (
    speech,
    scans,
    sound_records,
    sounds,
    sound_changes,
    files,
    uploads,
    plays,
    credits,
    credit_check,
    credit_export,
    credit_replay,
    dashboard,
    auth,
    me,
    tokens,
    oauth,
    admin_tariff,
    admin_users,
    admin_changes,
    admin_refunds,
    admin_access,
    admin_audit,
    admin_erasure,
    admin,
    admin_verification,
    normalizing,
    library_archive,
    events,
    health,
)
"""The busiest first: a path is held against one after the other. /sounds/tts is no identifier of a sound."""

GARBAGE_THRESHOLDS = (20_000, 20, 100)
"""Collections are rare: what a request makes is freed without them."""

Started = Callable[[FirstAdmin | None], Awaitable[None]]


def create_app(container: Container, *, on_started: Started | None = None) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            first_admin = await container.start()
            _settle_memory()
            if on_started is not None:
                await on_started(first_admin)
            yield
        finally:
            container.close()

    app = FastAPI(
        title="Soundboard",
        version=VERSION,
        lifespan=lifespan,
        docs_url="/api/docs",
        redoc_url="/api/redoc",
        openapi_url="/api/openapi.json",
        redirect_slashes=True,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.container = container
    errors.install(app)
    large = {
        UPLOAD_PATH: container.uploads.limits.body_bytes,
        IMPORT_PATH: container.archives.imports.bytes_max,
    }
    app.add_middleware(BodyLimit, large=large)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=container.settings.allowed_origins,
        allow_credentials=True,
        allow_methods=["*"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", POSITION_HEADER],
        expose_headers=[POSITION_HEADER, "Retry-After"],
    )
    app.add_middleware(RequestLog)
    include_all(app)
    app.add_route("/", _to_the_doors)
    return app


def include_all(app: FastAPI) -> None:
    app.router.routes += [door for area in AREAS for door in area.router.routes]


def _to_the_doors(_: Request) -> RedirectResponse:
    """Until there is a page: the description of all doors, where each can be tried."""
    return RedirectResponse("/api/docs")


def _settle_memory() -> None:
    """What the start made stays for good: no collection needs to look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
