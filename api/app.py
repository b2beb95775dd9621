"""The web application: every door of the soundboard, around a running container."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse

from api import errors
from api.dependencies import POSITION_HEADER
from api.middleware import BodyLimit, RequestLog
from api.problems import PROBLEM
from api.routers import admin, auth, credits, dashboard, events, health, plays, sounds
from api.version import VERSION
from infrastructure.composition import Container
from infrastructure.first_start import FirstAdmin

Started = Callable[[FirstAdmin | None], Awaitable[None]]


def create_app(container: Container, *, on_started: Started | None = None) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            first_admin = await container.start()
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
    )
    app.state.container = container
    errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=container.settings.allowed_origins,
        allow_methods=["*"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", POSITION_HEADER],
        expose_headers=[POSITION_HEADER, "Retry-After"],
    )
    app.add_middleware(RequestLog)
    app.include_router(_everything())
    app.add_route("/", _to_the_doors)
    return app


def _to_the_doors(_: Request) -> RedirectResponse:
    """Until there is a page: the description of all doors, where each can be tried."""
    return RedirectResponse("/api/docs")


def _everything() -> APIRouter:
    v1 = APIRouter(prefix="/api/v1", responses={"default": PROBLEM, 422: PROBLEM})
    for area in (auth, sounds, plays, credits, dashboard, admin, events, health):
        v1.include_router(area.router)
    return v1
