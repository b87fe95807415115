"""What whoever runs the site is told when deadlines would be reckoned wrong."""

from django.db.models import Q
from django.utils.translation import gettext as _

from buildings.models import Place
from notifications import operations as notifications
from people.models import User

HOLIDAYS = "people.holidays_unknown"


def tell_unknown_holidays(year: int, *, street: Place) -> int:
    """Once for each year."""

    def words() -> tuple[str, str]:
        title = _("The public holidays of %(year)d are not known here yet")
        body = _(
            "Until they are, deadlines in %(year)d take Monday to Friday for working days, over the Spring "
            "Festival too, and no Saturday that is made up for. They come with a new version of "
            "chinesecalendar, soon after the State Council has announced them; docs/deploy.md says how."
        )
        return title % {"year": year}, body % {"year": year}

    return notifications.post(
        to=User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), is_active=True),
        kind=HOLIDAYS,
        words=words,
        url=street.get_absolute_url(),
        subject=street,
        dedupe=f"holidays {year} unknown",
        channels=["inbox", "email", "push"],
        by_day=True,
    )
