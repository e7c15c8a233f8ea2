"""The site as a server runs it, but with less patience: what a page left is forgotten within some seconds.

It sees to it more often than twice: on a busy machine a page may be under way for two of its short turns.
"""

from safety import forgetting

forgetting.EVERY_S = 0.4  # type: ignore[misc]
forgetting.TIMES = 12  # type: ignore[misc]

from config.wsgi import application  # noqa: E402, F401 - it begins when it is read
