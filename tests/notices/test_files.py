"""Pictures and papers beside a notice: taken in, described, taken out, and handed to nobody before the hour."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from journal.models import Entry
from kit.refused import Refused
from notices.models import Notice, NoticeFile
from notices.operations import (
    add_file,
    describe_file,
    discard_notice,
    edit_notice,
    remove_file,
    withdraw_notice,
)
from notices.operations.keeping import MOST_FILES
from tests.factories import MembershipFactory
from tests.issues.photos import picture
from tests.kit.test_papers import PDF, SVG, office
from tests.notices.pages import filled, page


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def add(ground, django_capture_on_commit_callbacks):
    def take_in(notice, file, **fields) -> NoticeFile:
        with django_capture_on_commit_callbacks(execute=True):
            return add_file(
                by=ground.writer, notice=notice, file=file, name=fields.pop("name", file.name), **fields
            )

    return take_in


def paper(name: str = "停水安排.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_paper_is_handed_over_as_it_came_and_opens_in_no_page(ground, add, client):
    notice = ground.publish()
    for _ in range(2):  # the second tap
        row = add(notice, paper())
    assert NoticeFile.objects.count() == 1
    assert Entry.objects.filter(verb="notices.add_file").count() == 1
    assert "停水" not in row.file.name, "its name on the disk tells nothing"
    answer = client.get(f"/notices/{notice.pk}/files/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf", "by its content, not by what the sender said"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''%E5%81%9C%E6%B0%B4" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]


def test_a_corrected_paper_of_the_same_name_and_size_is_another(ground, add):
    notice = ground.publish()
    add(notice, paper())
    add(notice, paper(content=PDF + b" "))
    add(notice, paper(content=PDF + b"\n"))
    assert notice.files.count() == 3


def test_a_picture_stands_at_the_end_of_the_text_with_what_it_shows(
    ground, add, media, django_capture_on_commit_callbacks
):
    notice = ground.draft()
    row = add(notice, picture("阀门.jpg"), alt="漏水的阀门")
    address = f"/notices/{notice.pk}/files/{row.pk}/"
    notice.refresh_from_db()
    assert notice.body.endswith(f'<p><img src="{address}" alt="漏水的阀门" width="640" height="480"></p>')
    assert notice.source.endswith("换阀门。\n\n漏水的阀门")
    assert (row.name, row.mime) == ("阀门.webp", "image/webp"), "made small and bare"
    describe_file(by=ground.writer, file=row, alt='<b>"新"</b>\0')
    notice.refresh_from_db()
    assert 'alt="&lt;b&gt;&quot;新&quot;&lt;/b&gt;"' in notice.body
    edit_notice(by=ground.writer, notice=notice, body="只改了字。")
    notice.refresh_from_db()
    assert address in notice.body, "plain text has no sign for a picture, so it follows"
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            remove_file(by=ground.writer, file=row)
    notice.refresh_from_db()
    assert notice.body == "<p>只改了字。</p>"
    assert not kept(media)


def test_before_its_hour_and_after_it_was_taken_down_nobody_gets_a_file(ground, add, client, signed_in):
    notice = ground.publish(publish_at=timezone.now() + timedelta(hours=1), is_public=False)
    row = add(notice, paper())
    path = f"/notices/{notice.pk}/files/{row.pk}/"
    readers = [client, *map(signed_in, (ground.resident, ground.captain, ground.outsider, ground.stranger))]
    assert [reader.get(path).status_code for reader in readers] == [404] * 5
    assert signed_in(ground.writer).get(path).status_code == 200
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now())
    assert [reader.get(path).status_code for reader in readers] == [404, 200, 200, 404, 404]
    other = ground.publish()
    assert signed_in(ground.writer).get(f"/notices/{other.pk}/files/{row.pk}/").status_code == 404
    Notice.objects.filter(pk=notice.pk).update(audience=["volunteers"])  # narrowed
    assert signed_in(ground.resident).get(path).status_code == 404
    withdraw_notice(by=ground.writer, notice=notice, reason="写错了")
    assert signed_in(ground.captain).get(path).status_code == 404


def test_what_may_not_hang_on_a_notice_has_its_sentence_and_leaves_nothing(ground, media):
    notice = ground.draft()
    for file, sentence in (
        (paper("图.svg", SVG), "不是 PDF"),
        (paper("页.pdf", b"<script>alert(1)</script>"), "不是 PDF"),
        (paper("宏.docx", office(word__vbaProject_bin=b"x")), "宏"),
        (paper("空.pdf", b""), "空的"),
        (paper("大.pdf", PDF + b"\0" * (50 * 1024 * 1024)), "10 MB"),
        (paper("大.jpg", b"\xff\xd8\xff" + b"\0" * (50 * 1024 * 1024)), "10 MB"),
    ):
        with pytest.raises(Refused, match=sentence) as no:
            add_file(by=ground.writer, notice=notice, file=file, name=file.name)
        assert no.value.field == "file"
    assert not kept(media)
    with pytest.raises(Refused):
        add_file(by=ground.resident, notice=notice, file=paper(), name="x.pdf")


def test_eight_files_are_enough(ground, add):
    notice = ground.draft()
    for number in range(MOST_FILES):
        add(notice, paper(f"{number}.pdf"))
    with pytest.raises(Refused, match="最多放 8 个"):
        add(notice, paper("九.pdf"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/𠮷 䶮.PDF", "𠮷 䶮.pdf"),
        ("C:\\文件\\停水.doc", "停水.pdf"),
        ('<b>"x"</b>\r\n.pdf', "b.pdf"),
        ("", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_one_line_and_no_path(ground, add, name, shown):
    assert add(ground.draft(), paper(), name=name).name == shown


def test_a_draft_thrown_away_takes_its_files_along(ground, add, media, django_capture_on_commit_callbacks):
    notice = ground.draft()
    add(notice, paper())
    assert len(kept(media)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        discard_notice(by=ground.writer, notice=notice)
    assert not kept(media)


# --- from the page, without script ------------------------------------------------------------------------------


def test_the_first_file_makes_the_draft_and_the_words_are_kept(ground, signed_in):
    client = signed_in(ground.writer)
    data = filled(ground, do="upload", file=picture("阀门.jpg"), alt="阀门")
    answer = client.post("/notices/new/", data)
    notice = Notice.objects.get()
    assert answer.url == f"/notices/{notice.pk}/edit/#files"
    row = notice.files.get()
    html = page(client, f"/notices/{notice.pk}/edit/")
    assert f'name="alt-{row.pk}" value="阀门"' in html
    sent = filled(ground, do=f"remove-{row.pk}", title="也改了标题", **{f"alt-{row.pk}": "新说明"})
    client.post(f"/notices/{notice.pk}/edit/", sent)
    notice.refresh_from_db()
    assert (notice.title, notice.files.count(), notice.state) == ("也改了标题", 0, "draft")


def test_a_file_that_will_not_do_has_its_sentence_and_the_words_are_there(ground, signed_in):
    client, notice = signed_in(ground.writer), ground.draft()
    path = f"/notices/{notice.pk}/edit/"
    for file, sentence in (
        (paper("图.svg", SVG), "这不是 PDF"),
        (paper("大.pdf", PDF + b"\0" * (50 * 1024 * 1024)), "这个文件超过 10 MB 了"),
        ("", "请先选一个文件。"),
    ):
        data = filled(ground, do="upload", file=file, title="还在这里", seen_version=1)
        answer = client.post(path, data | {"seen_version": Notice.objects.get().version})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert 'value="还在这里"' in answer.content.decode()
    assert not NoticeFile.objects.exists()


def test_a_refused_first_file_leaves_the_draft_and_says_why(ground, signed_in):
    data = filled(ground, do="upload", file=paper("图.svg", SVG))
    answer = signed_in(ground.writer).post("/notices/new/", data, follow=True)
    assert "这不是 PDF" in answer.content.decode()
    assert Notice.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("wish", "state"), [("draft", "draft"), ("review", "review"), ("publish", "published")]
)
def test_a_chosen_file_comes_with_whatever_button_keeps_the_words(ground, signed_in, wish, state):
    client = signed_in(ground.writer)
    MembershipFactory(organisation=ground.committee)  # a colleague who may let it out
    answer = client.post("/notices/new/", filled(ground, do=wish, file=paper("通知.pdf")), follow=True)
    notice = Notice.objects.get()
    assert (notice.state, [file.name for file in notice.files.all()]) == (state, ["通知.pdf"])
    assert answer.request["PATH_INFO"] == f"/notices/{notice.pk}/"
    changed = filled(ground, do="draft", file=paper("补充.pdf"), seen_version=notice.version)
    if state == "draft":
        client.post(f"/notices/{notice.pk}/edit/", changed | {"do": "publish"})
        notice.refresh_from_db()
        assert (notice.state, notice.files.count()) == ("published", 2)


@pytest.mark.parametrize("wish", ["review", "publish"])
def test_nothing_goes_out_without_the_file_that_was_refused(ground, signed_in, wish):
    client, data = signed_in(ground.writer), filled(ground, do=wish, file=paper("图.svg", SVG))
    assert "这不是 PDF" in client.post("/notices/new/", data, follow=True).content.decode()
    notice = Notice.objects.get()
    answer = client.post(
        f"/notices/{notice.pk}/edit/", data | {"seen_version": notice.version, "file": paper("图.svg", SVG)}
    )
    assert (answer.status_code, Notice.objects.get().state) == (422, "draft")
    assert "这不是 PDF" in answer.content.decode()


def test_a_refusal_keeps_the_file_and_the_words_as_a_draft(ground, signed_in):
    data = filled(ground, do="publish", file=paper(), is_urgent="on", urgent_reason="")
    answer = signed_in(ground.writer).post("/notices/new/", data, follow=True)
    notice = Notice.objects.get()
    assert (notice.state, notice.files.count()) == ("draft", 1)
    assert answer.request["PATH_INFO"] == f"/notices/{notice.pk}/edit/"
    assert "紧急告示要第二个人确认" in answer.content.decode()


def test_a_form_that_stood_open_puts_out_no_description_of_a_colleague(ground, add, signed_in):
    notice = ground.draft()
    row = add(notice, picture("阀门.jpg"), alt="阀门")
    client, path = signed_in(ground.writer), f"/notices/{notice.pk}/edit/"
    notice.refresh_from_db()
    sent = filled(ground, do="draft", seen_version=notice.version, **{f"alt-{row.pk}": "我写的说明"})
    describe_file(by=ground.writer, file=row, alt="同事写的说明")
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert f'name="alt-{row.pk}" value="我写的说明"' in answer.content.decode()
    row.refresh_from_db()
    assert row.alt == "同事写的说明"
    notice.refresh_from_db()
    assert client.post(path, sent | {"seen_version": notice.version}).status_code == 302
    row.refresh_from_db()
    notice.refresh_from_db()
    assert row.alt == "我写的说明"
    assert 'alt="我写的说明"' in notice.body


def test_a_refusal_leaves_words_descriptions_and_the_draft_as_they_were(ground, add, signed_in):
    notice = ground.draft()
    row = add(notice, picture("阀门.jpg"), alt="阀门")
    data = {"do": "publish", "expires_at": "2020-01-01T10:00", "title": "新题目", f"alt-{row.pk}": "新说明"}
    answer = signed_in(ground.writer).post(f"/notices/{notice.pk}/edit/", filled(ground, **data))
    assert answer.status_code == 422
    row.refresh_from_db()
    notice.refresh_from_db()
    assert (row.alt, notice.state) == ("阀门", "draft")
    assert notice.title != "新题目"


def test_what_goes_out_says_what_its_pictures_show_and_is_changed_once(ground, add, signed_in):
    notice = ground.draft()
    row = add(notice, picture("阀门.jpg"), alt="阀门")
    notice.refresh_from_db()
    before = notice.version
    data = {"do": "publish", "title": "新题目", f"alt-{row.pk}": "新说明"}
    answer = signed_in(ground.writer).post(f"/notices/{notice.pk}/edit/", filled(ground, **data))
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.version) == ("published", before + 1)
    assert 'alt="新说明"' in notice.body
    assert "新说明" in notice.source
