"""Who can be entered as with one tap. Empty unless this is a demonstration."""

from django.conf import settings

from people.models import User
from portal.demo.roles import DEMO_ROLES, DemoRole


def enterable() -> list[tuple[DemoRole, User]]:
    """In the order of the roles; those who are not in the database are left out."""
    if not settings.DEMO:
        return []
    phones = [role.phone for role in DEMO_ROLES]
    people = {
        user.phone: user for user in User.objects.filter(phone__in=phones, is_demo=True, is_active=True)
    }
    return [(role, people[role.phone]) for role in DEMO_ROLES if role.phone in people]
