"""The tables of the directory; import a class from the module that holds it."""

from directory.models import contact, emergency, organization, platform, service, version

__all__ = ["contact", "emergency", "organization", "platform", "service", "version"]
