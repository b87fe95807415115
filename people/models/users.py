"""Who someone is. What they may do follows from residencies, captaincies and memberships (buildings)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.kept_questions import kept_row


class UserManager(BaseUserManager):
    def get(self, *args, **kwargs) -> "User":
        """By their number alone, as each request asks for who is signed in, by a question that is kept."""
        if args or list(kwargs) != ["pk"] or not isinstance(kwargs["pk"], int):
            return super().get(*args, **kwargs)
        return _numbered(kwargs["pk"])

    def create_user(
        self, *, email: str | None = None, phone: str | None = None, password: str | None = None, **fields
    ):
        user = self.model(email=(email or "").lower() or None, phone=phone or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str, **fields):
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **fields)


@kept_row
def _numbered(number: int) -> QuerySet["User"]:
    return User.objects.filter(pk=number)


class User(AbstractBaseUser, PermissionsMixin):
    phone = models.CharField(_("mobile number"), max_length=16, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    display_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=40)
    # Neighbours read "a neighbour of Building 4" unless the person chose to be named.
    shows_name = models.BooleanField(_("show my name to neighbours"), default=False)
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=[("zh-hans", _("Chinese")), ("en", _("English"))],
        default="zh-hans",
    )
    is_active = models.BooleanField(_("account is open"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    # By a captain or staff, for someone who may have neither phone nor e-mail: they are told in person.
    registered_at_desk = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(
        _("demonstration"), default=False, help_text=_("An invented person of the demonstration.")
    )
    date_joined = models.DateTimeField(default=timezone.now)
    # Erased at their own word: no name, no number; what they signed stays, as "a neighbour who left".
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False)
                | Q(email__isnull=False)
                | Q(registered_at_desk=True)
                | Q(erased_at__isnull=False),
                name="person_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(phone__isnull=True, email__isnull=True, is_active=False),
                name="person_erased_has_no_address",
            ),
        ]
        indexes = [
            # The few who run the site, among all who live in it.
            models.Index(
                fields=["id"], condition=Q(is_staff=True) | Q(is_superuser=True), name="person_runs_the_site"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
