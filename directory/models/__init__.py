"""The tables of the directory; import a class from the module that holds it."""

from directory.models import (
    answering,
    conditions,
    contact,
    edition,
    emergency,
    feedback,
    organization,
    outward,
    place,
    platform,
    room,
    search,
    service,
    shelter,
    topic,
    version,
)

__all__ = [
    "answering",
    "conditions",
    "contact",
    "edition",
    "emergency",
    "feedback",
    "organization",
    "outward",
    "place",
    "platform",
    "room",
    "search",
    "service",
    "shelter",
    "topic",
    "version",
]
