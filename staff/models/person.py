"""People who sign in, the teams they work in, and the roles they were given."""

from functools import cached_property
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from staff import roles as table
from staff.roles import Ability, NotAllowed, Role

KNOWN: Final = frozenset(Role)


class Team(models.Model):
    """People who share their work: a shift, a town, a partner organisation."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people."""

    def working(self) -> "UserQuerySet":
        """People who can sign in: their account is open and they have not left."""
        return self.filter(is_active=True, left_at=None)

    def holding(self, role: Role) -> "UserQuerySet":
        """People with an open grant of the role."""
        return self.filter(pk__in=RoleGrant.objects.open().filter(role=role).values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds a person by e-mail, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who works at the desk. There is no superuser: nobody passes the second person by (S8)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_user_one_per_email"),
        ]

    def __str__(self) -> str:
        return f"staff {self.pk}"

    @property
    def called(self) -> str:
        """How colleagues see this person."""
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles of this person's open grants, as they were when this instance was first asked."""
        held = RoleGrant.objects.open().filter(user_id=self.pk).values_list("role", flat=True)
        return frozenset(Role(role) for role in held if role in KNOWN)

    def may(self, ability: Ability) -> bool:
        """Return whether the table gives this person the ability; a closed account has none."""
        return self.is_active and self.left_at is None and table.may(self.roles, ability)

    def require(self, ability: Ability) -> None:
        """See that this person may, by what the database says now, not by what a page began with.

        Raises: NotAllowed.
        """
        self.__dict__.pop("roles", None)
        if not type(self).objects.working().filter(pk=self.pk).exists() or not self.may(ability):
            raise NotAllowed(ability)

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks for."""
        return self.may(Ability.USE_DESK)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nobody has a right by Django's names: the gate asks for abilities."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return False


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Questions about grants."""

    def open(self) -> "RoleGrantQuerySet":
        """Grants that hold today."""
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """A role that somebody has or had, who proposed it, who agreed, and when it ended.

    `granted_by` is empty for the first administrators only: nobody was there before them.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(ended_at=None), name="staff_role_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of staff {self.user_id}"
