"""Turns what went wrong into problem documents (RFC 9457), in one table."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.problems import DoorError
from api.security_headers import security_headers
from application.errors import (
    ApplicationError,
    ConflictError,
    ExecutorBusyError,
    ExecutorClosedError,
    IdempotencyKeyReusedError,
    NotFoundError,
    NotHostError,
    StoreUnavailableError,
    TooManyAttemptsError,
    TooManyPasswordsError,
    TooManyReplaysError,
)
from domain.errors import (
    AlreadyClaimedError,
    CooldownError,
    DomainError,
    InsufficientCreditsError,
    InvalidAmountError,
    InvalidColourError,
    InvalidDescriptionError,
    InvalidEditError,
    InvalidPathError,
    InvalidPlaysError,
    InvalidSpeechError,
    InvalidTagError,
    InvalidTermsError,
    InvalidTitleError,
    ReasonRequiredError,
    ThrownAwayByHostError,
    UnknownActionError,
    UnknownPlanError,
)
from infrastructure.audio.errors import AudioError
from infrastructure.files.errors import (
    ArchiveTooLargeError,
    FilesError,
    FileTooLargeError,
    InvalidAddressError,
    NoRoomError,
    NotRenderedError,
    NotRenderedYetError,
    NoWaveformError,
    SoundThereError,
    TooManyFilesError,
    TooManyRendersError,
    TooManyUploadsError,
    UploadTooSlowError,
)
from infrastructure.read_store.errors import ReadModelBehindError, ReadStoreError, UnknownReadModelError
from infrastructure.verifying.runs import VerificationRunningError

STATUS: dict[type[Exception], int] = {
    InsufficientCreditsError: 402,
    NotHostError: 403,
    ThrownAwayByHostError: 403,
    NotFoundError: 404,
    UnknownActionError: 404,
    UnknownPlanError: 404,
    UnknownReadModelError: 404,
    AlreadyClaimedError: 409,
    ConflictError: 409,
    IdempotencyKeyReusedError: 422,
    InvalidAmountError: 422,
    InvalidColourError: 422,
    InvalidDescriptionError: 422,
    InvalidEditError: 422,
    InvalidPathError: 422,
    InvalidPlaysError: 422,
    InvalidSpeechError: 422,
    InvalidTagError: 422,
    InvalidTermsError: 422,
    InvalidTitleError: 422,
    ReasonRequiredError: 422,
    AudioError: 503,
    ExecutorBusyError: 503,
    ExecutorClosedError: 503,
    ReadModelBehindError: 503,
    StoreUnavailableError: 503,
    CooldownError: 429,
    TooManyAttemptsError: 429,
    TooManyPasswordsError: 503,
    TooManyReplaysError: 503,
    ReadStoreError: 409,
    VerificationRunningError: 409,
    ArchiveTooLargeError: 413,
    FileTooLargeError: 413,
    InvalidAddressError: 403,
    NoRoomError: 507,
    NoWaveformError: 409,
    NotRenderedError: 409,
    NotRenderedYetError: 503,
    SoundThereError: 409,
    TooManyFilesError: 413,
    TooManyRendersError: 503,
    TooManyUploadsError: 503,
    UploadTooSlowError: 408,
    FilesError: 422,
    DomainError: 409,
    ApplicationError: 500,
}

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
"""Of what the framework refuses by itself."""

RETRY_AFTER_SECONDS = "1"

logger = structlog.get_logger()


def install(app: FastAPI) -> None:
    for kind in STATUS:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(DoorError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return JSONResponse(
        {
            "type": f"urn:soundboard:{code}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": detail,
            **more,
        },
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


async def _refused(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, DoorError):
        return problem(error.status, error.code, str(error))
    if isinstance(error, TooManyAttemptsError):
        return _too_soon(error, "too_many_attempts", error.retry_after_seconds)
    if isinstance(error, CooldownError):
        return _too_soon(error, error.code, error.seconds_left)
    return refusal(error)


def refusal(error: Exception) -> JSONResponse:
    """Of one that stands in the table, itself or by what it is a kind of."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return problem(status, getattr(error, "code", "unavailable"), str(error), **_more_about(error))


def _too_soon(error: Exception, code: str, seconds: int) -> JSONResponse:
    answer = problem(429, code, str(error), retry_after=seconds)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _more_about(error: Exception) -> dict[str, Any]:
    if isinstance(error, SoundThereError):
        restore = {"restore": f"POST /sounds/{error.sound_id}/restore"} if error.is_trashed else {}
        return {
            "sound_id": str(error.sound_id),
            "sound_title": error.title,
            "is_trashed": error.is_trashed,
            **restore,
        }
    if not isinstance(error, InsufficientCreditsError):
        return {}
    return {
        "spendable": error.spendable,
        "price": error.price,
        "next_recharge_at": _next_midnight() if error.is_recharged else None,
    }


def _next_midnight() -> str:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1)).isoformat()


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Says where and what, and never repeats what was sent: it may be a password."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the table hands us nothing else
    faults = [
        {"where": ".".join(map(str, each["loc"])), "what": _encodable(each["msg"])} for each in error.errors()
    ]
    said = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults[:3])
    return problem(422, "invalid_request", said, errors=faults[:20])


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - the table hands us nothing else
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return problem(422, "invalid_request", "body: It cannot be read.")
    code = HTTP_CODES.get(error.status_code, f"http_{error.status_code}")
    return problem(error.status_code, code, str(error.detail))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected error", path=request.url.path, exc_info=error)
    answer = problem(500, "internal_error", "Something went wrong here. The server's log says what.")
    answer.raw_headers += security_headers(request.scope)
    return answer


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()
