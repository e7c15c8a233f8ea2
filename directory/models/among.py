"""One more question that may be asked of the keys of any table: which of so many."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import ForeignKey, Lookup, UUIDField

IS_AMONG: Final = {
    "sqlite": "{column} IN (SELECT value FROM json_each(%s))",
    "postgresql": "{column} = ANY(%s::uuid[])",
}


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):  # type: ignore[type-arg]
    """`pk__among=keys` finds the rows that `pk__in=keys` does.

    All keys are one value of the question. Django otherwise gives a place in it to each, looks at each five
    times over, and can't ask for more of them at once than an engine has places.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the condition and its one value."""
        column, values = self.process_lhs(compiler, connection)
        return IS_AMONG[connection.vendor].format(column=column), [
            *values,
            one_value(self.rhs, connection.vendor),
        ]


def one_value(keys: Iterable[UUID | str], vendor: str) -> str:
    """Return keys as one value of a question, as this engine takes it."""
    each = [key if isinstance(key, UUID) else UUID(str(key)) for key in keys]
    listed = msgspec.json.encode(each).decode()  # a list of texts, with dashes in them
    return listed.replace("-", "") if vendor == "sqlite" else f"{{{listed[1:-1]}}}"
