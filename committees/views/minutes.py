"""The minutes: read by whoever may read the meeting, written by its secretary, confirmed by the parties."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from committees import operations, rules
from committees.forms import CloseForm, show_refusal
from committees.forms.minutes import AnswerForm, ErratumForm, MinutesForm, SignatureForm
from committees.minutes import assemble, document_to_show, opening_words
from committees.minutes_pdf import hash_of, minutes_pdf
from committees.minutes_words import told
from committees.models import Confirmation, Meeting, Party
from committees.models.minutes import Answer, MinutesState
from committees.operations.minutes import ChangedMeanwhile, deadline_of
from committees.queries.minutes import answers_to, minutes_for, parties_there, party_of
from committees.seal import canonical
from kit.drafts import given_back, keeps_text, put_back
from kit.forms import status_of
from kit.refused import Refused


def meeting_with_minutes(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_object_or_404(minutes_for(request.user), pk=pk)
    if not meeting.is_closed:
        raise Http404
    return meeting


def to_run(request: HttpRequest, pk: int) -> Meeting:
    meeting = meeting_with_minutes(request, pk)
    if not rules.may_run(user=request.user, meeting=meeting):
        raise Http404
    return meeting


def url_of(meeting: Meeting) -> str:
    return reverse("committees:minutes", args=[meeting.pk])


def reads_whole(request: HttpRequest, meeting: Meeting) -> bool:
    """While they are being written only those who write them read them."""
    if rules.may_run(user=request.user, meeting=meeting):
        return True
    is_out = meeting.minutes.state != MinutesState.DRAFT
    return is_out and rules.may_read_whole_minutes(user=request.user, meeting=meeting)


# --- reading ------------------------------------------------------------------------------------


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """While the meeting is held whoever runs it comes from here to the form that closes it."""
    meeting = get_object_or_404(minutes_for(request.user), pk=pk)
    if not meeting.is_closed and may_close(request, meeting):
        return redirect("committees:minutes_close", pk=meeting.pk)
    return page(request, meeting_with_minutes(request, pk))


def page(request: HttpRequest, meeting: Meeting, **forms) -> HttpResponse:
    now, user, record = timezone.now(), request.user, meeting.minutes
    whole, may_run = reads_whole(request, meeting), rules.may_run(user=user, meeting=meeting)
    is_draft = record.state == MinutesState.DRAFT
    document = None if is_draft and not whole else document_to_show(meeting, whole=whole, now=now)
    answers = answers_to(record) if record.state == MinutesState.CONFIRMING else {}
    waiting = waiting_parties(meeting, answers) if record.state == MinutesState.CONFIRMING else []
    own = party_of(meeting, user)
    context = {
        "meeting": meeting,
        "minutes": record,
        "doc": told(document, now) if document else None,
        "whole": whole,
        "may_run": may_run,
        "hash": hash_of(record, whole),
        "errata": list(record.errata.all()) if record.is_sealed else [],
        "deadline": deadline_of(record) if record.state == MinutesState.CONFIRMING else None,
        "waiting": waiting,
        # Then they are not sealed by themselves: whoever runs it says how it goes on.
        "is_objected": any(said.answer == Answer.OBJECTED for said in answers.values()),
        "asks_me": own is not None and own in waiting,
        "may_seal": may_run and may_seal_now(meeting, waiting, now),
        "erratum_form": forms.get("erratum_form")
        or (ErratumForm() if may_run and record.is_sealed else None),
    }
    return render(request, "committees/minutes.html", context, status=status_of(*forms.values()))


def waiting_parties(meeting: Meeting, answers: dict[int, Confirmation] | None = None) -> list[Party]:
    answers = answers_to(meeting.minutes) if answers is None else answers
    return [p for p in parties_there(meeting, meeting.minutes.document) if p.pk not in answers]


def may_seal_now(meeting: Meeting, waiting: list[Party], now) -> bool:
    record = meeting.minutes
    return record.state == MinutesState.CONFIRMING and (not waiting or now >= deadline_of(record))


@require_safe
def json(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the bytes that were hashed; `?whole=1` those with names, for the parties."""
    meeting = meeting_with_minutes(request, pk)
    document = meeting.minutes.document if meeting.minutes.is_sealed else None
    if document is None:
        raise Http404
    if request.GET.get("whole"):
        if not reads_whole(request, meeting):
            raise Http404
    else:
        document = document["public"]
    answer = HttpResponse(canonical(document), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="minutes-{meeting.pk}.json"'
    return answer


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_with_minutes(request, pk)
    whole = reads_whole(request, meeting) and not request.GET.get("public")
    if meeting.minutes.state == MinutesState.DRAFT and not whole:
        raise Http404
    document = document_to_show(meeting, whole=whole, now=timezone.now())
    address = settings.BASE_URL + url_of(meeting)
    try:
        content = minutes_pdf(
            meeting, document, whole=whole, address=address, language=settings.LANGUAGE_CODE
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(url_of(meeting))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="minutes-{meeting.pk}.pdf"'
    return answer


# --- writing ------------------------------------------------------------------------------------


def may_close(request: HttpRequest, meeting: Meeting) -> bool:
    return meeting.is_convened and meeting.has_begun and rules.may_run(user=request.user, meeting=meeting)


@keeps_text()
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What was noted so far, and a first sentence to begin with."""
    meeting = get_object_or_404(minutes_for(request.user), pk=pk)
    if meeting.is_closed:
        return redirect(url_of(meeting))
    if not may_close(request, meeting):
        raise Http404
    document = assemble(meeting, now=timezone.now())
    form = CloseForm(request.POST or None, initial={"minutes": opening_words(document)})
    put_back(form, request)
    if form.is_valid():
        try:
            operations.close_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Closed."), extra_tags=f"saved:minutes-{meeting.pk}")
            return redirect(url_of(meeting))
    context = {"meeting": meeting, "form": form, "doc": told(document, timezone.now()), "whole": True}
    return render(request, "committees/minutes_close.html", context, status=status_of(form))


@keeps_text()
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_run(request, pk)
    if meeting.minutes.is_sealed:
        return redirect(url_of(meeting))
    document = assemble(meeting, now=timezone.now())
    form = MinutesForm(request.POST or None, document=document, version=meeting.minutes.version)
    put_back(form, request)
    theirs = None
    if form.is_valid():
        words = form.cleaned_data
        try:
            operations.edit_minutes(
                by=request.user,
                minutes=meeting.minutes,
                text=words["text"],
                seen_version=words["seen_version"],
                summaries=form.summaries(),
            )
        except ChangedMeanwhile as changed:
            form, theirs = again(request, document, changed), document
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."), extra_tags=f"saved:minutes-edit-{meeting.pk}")
            return redirect(url_of(meeting))
    context = {"meeting": meeting, "minutes": meeting.minutes, "form": form, "rows": beside(form, theirs)}
    context |= {"theirs": theirs, "is_out": meeting.minutes.state == MinutesState.CONFIRMING}
    return render(request, "committees/minutes_edit.html", context, status=status_of(form))


def again(request: HttpRequest, document: dict, changed: ChangedMeanwhile) -> MinutesForm:
    """What was typed, now on top of the version that the other one saved."""
    data = request.POST.copy()
    data["seen_version"] = str(changed.theirs.version)
    form = MinutesForm(data, document=document, version=changed.theirs.version)
    form.is_valid()
    form.add_error(None, str(changed))
    return form


def beside(form: MinutesForm, theirs: dict | None) -> list[tuple]:
    """Each box with what the other secretary has there, where that is something else."""
    if theirs is None:
        return [(bound, "") for bound in form.item_fields()]
    said = {row["number"]: row["summary"] for row in theirs["items"]}
    pairs = zip(form.numbers, form.item_fields(), strict=True)
    return [(bound, said[n] if said[n] != (bound.value() or "").strip() else "") for n, bound in pairs]


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_run(request, pk)
    return done(
        request,
        meeting,
        lambda: operations.send_minutes(by=request.user, meeting=meeting),
        _("Sent. Each party has been asked."),
    )


@login_required
@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_run(request, pk)
    return done(
        request,
        meeting,
        lambda: operations.seal_minutes(by=request.user, meeting=meeting),
        _("Sealed. Nothing in them changes any more."),
    )


def done(request: HttpRequest, meeting: Meeting, act, sentence: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect(url_of(meeting))


@login_required
@require_POST
def erratum(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = to_run(request, pk)
    form = ErratumForm(request.POST)
    if form.is_valid():
        try:
            operations.add_erratum(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request,
                _("The correction stands beside the minutes."),
                extra_tags=f"saved:erratum-{meeting.pk}",
            )
            return redirect(url_of(meeting))
    return page(request, meeting, erratum_form=form)


# --- the parties' word --------------------------------------------------------------------------


@keeps_text()
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """For a delegate: read, then one big button, or an objection."""
    meeting = meeting_with_minutes(request, pk)
    party, record = party_of(meeting, request.user), meeting.minutes
    if party is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={**given_back(request), "version": record.version})
    if request.method == "POST" and form.is_valid() and answered(request, meeting, party, form):
        return redirect(url_of(meeting))
    if record.state != MinutesState.CONFIRMING or party not in waiting_parties(meeting):
        return redirect(url_of(meeting))
    document = document_to_show(meeting, whole=True, now=timezone.now())
    if form.errors:  # whoever reads the page anew has read the version that stands now
        form.data = form.data.copy() | {"version": record.version}
    context = {
        "meeting": meeting,
        "minutes": record,
        "party": party,
        "doc": told(document, timezone.now()),
        "whole": True,
        "deadline": deadline_of(record),
        "form": form,
    }
    return render(request, "committees/minutes_confirm.html", context, status=status_of(form))


def answered(request: HttpRequest, meeting: Meeting, party: Party, form: AnswerForm) -> bool:
    try:
        said = operations.answer_minutes(by=request.user, meeting=meeting, party=party, **form.cleaned_data)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    thanks = _("Thank you. Your party has confirmed.")
    if said.answer == Answer.OBJECTED:
        thanks = _("Noted, word for word. Those who run the meeting have been told.")
    messages.success(request, thanks, extra_tags=f"saved:confirm-{meeting.pk}")
    return True


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A party signed on paper: whoever runs the meeting notes it."""
    meeting = to_run(request, pk)
    if meeting.minutes.state != MinutesState.CONFIRMING:
        return redirect(url_of(meeting))
    parties, version = waiting_parties(meeting), meeting.minutes.version
    form = SignatureForm(request.POST or None, parties=parties, version=version)
    if form.is_valid():
        try:
            operations.answer_minutes(by=request.user, meeting=meeting, **form.arguments())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Noted."), extra_tags=f"saved:paper-{meeting.pk}")
            return redirect(url_of(meeting))
    return render(
        request, "committees/minutes_paper.html", {"meeting": meeting, "form": form}, status=status_of(form)
    )
