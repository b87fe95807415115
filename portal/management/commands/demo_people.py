from django.conf import settings
from django.core.management.base import BaseCommand

from people.models import User
from portal.demo.roles import DEMO_ROLES


class Command(BaseCommand):
    requires_system_checks = []  # people wait
    help = "Lists the invented people that one can enter as."

    def handle(self, *args, **options):
        if not settings.DEMO:
            return
        roles = User.objects.filter(is_demo=True, phone__in=[role.phone for role in DEMO_ROLES])
        names = dict(roles.values_list("phone", "display_name"))
        for role in DEMO_ROLES:
            if role.phone in names:
                self.stdout.write(f"  {role.phone}  {names[role.phone]}  {role.label}")
