"""People and their second step, whose operations lie above their room; of libraries' tables only what an
administrator needs: no session's key, no secret of an app, no group or token that nothing here asks for."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from buildings.admin import ByOperation, OnRecord
from kit.admin import LookOnly
from people.models import User
from portal.sign_in.operations import administer_account, take_away_second_step

for unused in (Group, SocialAccount, SocialApp, SocialToken, UserSession, EmailAddress, Authenticator):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)

# What Django says of its tables to whoever hears them read, and has no Chinese for.
HEARD = (gettext_noop("Model name"), gettext_noop("Add link"), gettext_noop("Change or view list link"))
# Of the library's own tables there is no Chinese name. Named here, and not by a migration of the library's.
NAMES = {
    "user": _("person"),
    "type": _("kind"),
    "created_at": _("set up at"),
    "last_used_at": _("last used at"),
}
Authenticator._meta.verbose_name = _("second step")
Authenticator._meta.verbose_name_plural = _("second steps")
for column, words in NAMES.items():
    Authenticator._meta.get_field(column).verbose_name = words


@admin.register(User)
class UserAdmin(OnRecord, ByOperation):
    """For the rare things: closing an account, letting someone into this administration.

    Found by a number, which stands in no list: it is read one at a time, on record.
    """

    list_display = ("display_name", "is_active", "is_staff", "is_demo", "last_login")
    list_filter = ("is_active", "is_staff", "is_demo")
    search_fields = ("display_name", "phone", "email")
    changeable = ("display_name", "language", "is_active", "is_staff", "is_superuser")
    fixed = ("phone", "email", "last_login")
    fields = ("display_name", "phone", "email", "language", *changeable[2:], "last_login")

    def operate(self, request, row, data, change):
        return administer_account(
            by=request.user, person=row, **{name: data[name] for name in self.changeable}
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people sign up, or are registered at the desk


@admin.register(Authenticator)
class AuthenticatorAdmin(LookOnly, admin.ModelAdmin):
    """To take one away from somebody who lost the phone with it; never to read it."""

    fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__display_name", "user__phone", "user__email")

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return request.user.is_superuser

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        take_away_second_step(by=request.user, authenticator=obj)

    def delete_queryset(self, request: HttpRequest, queryset) -> None:
        for row in queryset:
            take_away_second_step(by=request.user, authenticator=row)


@admin.register(EmailAddress)
class EmailAddressAdmin(OnRecord, LookOnly, admin.ModelAdmin):
    read_about = "user"
    fields = ("user", "email", "verified", "primary")
    list_display = ("user", "verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email", "user__display_name")
