"""What no new server could make anew: secret ballots open with these alone, browsers know the push key."""

import os
from pathlib import Path

from django.conf import settings

FOUND = "restored_keys.env"


def keys() -> dict[str, str]:
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "SECRET_KEY_FALLBACKS": ",".join(settings.SECRET_KEY_FALLBACKS),
        "VAPID_PRIVATE_KEY": settings.VAPID_PRIVATE_KEY,
        "BOUNCE_SECRET": settings.BOUNCE_SECRET,
    }


def put_aside(kept: dict[str, str]) -> str:
    """What to do about keys that this site does not have. They are laid beside: settings are not ours."""
    known = {settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS}
    secrets = {kept["SECRET_KEY"], *kept["SECRET_KEY_FALLBACKS"].split(",")} - {""}
    others = [name for name in ("VAPID_PRIVATE_KEY", "BOUNCE_SECRET") if kept[name] != keys()[name]]
    if secrets <= known and not [name for name in others if kept[name]]:
        return "The keys of the backup are those of this site."
    path = Path(settings.VAR_DIR) / FOUND
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        # Quoted as in /etc/linli.env: a shell that reads that file would put something in place of a `$`.
        file.writelines(f"{name}='{value}'\n" for name, value in kept.items() if value)
    return (
        f"This site has other keys. Those of the backup lie in {path}: put them into the settings (an older "
        "SECRET_KEY into SECRET_KEY_FALLBACKS), or secret ballots do not open and phones are not woken. "
        "Then delete that file."
    )
