"""What a notice that must not be seen is asked for with: the readers, every address, and answers made alike."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from notices import urls
from notices.models import BoardPhoto, Notice, NoticeComment
from notices.operations import add_file
from portal.search import SHELVES
from tests.factories import MembershipFactory, OrganisationFactory, PlaceFactory
from tests.issues.photos import picture
from tests.kit.test_papers import PDF
from tests.notices.ground import Ground

STEM = "榴莲蜜"  # in every field of every hidden notice, and nowhere else
CATEGORIES = "posting", "other"  # of the hidden ones
MISSING = 10**8
NOT_OF_A_NOTICE = {"feed", "remove_robot"}  # their number is a place's, a robot's
# Whoever asks sends what a form of ours might send.
POSTED = {
    "reason": "看看",
    "text": "看看",
    "answer": "看看",
    "purpose": "other",
    "detail": "看看",
    "title": "看看",
    "body": "看看",
    "way": "door",
    "do": "publish",
}


def words(**fields) -> dict:
    """All that a writer may say, each with the stem in it."""
    return {
        "title": f"{STEM}标题",
        "body": f"{STEM}正文，请看。",
        "when_text": f"{STEM}何时",
        "where_text": f"{STEM}何处",
        "ask_text": f"{STEM}何事",
        "asks_acknowledgement": True,
        "allows_comments": True,
    } | fields


def dress(ground: Ground, notice: Notice) -> dict[str, int]:
    """A picture, a paper, a question and a photo of the board: the numbers that its addresses take."""
    add_file(by=ground.writer, notice=notice, file=picture(f"{STEM}图.jpg"), name=f"{STEM}图.jpg", alt=STEM)
    paper = add_file(by=ground.writer, notice=notice, file=ContentFile(PDF), name=f"{STEM}文件.pdf")
    now = timezone.now()
    asked = NoticeComment.objects.create(
        notice=notice, client_key=uuid4(), text=f"{STEM}问", by=ground.neighbour, answer_by=now
    )
    photo = BoardPhoto.objects.create(
        notice=notice,
        place=ground.first,
        hung_on=now.date(),
        file=default_storage.save(f"board-{notice.pk}.webp", ContentFile(STEM.encode())),
        width=10,
        height=10,
        by=ground.writer,
    )
    return {"pk": notice.pk, "file_pk": paper.pk, "comment": asked.pk, "photo": photo.pk}


# --- who asks ----------------------------------------------------------------------------------------------


def readers(ground: Ground) -> dict[str, Client]:
    """Everybody but the colleagues of who wrote it."""

    def one_of(kind: str, *places, office: str = "head"):
        organisation = OrganisationFactory(kind=kind, serves=places)
        return MembershipFactory(organisation=organisation, office=office).user

    estate, away = ground.estate, ground.elsewhere.parent
    people = {
        "resident": ground.resident,
        "captain": ground.captain,
        "council": one_of("neighbour_council", estate),
        "neighbour": ground.neighbour,
        "party staff": one_of("party_committee", ground.community, office="staff"),
        "street": one_of("street_office", ground.street, office="staff"),
        "property": one_of("property_company", estate),
        "partner": one_of("partner", ground.community),
        "outsider": ground.outsider,
        "staff elsewhere": one_of("residents_committee", away.parent, office="staff"),
        "property elsewhere": one_of("property_company", away),
        "street elsewhere": one_of("street_office", PlaceFactory(), office="staff"),
        "stranger": ground.stranger,
    }
    clients = {"visitor": Client()}
    for name, person in people.items():
        clients[name] = Client()
        clients[name].force_login(person)
    return clients


# --- where they ask ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """`path` with the notice's numbers in it."""

    name: str
    arguments: tuple[str, ...]

    def path(self, numbers: dict[str, int]) -> str:
        return reverse(f"notices:{self.name}", args=[numbers[name] for name in self.arguments])


def addresses_of_one() -> list[Address]:
    """By the room's own list. One with an argument that `dress` does not know fails, so that none is forgotten."""
    return [
        Address(pattern.name, tuple(pattern.pattern.converters))
        for pattern in urls.urlpatterns
        if "pk" in pattern.pattern.converters and pattern.name not in NOT_OF_A_NOTICE
    ]


def lists(ground: Ground, hour: datetime) -> list[str]:
    """Wherever notices of several kinds and places are shown, counted or found."""
    places = [ground.first, ground.estate, ground.community, ground.elsewhere]
    found = f"/search/?q={STEM}"
    return [
        "/",
        "/elder/",
        "/notices/",
        "/notices/?mine",
        *(f"/notices/?category={category}" for category in CATEGORIES),
        f"/notices/?place={ground.first.pk}",
        "/notices/archive/",
        f"/notices/archive/?year={hour.year}",
        f"/notices/archive/{hour:%Y/%m}/",
        "/notices/postings/",
        *(f"/notices/feed/{place.pk}.atom" for place in places),
        found,
        *(f"/search/?q={word}&kind=notices" for word in (STEM, f"{STEM}文件.pdf")),
        f"{found}&place={ground.first.pk}",
        f"/places/{ground.first.pk}/",
        f"/desk/homes/{ground.first.dwellings.first().pk}/",
    ]


def lists_in_short(ground: Ground, hour: datetime) -> list[str]:
    """Those that tell the most, for readers who are many."""
    found = f"/search/?q={STEM}"
    return ["/", "/notices/", f"/notices/archive/{hour:%Y/%m}/", f"{found}&kind=notices", "/inbox/"]


def other_kinds() -> list[str]:
    return [f"/search/?q={STEM}&kind={shelf.key}" for shelf in SHELVES]


# By hand there would always be one too few. These answer no GET, or answer with another hour or token each time.
NOT_ASKED = ("admin:", "djdt:", "mfa_", "socialaccount_", "account_", "weixin_")


def pages_without_numbers() -> list[str]:
    found = []
    for prefix, resolver in [("", get_resolver()), *_rooms()]:
        for name in resolver.reverse_dict:
            if isinstance(name, str) and not f"{prefix}{name}".startswith(NOT_ASKED):
                possible = resolver.reverse_dict.getlist(name)
                if any(not parameters for match in possible for _pattern, parameters in match[0]):
                    found.append(reverse(f"{prefix}{name}"))
    return sorted(set(found))


def _rooms():
    return [
        (f"{name}:", resolver)
        for name, (_prefix, resolver) in get_resolver().namespace_dict.items()
        if name != "admin"
    ]


# --- what they get -----------------------------------------------------------------------------------------


def body(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


ONCE = re.compile(
    r'(name="csrfmiddlewaretoken" value=|nonce=|name="client_key" value=|X-CSRFToken\W+|"at": )"[^"]*"'
)


def alike(response: HttpResponse, number: int | None = None) -> tuple:
    """Status, address and words, without what differs from one request to the next or repeats the asked number."""
    found = (
        response.status_code,
        response.get("Location", ""),
        response.get("ETag", "") if "atom" in response.get("Content-Type", "") else "",
        ONCE.sub(r"\1", body(response)),
    )
    if number is None:
        return found
    return tuple(re.sub(rf"/{number}\b", "/N", part) if isinstance(part, str) else part for part in found)


def without_path(answer: tuple, path: str) -> str:
    """A page that is not found leads back to its own address: to sign in, to change the language."""
    return answer[-1].replace(path, "")


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)
