"""The site as a server runs it, but with less patience: what a page left is forgotten within a second."""

from safety import forgetting

forgetting.EVERY_S = 0.4  # type: ignore[misc]

from config.wsgi import application  # noqa: E402, F401 - it begins when it is read
