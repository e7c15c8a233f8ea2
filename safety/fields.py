"""The model field for what only a key can read."""

from django.core.exceptions import ValidationError
from django.db import models

from safety.seal import MARK


def _sealed_only(text: str) -> None:
    if not text.startswith(MARK):
        raise ValidationError("only sealed text may be stored here")


class SealedText(models.TextField):
    """Sealed text as safety.seal writes it. Reading the row gives the sealed text, never what is in it."""

    default_validators = [_sealed_only]

    def get_prep_value(self, value: object) -> object:
        """Refuse what is not sealed, also where nobody asked for validation."""
        if isinstance(value, str):
            _sealed_only(value)
        return super().get_prep_value(value)
