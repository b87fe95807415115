"""Codes on paper: printed by whoever knows the doors, typed or scanned by whoever lives behind one."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buildings import door_codes, operations
from buildings.codes_pdf import pdf_of, slips_of
from buildings.forms import CodeForm, CodesForm, UseCodeForm
from buildings.models import DoorCode, Dwelling, Place
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import CAPTAIN_KINDS
from buildings.standing import standing_of
from buildings.views.asking import asked, done
from buildings.views.claims import has_agreed_to_home
from kit.chinese import natural_key
from kit.refused import Refused

# --- printing ----------------------------------------------------------------------------------------------


def _homes(request: HttpRequest, place: Place) -> list[Dwelling]:
    """Those that this person looks after here, as one walks past them; with none there is no page.

    Nor above a building: nobody hands out an estate's slips at once, and a subdistrict has 280,000 doors.
    """
    if place.kind not in CAPTAIN_KINDS:
        raise Http404
    homes = Dwelling.objects.below(place.path).select_related("place")
    if not request.user.is_superuser:
        homes = homes.looked_after(standing_of(request.user))
    found = sorted(homes, key=lambda h: (natural_key(h.place.name), h.floor or 0, natural_key(h.door)))
    if not found:
        raise Http404
    return found


def _codes_form(request: HttpRequest, homes: list[Dwelling]) -> CodesForm:
    all_words = ngettext("%(n)d home", "%(n)d homes", len(homes)) % {"n": len(homes)}
    home = request.GET.get("home", "")
    return CodesForm(
        request.POST if request.method == "POST" else None,
        homes=[(home.pk, f"{home.place.name} {home.door}") for home in homes],
        all_words=_("All of them: %(homes)s") % {"homes": all_words},
        initial={"home": home if home.isdecimal() else "", "kind": ResidencyKind.OWNER},
    )


def _codes_page(
    request: HttpRequest, place: Place, homes: list[Dwelling], form: CodesForm, status: int = 200
) -> HttpResponse:
    unused = DoorCode.objects.filter(
        dwelling__in=[home.pk for home in homes], used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    by_home = unused.values("dwelling").annotate(n=Count("pk"), until=Min("expires_at")).order_by()
    known = {home.pk: home for home in homes}
    out = [(known[row["dwelling"]], row["n"], row["until"]) for row in by_home]
    context = {"place": place, "form": form, "out": sorted(out, key=lambda row: natural_key(row[0].door))}
    return render(request, "buildings/codes.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """What is out, and the form for new ones; a POST takes back those of one home."""
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    homes = _homes(request, place)
    if request.method == "POST":
        number = request.POST.get("revoke", "")
        home = next((home for home in homes if str(home.pk) == number), None)
        if home is None:
            raise Http404
        operations.revoke_door_codes(by=request.user, dwelling=home)
        done(request, _("Taken back: the codes of %(home)s no longer open anything.") % {"home": home})
        return redirect("buildings:codes", place.pk)
    return _codes_page(request, place, homes, _codes_form(request, homes))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The codes stand in this answer and nowhere else; asked for again, they are others."""
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    homes = _homes(request, place)
    if request.method != "POST":
        return redirect("buildings:codes", place.pk)
    form = _codes_form(request, homes)
    pdf = _printed(request, place, homes, form) if form.is_valid() else None
    if pdf is None:
        return _codes_page(request, place, homes, form, status=422)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="linli-codes-{place.pk}.pdf"'
    return answer


def _printed(request: HttpRequest, place: Place, homes: list[Dwelling], form: CodesForm) -> bytes | None:
    data = form.cleaned_data
    chosen = [home for home in homes if data["home"] in (None, home.pk)]
    made = asked(
        form,
        operations.make_door_codes,
        by=request.user,
        place=place,
        dwellings=chosen,
        kind=data["kind"],
        copies=data["copies"],
    )
    if not made:
        return None
    page = render_to_string("buildings/codes_pdf.html", {"place": place, "slips": slips_of(made)})
    return asked(form, lambda: pdf_of(page))


# --- at the door -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. It is only looked at on the next page, signed in."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = door_codes.read(form.cleaned_data["code"])
        if code:
            return redirect("door_code", code)
        form.add_error("code", _("A code has 12 letters and figures. Please look again."))
    return render(request, "buildings/door_type.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door_code(request: HttpRequest, code: str) -> HttpResponse:
    """From the QR. Whoever is not signed in sees nothing of the home, and comes back here."""
    if not request.user.is_authenticated:
        return render(request, "buildings/door_sign_in.html")
    address = get_adapter().get_client_ip(request)
    has_agreed = has_agreed_to_home(request.user)
    try:
        found = operations.look_at_code(by=request.user, code=code, address=address)
    except Refused as refused:
        return render(request, "buildings/door_refused.html", {"refused": refused}, status=422)
    is_tenant = found.kind == ResidencyKind.TENANT
    form = UseCodeForm(request.POST or None, is_tenant=is_tenant, has_agreed=has_agreed)
    if request.method == "POST" and form.is_valid():
        data = {"agreed": has_agreed} | form.cleaned_data
        if asked(form, operations.use_door_code, by=request.user, code=code, address=address, **data):
            messages.success(request, _("Your home is registered. Welcome, neighbour."))
            return redirect("buildings:answers", found.dwelling_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "code": found, "home": found.dwelling}
    return render(request, "buildings/door_confirm.html", context, status=status)
