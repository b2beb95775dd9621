"""GitHub, which speaks OAuth 2 without OpenID Connect: whom a token stands for is asked of its API."""

from infrastructure.identity.oauth.client import SECRET_IN_BODY, Client
from infrastructure.identity.oauth.errors import ProviderError
from infrastructure.identity.oauth.outgoing import Outgoing
from infrastructure.identity.oauth.person import Person, subject_at, text_or_nothing
from infrastructure.identity.oauth.proof import Proof

SCOPE = "read:user user:email"


class GitHub:
    label = "GitHub"

    def __init__(self, url: str, api_url: str, client: Client, outgoing: Outgoing) -> None:
        self._issuer = f"{url}/login/oauth"
        self._api_url = api_url
        self._client = client
        self._outgoing = outgoing

    async def authorization_url(self, proof: Proof) -> str:
        return self._client.authorization_url(f"{self._issuer}/authorize", SCOPE, proof)

    async def person(self, code: str, issuer: str | None, proof: Proof) -> Person:
        if issuer not in (None, self._issuer):
            raise ProviderError("the answer is that of another issuer")
        tokens = await self._client.tokens(
            self._outgoing, f"{self._issuer}/access_token", code, proof, secret_goes=SECRET_IN_BODY
        )
        user = await self._outgoing.get(f"{self._api_url}/user", bearer=tokens["access_token"])
        emails = await self._outgoing.get(f"{self._api_url}/user/emails", bearer=tokens["access_token"])
        if not isinstance(user, dict) or type(user.get("id")) is not int:
            raise ProviderError("it does not say who this is")
        return Person(
            subject=subject_at(self._issuer, str(user["id"])),
            email=_primary(emails),
            name=text_or_nothing(user.get("name")) or text_or_nothing(user.get("login")),
        )


def _primary(emails: object) -> str | None:
    """Never the address on the profile, which anybody may write there."""
    for each in emails if isinstance(emails, list) else []:
        if isinstance(each, dict) and each.get("primary") is True and each.get("verified") is True:
            return text_or_nothing(each.get("email")) or None
    return None
