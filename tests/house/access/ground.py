"""One of everything that has an address, in one estate of the demonstration, and everybody who may ask for it."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from ballots.models import Delivery
from committees.models import (
    ActionPhoto,
    ActionReport,
    AgendaPaper,
    CalendarAddress,
    PostingComment,
    PostingProof,
)
from issues.models import IssuePhoto, SavedView
from kit.uploads import CleanPhoto
from notices.models import BoardPhoto, GroupRobot, NoticeComment, NoticeFile
from notifications.models import PushDevice, Robot
from notifications.stops import token_of
from people.models import User
from tests.ballots.voting import scan
from tests.browser.rows import Rows, person, rows_of_the_demo
from tests.factories import (
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    ResidencyFactory,
    UserFactory,
    make_building,
    make_captain,
    make_community,
    make_estate,
    make_resident,
    make_staff,
)


def everybody(rows: Rows) -> dict[str, User | None]:
    """Of the estate that the rows lie in, and of another street."""
    tenant_of = rows.building.dwellings.exclude(pk=rows.own.dwelling_id).first()
    community = make_community("桂畔社区")
    estate = make_estate("桂畔苑", community=community)
    building = make_building(estate)
    council = OrganisationFactory(kind="neighbour_council", serves=[estate])
    return {
        "visitor": None,
        "resident": rows.own.user,
        "tenant": ResidencyFactory(dwelling=tenant_of, kind="tenant").user,
        "captain": person("captain"),
        "president": person("president"),
        "manager": person("property"),
        "staff": person("staff"),
        "office": person("street"),
        "superuser": UserFactory(is_superuser=True, is_staff=True),
        "resident elsewhere": make_resident(building),
        "captain elsewhere": make_captain(building),
        "president elsewhere": MembershipFactory(organisation=council, office="head").user,
        "manager elsewhere": make_staff(estate, "property_company"),
        "staff elsewhere": make_staff(community),
        "office elsewhere": make_staff(community.parent, "street_office"),
    }


def more(rows: Rows) -> dict[str, Any]:
    """Rows that no page of the walk is about: files, what waits in an inbox, what somebody asked."""
    own, staff, photo = rows.own.user, person("staff"), scan()
    item, now = rows.coming.agenda.first(), timezone.now()
    # At some hours of the day the demo's clock has passed it on to the company by now.
    rows.dissuasion.issue.holder, rows.dissuasion.issue.holder_organisation = staff, rows.coming.organisation
    rows.dissuasion.issue.save()
    report = ActionReport.objects.create(action_item=rows.action, by=staff, state="open", text="在做")
    return {
        "item": item,
        "live_item": rows.live.agenda.first(),
        "party": rows.coming.parties.first(),
        "resolution": rows.held.resolutions.first(),
        "posting_comment": PostingComment.objects.create(
            posting=rows.held.posting, by=own, text="好", client_key=uuid4(), answer_by=now
        ),
        "photo": IssuePhoto.objects.create(issue=rows.leak, uploaded_by=own, **_picture(photo)),
        "board": BoardPhoto.objects.create(
            notice=rows.notice, place=rows.building, hung_on=now.date(), by=staff, **_picture(photo)
        ),
        "picture": _beside(rows, staff, "picture", "image/webp", _kept("webp", photo.content)),
        "paper": _beside(rows, staff, "paper", "application/pdf", _kept("pdf", b"%PDF-1.7 <script>")),
        "agenda_paper": AgendaPaper.objects.create(
            item=item, name="报价", size=9, uploaded_by=staff, file=_kept("pdf", b"%PDF-1.7 <script>")
        ),
        "action_photo": ActionPhoto.objects.create(report=report, **_picture(photo)),
        "proof": PostingProof.objects.create(
            posting=rows.held.posting, where="1栋", by=staff, **_picture(photo)
        ),
        "delivery": Delivery.objects.create(
            elector=rows.deciding.elector, way="door", by=staff, photo=_kept("webp", photo.content)
        ),
        "feed": CalendarAddress.objects.create(user=own),
        "message": MessageFactory(recipient=own, state="sent", sent_at=now),
        "stop_token": token_of(own.pk, "issues"),
        "device": PushDevice.objects.create(
            user=own, endpoint="https://push.example/1", p256dh="x", auth="y"
        ),
        "view": SavedView.objects.create(user=staff, name="我的"),
        "robot": GroupRobot.objects.create(
            place=rows.estate, robot=Robot.objects.create(name="群", url="wecombot://x", made_by=staff)
        ),
        "question": NoticeComment.objects.create(
            notice=rows.notice, by=own, text="几点来水？", client_key=uuid4(), answer_by=now
        ),
    }


def _kept(extension: str, content: bytes) -> str:
    return default_storage.save(f"access/{uuid4()}.{extension}", ContentFile(content))


def _picture(photo: CleanPhoto) -> dict[str, Any]:
    return {"file": _kept("webp", photo.content), "width": photo.width, "height": photo.height}


def _beside(rows: Rows, by: User, kind: str, mime: str, file: str) -> NoticeFile:
    fields = {"kind": kind, "mime": mime, "file": file, "name": "附件", "size": 9, "by": by}
    return NoticeFile.objects.create(notice=rows.notice, **fields)


class Ground:
    """`ground.read("leak.pk")`: from the rows of the walk, or from those that only this table needs."""

    def __init__(self) -> None:
        self.rows = rows_of_the_demo()
        self.more, self.people = more(self.rows), everybody(self.rows)

    def read(self, path: str) -> Any:
        if path.startswith("="):
            return path[1:]
        first, *names = path.split(".")
        found = self.more[first] if first in self.more else getattr(self.rows, first)
        for name in names:
            found = getattr(found, name)
        return found
