from people.models.consents import Consent, ConsentItem
from people.models.users import User, UserManager

__all__ = ["Consent", "ConsentItem", "User", "UserManager"]
