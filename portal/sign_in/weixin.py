"""WeChat, by allauth's provider: one app for browsers, one for WeChat's own browser, one person behind both.

WeChat tells us who it is by the answer to the code; nickname and picture are neither asked for nor kept.
The session holds what has not been finished: who WeChat says it is, until a number is proven by a code.
"""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.provider import WeixinProvider as AllauthsProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from people.devices import is_weixin
from people.models import User
from portal.sign_in.again import WEIXIN, has_just_shown, to_once_more, was_begun, ways_to_show
from portal.sign_in.operations import connect_weixin

logger = logging.getLogger(__name__)
ID = "weixin"
PROVEN = "weixin_proven"  # in the session: {"user": pk, "uid": who WeChat says it is}


def apps() -> list[SocialApp]:
    """From the environment alone, so that no row of a table can turn it on."""
    pairs = [
        (settings.WEIXIN_APP_ID, settings.WEIXIN_APP_SECRET, "browser"),
        (settings.WEIXIN_MP_APP_ID, settings.WEIXIN_MP_APP_SECRET, "weixin"),
    ]
    return [
        SocialApp(provider=ID, name=kind, client_id=app_id, secret=secret)
        for app_id, secret, kind in pairs
        if app_id and secret
    ]


def app_for(request: HttpRequest) -> SocialApp | None:
    """The one that this browser can use: WeChat asks its own at once, and shows others a square to scan."""
    kind = "weixin" if is_weixin(request.headers.get("User-Agent", "")) else "browser"
    return next((app for app in apps() if app.name == kind), None)


class WeixinClient(WeixinOAuth2Client):
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict) -> str:
        return super().get_redirect_url(authorization_url, scope, extra_params) + "#wechat_redirect"

    def get_access_token(self, code: str, pkce_code_verifier: str | None = None) -> dict:
        """WeChat says with status 200 that something is wrong; a proxy between may say anything."""
        try:
            answer = super().get_access_token(code, pkce_code_verifier)
        except (TypeError, ValueError) as error:
            raise OAuth2Error("WeChat's answer cannot be read") from error
        if not isinstance(answer, dict) or not _is_name(answer.get("openid")):
            raise OAuth2Error("WeChat did not say who it is")
        return answer


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and 0 < len(value) <= 128


class OAuth2Adapter(WeixinOAuth2Adapter):
    client_class = WeixinClient
    access_token_method = "GET"  # as WeChat documents it  # noqa: S105

    @property
    def access_token_url(self) -> str:
        return f"{settings.WEIXIN_API}/sns/oauth2/access_token"

    @property
    def authorize_url(self) -> str:
        page = "oauth2/authorize" if self.get_provider().app.name == "weixin" else "qrconnect"
        return f"{settings.WEIXIN_OPEN}/connect/{page}"

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.BASE_URL + reverse("weixin_callback")

    def parse_token(self, data: dict):
        """Without the date of its end: the token is not kept."""
        return super().parse_token({"access_token": str(data["access_token"])})

    def complete_login(self, request: HttpRequest, app: SocialApp, token, **kwargs: Any) -> SocialLogin:
        return self.get_provider().sociallogin_from_response(request, kwargs["response"])


class WeixinProvider(AllauthsProvider):
    name = "WeChat"
    oauth2_adapter_class = OAuth2Adapter
    package = "allauth.socialaccount.providers.weixin"  # where allauth looks for addresses; ours come first

    def extract_uid(self, data: dict) -> str:
        """The person's number with all apps of one owner; where there is one app only, the one with it."""
        unionid = data.get("unionid")
        return unionid if _is_name(unionid) else data["openid"]

    def extract_extra_data(self, data: dict) -> dict:
        return {}

    def extract_common_fields(self, data: dict) -> dict:
        return {}

    def get_default_scope(self) -> list[str]:
        return ["snsapi_userinfo" if self.app.name == "weixin" else "snsapi_login"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict:
        return self.get_auth_params()


class SocialAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list[SocialApp]:
        return [app for app in apps() if provider in (None, ID) and client_id in (None, app.client_id)]

    def get_app(self, request: HttpRequest, provider, client_id=None) -> SocialApp:
        """Where it is not configured, or not for this browser, it does not exist."""
        found = self.list_apps(request, provider, client_id) if client_id else [app_for(request)]
        if not found or found[0] is None:
            raise Http404
        return found[0]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Back from connecting: allauth asks whoever has a way to show who they are, we ask all others."""
        sociallogin.token = None  # neither in the session nor in a table
        if sociallogin.state.get("process") != "connect" or not request.user.is_authenticated:
            return
        if not (ways_to_show(request.user) or was_begun(request, WEIXIN) or has_just_shown(request)):
            raise ImmediateHttpResponse(to_once_more(reverse("socialaccount_connections")))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        return sociallogin.user

    def on_authentication_error(
        self, request: HttpRequest, provider, error=None, exception=None, extra_context=None
    ) -> None:
        """Without its words: an address in them has our secret in it."""
        logger.warning("signing in by WeChat failed: %s", type(exception).__name__ if exception else error)


login = OAuth2LoginView.adapter_view(OAuth2Adapter)
callback = OAuth2CallbackView.adapter_view(OAuth2Adapter)


# --- a number was proven: the two belong together once this sign-in is through, second step and all ---------


def prove(request: HttpRequest, sociallogin: SocialLogin, person: User, phone: str) -> None:
    uid = sociallogin.account.uid
    request.session[PROVEN] = {"user": person.pk, "uid": uid}
    record_authentication(request, person, "code", phone=phone)
    record_authentication(request, person, "socialaccount", provider=ID, uid=uid)


def connect_what_was_proven(request: HttpRequest, person: User) -> SocialAccount | None:
    proven = request.session.pop(PROVEN, None)
    if not proven or proven["user"] != person.pk:
        return None
    return connect_weixin(by=person, uid=proven["uid"])
