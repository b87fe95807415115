"""Where uploads lie: in a folder, or in S3-compatible storage where the environment names a bucket."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from portal import env, safe_start

NAMES = ("S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY")


def uploads() -> dict:
    """What stands in STORAGES; half a setting is refused in a sentence, wherever it is made."""
    given = {name: value for name in NAMES if (value := env.text(name, ""))}
    addressing = env.choice("S3_ADDRESSING", ("auto", "path", "virtual"))
    if not given:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    safe_start.refuse_half_a_bucket(given, by_proxy=bool(env.text("FILES_BY_PROXY", "")))
    if not find_spec("storages") or not find_spec("boto3"):
        raise ImproperlyConfigured(
            "The setting S3_BUCKET needs packages that are not installed: run python3 scripts/venv.py s3."
        )
    return {
        "BACKEND": "kit.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": given["S3_BUCKET"],
            "endpoint_url": given.get("S3_ENDPOINT"),
            "region_name": given.get("S3_REGION", "us-east-1"),
            "access_key": given["S3_ACCESS_KEY"],
            "secret_key": given["S3_SECRET_KEY"],
            "addressing_style": addressing,
        },
    }
