"""The tables of the staff room; import a class from the module that holds it."""

from staff.models import invitation, person, proposal, record, session

__all__ = ["invitation", "person", "proposal", "record", "session"]
