"""In front of allauth's own addresses: ours replace the ones of the same name."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path

from portal.sign_in import weixin, weixin_views
from portal.sign_in.views import (
    AddPasskey,
    Closed,
    ConfirmCode,
    Devices,
    RequestCode,
    SignIn,
    SignUp,
    once_more,
    second_step,
)
from portal.views.demo import demo_enter

urlpatterns = [
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/signup/", SignUp.as_view(), name="account_signup"),
    path("accounts/login/code/", RequestCode.as_view(), name="account_request_login_code"),
    path("accounts/login/code/confirm/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("accounts/inactive/", Closed.as_view(), name="account_inactive"),
    path("accounts/second-step/", second_step, name="second_step"),
    path("accounts/once-more/", once_more, name="sign_in_once_more"),
    path("accounts/2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/sessions/", login_required(Devices.as_view()), name="usersessions_list"),
    path("accounts/weixin/login/", weixin.login, name="weixin_login"),
    path("accounts/weixin/login/callback/", weixin.callback, name="weixin_callback"),
    path("accounts/3rdparty/signup/", weixin_views.phone, name="socialaccount_signup"),
    path("accounts/3rdparty/signup/code/", weixin_views.code, name="weixin_code"),
    path("accounts/3rdparty/signup/name/", weixin_views.name, name="weixin_name"),
    path("accounts/", include("people.urls")),
    path("demo/enter/", demo_enter, name="demo_enter"),
]
