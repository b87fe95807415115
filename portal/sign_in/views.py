from allauth.account.forms import RequestLoginCodeForm
from allauth.account.views import LoginView
from django.conf import settings

from portal.demo.entry import enterable


class SignIn(LoginView):
    """allauth's page, with the phone first and, in the demonstration, people to enter as."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["code_form"] = RequestLoginCodeForm(auto_id="code_%s")
        context["demo_people"] = enterable() if settings.DEMO else []
        return context
