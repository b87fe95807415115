from django.core.management.base import CommandError


class Stop(CommandError):
    """One sentence for whoever keeps the site; nothing was changed."""
