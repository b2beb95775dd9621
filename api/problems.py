"""What the doors themselves refuse, before anything is asked of the write side."""

from typing import Any, ClassVar

from pydantic import BaseModel


class Problem(BaseModel):
    """RFC 9457. `detail` is for people, `code` for programs; some codes bring more fields."""

    type: str
    title: str
    status: int
    code: str
    detail: str


PROBLEM: dict[str, Any] = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


class DoorError(Exception):
    """Refused at the door: the message is for people, the code for programs."""

    status: ClassVar[int]
    code: ClassVar[str]


class UnauthenticatedError(DoorError):
    status = 401
    code = "unauthenticated"


class AccountDisabledError(DoorError):
    status = 401
    code = "account_disabled"


class WrongCredentialsError(DoorError):
    status = 401
    code = "wrong_credentials"


class ForbiddenError(DoorError):
    status = 403
    code = "forbidden"


class ForeignOriginError(DoorError):
    status = 403
    code = "foreign_origin"


class NotYoursError(DoorError):
    status = 403
    code = "not_yours"


class ScopeMissingError(DoorError):
    status = 403
    code = "scope_missing"


class StaleLoginError(DoorError):
    status = 403
    code = "stale_login"


class AbsentError(DoorError):
    status = 404
    code = "not_found"


class RegistrationClosedError(DoorError):
    status = 403
    code = "registration_closed"


class InvalidLinkError(DoorError):
    status = 403
    code = "invalid_link"


class InvalidOAuthStateError(DoorError):
    status = 403
    code = "invalid_oauth_state"


class ProviderDeclinedError(DoorError):
    status = 403
    code = "provider_declined"


class EmailUnverifiedError(DoorError):
    status = 403
    code = "email_unverified"


class EmailTakenError(DoorError):
    status = 409
    code = "email_taken"


class ProviderFailedError(DoorError):
    status = 502
    code = "provider_failed"


class UnknownVoiceError(DoorError):
    status = 422
    code = "unknown_voice"


class InvalidIdempotencyKeyError(DoorError):
    status = 422
    code = "invalid_idempotency_key"


class InvalidPositionError(DoorError):
    status = 422
    code = "invalid_position"


class InvalidCursorError(DoorError):
    status = 422
    code = "invalid_cursor"
