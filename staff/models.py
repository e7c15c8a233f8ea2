"""People who sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Finds a person by e-mail, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who works at the desk. There is no superuser: nobody passes the second person by (S8)."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_user_one_per_email"),
        ]

    def __str__(self) -> str:
        return f"staff {self.pk}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nobody has a right that no table names; roles come with the desk's foundations."""
        return False
