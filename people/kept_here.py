"""What this room keeps about a person (people/personal.py)."""

from django.utils.translation import gettext_lazy as _

from people.personal import Kept, Section

SECTION = Section(
    name="people",
    title=_("My account"),
    kept=(
        Kept(
            "account",
            _("Name and addresses"),
            "people.User",
            ("pk",),
            (
                "display_name",
                "phone",
                "phone_verified",
                "email",
                "shows_name",
                "language",
                "registered_at_desk",
                "date_joined",
                "last_login",
            ),
            url="people:me",
        ),
        Kept(
            "consents",
            _("What I agreed to"),
            "people.Consent",
            ("user",),
            ("item", "wording", "given_at", "withdrawn_at"),
            url="people:consents",
        ),
        Kept(
            "email_addresses",
            _("E-mail addresses"),
            "account.EmailAddress",
            ("user",),
            ("email", "verified", "primary"),
            url="account_email",
        ),
        Kept(
            "second_steps",
            _("Passkeys and second steps"),
            "mfa.Authenticator",
            ("user",),
            ("type", "created_at", "last_used_at"),  # never the secret itself
            url="mfa_index",
        ),
        Kept(
            "sessions",
            _("Where I am signed in"),
            "usersessions.UserSession",
            ("user",),
            ("created_at", "last_seen_at", "ip", "user_agent"),
            url="usersessions_list",
        ),
        Kept(
            "other_sign_ins",
            _("Sign-in by other services"),
            "socialaccount.SocialAccount",
            ("user",),
            ("provider", "uid", "date_joined", "last_login"),
        ),
    ),
    stays=(_("An empty account called “a neighbour who left”, so that what was signed is not torn apart."),),
    left_out={
        "people.User_groups.user": "rights, no data of theirs",
        "people.User_user_permissions.user": "rights, no data of theirs",
        "admin.LogEntry.user": "Django's list of what administrators did; the journal tells it",
    },
)
