"""Who may do what: every door there is, and what it needs. A door that is not named here cannot be made."""

from collections.abc import Mapping
from enum import StrEnum

from domain.values import Role, Scope
from infrastructure.identity.access import Access


class Needs(StrEnum):
    """What somebody must be, and what an API token must be for, to pass a door."""

    NOTHING = "nothing"
    READ = "read"
    PLAY = "play"
    ACCOUNT = "account"
    """A session of one's own: no API token changes how somebody gets in."""
    ADMIN = "admin"
    HOST = "host"
    """A host's own session: no API token gives or takes anybody's way in."""


PERMISSIONS: Mapping[str, Needs] = {
    # auth
    "register": Needs.NOTHING,
    "login": Needs.NOTHING,
    "refresh": Needs.NOTHING,
    "reset_password": Needs.NOTHING,
    "logout": Needs.NOTHING,
    "logout_everywhere": Needs.ACCOUNT,
    "me": Needs.READ,
    "rename_me": Needs.ACCOUNT,
    "change_my_email": Needs.ACCOUNT,
    "change_my_password": Needs.ACCOUNT,
    "leave": Needs.ACCOUNT,
    "list_my_sessions": Needs.ACCOUNT,
    "end_my_session": Needs.ACCOUNT,
    "list_my_tokens": Needs.ACCOUNT,
    "issue_token": Needs.ACCOUNT,
    "revoke_my_token": Needs.ACCOUNT,
    "list_providers": Needs.NOTHING,
    "sign_in_elsewhere": Needs.NOTHING,
    "come_back_from_elsewhere": Needs.NOTHING,
    "list_my_identities": Needs.ACCOUNT,
    "link_identity": Needs.ACCOUNT,
    "unlink_identity": Needs.ACCOUNT,
    # sounds and plays
    "list_sounds": Needs.READ,
    "get_sound": Needs.READ,
    "list_tags": Needs.READ,
    "get_history_of_sound": Needs.READ,
    "list_plays_of_sound": Needs.READ,
    "change_sound": Needs.PLAY,
    "trash_sound": Needs.PLAY,
    "restore_sound": Needs.PLAY,
    "add_favourite": Needs.PLAY,
    "remove_favourite": Needs.PLAY,
    "play_sound": Needs.PLAY,
    "stop_sounds": Needs.PLAY,
    "scan_sounds": Needs.ADMIN,
    "list_scans": Needs.ADMIN,
    "get_scan": Needs.ADMIN,
    "speak_text": Needs.PLAY,
    "list_voices": Needs.READ,
    "list_speeches": Needs.READ,
    "get_speech": Needs.READ,
    "cancel_scan": Needs.ADMIN,
    "upload_sounds": Needs.PLAY,
    "download_sound": Needs.READ,
    "address_of_sound": Needs.READ,
    "stream_sound": Needs.NOTHING,
    "get_waveform": Needs.READ,
    "get_thumbnail": Needs.READ,
    "normalize_all": Needs.ADMIN,
    "normalize_type": Needs.ADMIN,
    "normalize_sound": Needs.ADMIN,
    "get_normalizing": Needs.ADMIN,
    "get_running_normalizing": Needs.ADMIN,
    "edit_sound": Needs.PLAY,
    "export_library": Needs.ADMIN,
    "import_library": Needs.ADMIN,
    "list_imports": Needs.ADMIN,
    "get_import": Needs.ADMIN,
    "cancel_import": Needs.ADMIN,
    "list_plays": Needs.READ,
    "get_play": Needs.READ,
    # credits and numbers
    "get_balance": Needs.READ,
    "list_transactions": Needs.READ,
    "export_transactions": Needs.READ,
    "list_actions": Needs.READ,
    "check_credits": Needs.READ,
    "replay_credits": Needs.READ,
    "get_top_sounds": Needs.READ,
    "get_soundboard_statistics": Needs.READ,
    # the host
    "list_users": Needs.ADMIN,
    "add_user": Needs.HOST,
    "list_plans": Needs.ADMIN,
    "get_user": Needs.ADMIN,
    "change_user": Needs.HOST,
    "grant_credits": Needs.ADMIN,
    "adjust_credits": Needs.ADMIN,
    "refund_reservation": Needs.ADMIN,
    "replay_credits_of_user": Needs.ADMIN,
    "make_plan": Needs.ADMIN,
    "change_plan": Needs.ADMIN,
    "retire_plan": Needs.ADMIN,
    "list_prices": Needs.ADMIN,
    "set_price": Needs.ADMIN,
    "withdraw_price": Needs.ADMIN,
    "disable_user": Needs.HOST,
    "enable_user": Needs.HOST,
    "offer_password_reset": Needs.HOST,
    "list_sessions_of_user": Needs.ADMIN,
    "end_session_of_user": Needs.HOST,
    "list_tokens_of_user": Needs.ADMIN,
    "revoke_token_of_user": Needs.HOST,
    "invite": Needs.HOST,
    "list_audit": Needs.ADMIN,
    "erase_user": Needs.HOST,
    "list_projections": Needs.ADMIN,
    "rebuild_projection": Needs.ADMIN,
    "cancel_rebuild": Needs.ADMIN,
    "switch_projection_back": Needs.ADMIN,
    "verify_everything": Needs.ADMIN,
    "verify_credits": Needs.ADMIN,
    "get_verification": Needs.ADMIN,
    "get_report_key": Needs.ADMIN,
    "get_head_of_log": Needs.ADMIN,
    # the rest
    "stream_events": Needs.READ,
    "health": Needs.NOTHING,
}
"""By the name of the function behind the door."""


HOSTS = frozenset({Needs.ADMIN, Needs.HOST})
SESSIONS = frozenset({Needs.ACCOUNT, Needs.HOST})


def allows(access: Access, needs: Needs) -> bool:
    if needs in HOSTS and access.role is not Role.ADMIN:
        return False
    return access.scopes is None or (needs not in SESSIONS and Scope(needs) in access.scopes)
