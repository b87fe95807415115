from django.contrib import admin

from people.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """For the rare things: closing an account, letting someone into this administration."""

    list_display = ("display_name", "phone", "email", "is_active", "is_staff", "is_demo", "last_login")
    list_filter = ("is_active", "is_staff", "is_demo")
    search_fields = ("display_name", "phone", "email")
    fields = (
        "display_name",
        "phone",
        "email",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
    )
    readonly_fields = ("phone", "email", "last_login")
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False  # people sign up, or are registered at the desk

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # what someone did stays; their account is closed instead
