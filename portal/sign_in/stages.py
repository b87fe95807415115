from allauth.account.adapter import get_adapter
from allauth.account.stages import PhoneVerificationStage
from django.http import HttpResponse


class NumberStage(PhoneVerificationStage):
    """Whoever signs up does it with a number. Whoever never had one, such as the first administrator, comes
    in by e-mail: allauth sends them back to the sign-in page without a word."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        if person and get_adapter().get_phone(person) is None:
            return None, True
        return super().handle()
