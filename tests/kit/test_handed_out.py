"""Files that people sent: the same headers whoever sends them, we ourselves or the proxy in front."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404

from kit.handed_out import A_DAY, handed_out, photo_of


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


HEADERS = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Disposition")


def given(name: str):
    return handed_out(
        name, content_type="application/pdf", kept=A_DAY, filename="预算.pdf", as_attachment=True
    )


def test_the_proxy_is_told_which_file_and_with_which_headers(settings):
    default_storage.save("issues/一 二.pdf", ContentFile(b"%PDF"))
    ours = given("issues/一 二.pdf")
    assert b"".join(ours) == b"%PDF"
    settings.FILES_BY_PROXY = "/kept/"
    its = given("issues/一 二.pdf")
    assert its["X-Accel-Redirect"] == "/kept/issues/%E4%B8%80%20%E4%BA%8C.pdf"
    assert its.content == b""
    assert [its[name] for name in HEADERS] == [ours[name] for name in HEADERS]
    assert ours["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert its["Content-Security-Policy"] == ours["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.django_db  # a closed answer looks after connections
def test_a_photo_is_shown_and_one_that_is_gone_is_not(settings):
    default_storage.save("a.webp", ContentFile(b"RIFF"))
    answer = photo_of("a.webp")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/webp", "inline")
    answer.close()
    for name in ("", "b.webp"):
        with pytest.raises(Http404):
            photo_of(name)
