"""Plans, quotations and photos that belong to an item of the agenda."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import AgendaItem, AgendaPaper
from committees.operations.ground import insist_on_standing, locked, touch
from committees.operations.room import item_of
from committees.papers import CleanPaper, clean_paper
from committees.rules import may_add_papers, may_run
from journal.operations import record
from kit.kept_files import kept_on_commit, random_name, remove_on_commit
from kit.refused import Refused
from people.models import User

MOST_PAPERS = 10


@transaction.atomic
def add_paper(
    *, by: User, item: AgendaItem, name: str, file: BinaryIO | CleanPaper, now: datetime | None = None
) -> AgendaPaper:
    """By who runs the meeting or speaks for a party, until it is closed. The same file twice is one paper."""
    now = now or timezone.now()
    meeting = locked(item.meeting)
    if not may_add_papers(user=by, meeting=meeting):
        raise Refused(_("Papers come from those who run the meeting and from its delegates."))
    insist_on_standing(meeting)
    name = " ".join(name.split())[:80]  # it is a file's name too: one line
    if not name:
        raise Refused(_("Say what it is: a plan, a quotation, a photo."), field="name")
    item = item_of(meeting, item)
    paper = file if isinstance(file, CleanPaper) else clean_paper(file)
    there = item.papers.filter(withdrawn_at=None)
    if known := there.filter(uploaded_by=by, name=name, size=len(paper.content)).first():
        return known
    if there.count() >= MOST_PAPERS:
        sentence = _("At most %(most)d papers for one item. Take one back first.")
        raise Refused(sentence % {"most": MOST_PAPERS}, field="file")
    path = random_name("papers", paper.extension, now)
    fields = {
        "name": name,
        "file": path,
        "size": len(paper.content),
        "uploaded_by": by,
        "at": now,
    }
    with kept_on_commit([(path, paper.content)]):
        row = AgendaPaper.objects.create(item=item, **fields)
        data = {"item": item.pk, "paper": row.pk, "name": row.name}
        record(by=by, verb="committees.add_paper", subject=meeting, data=data, now=now)
        touch(meeting)
    return row


@transaction.atomic
def withdraw_paper(*, by: User, paper: AgendaPaper, now: datetime | None = None) -> AgendaPaper:
    """By who sent it or who runs the meeting; the file goes, the line in the journal stays."""
    now = now or timezone.now()
    meeting = locked(paper.item.meeting)
    found = AgendaPaper.objects.filter(pk=paper.pk).first()
    if found is None:  # it went with its item
        return paper
    paper = found
    if paper.uploaded_by_id != by.pk and not may_run(user=by, meeting=meeting):
        raise Refused(_("Only who sent it, or who runs the meeting, takes it back."))
    if paper.withdrawn_at:
        return paper
    insist_on_standing(meeting)
    paper.withdrawn_at = now
    paper.save(update_fields=["withdrawn_at"])
    remove_on_commit(paper.file.name)
    data = {"item": paper.item_id, "paper": paper.pk, "name": paper.name}
    record(by=by, verb="committees.withdraw_paper", subject=meeting, data=data, now=now)
    touch(meeting)
    return paper


def delete_papers(item: AgendaItem) -> list[str]:
    """With the item itself, before the meeting; returns their names, for the journal."""
    papers = list(item.papers.all())
    for paper in papers:
        remove_on_commit(paper.file.name)
        paper.delete()
    return [paper.name for paper in papers if paper.withdrawn_at is None]
