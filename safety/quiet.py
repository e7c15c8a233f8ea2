"""Logs and error reports that hold nothing of a visitor: no query, body, address, header or local variable
(S2).

A line says when, how grave, which part, and what kind of thing happened where in our code. The text of a
message is written only when one of our own modules wrote it, and then without what was filled into it: an
exception's own words, a path or a form field never reach a line.
"""

import logging
import logging.config
import time
import traceback
from types import TracebackType
from typing import Any, Final

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

OURS: Final = ("config", "safety", "staff", "directory", "referral")
DEEPEST: Final = 6  # frames; enough to find the fault, too few to retell a visit

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def places(trace: TracebackType | None) -> str:
    """Return where it happened, as module file and line, innermost last; no source line, no value."""
    frames = traceback.extract_tb(trace)[-DEEPEST:]
    return " > ".join(f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in frames)


class QuietFormatter(logging.Formatter):
    """Write a record without anything that came from outside. Its moment is UTC, and says so."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        words = [self.formatTime(record), record.levelname, record.name, self._said(record)]
        if record.exc_info and record.exc_info[0]:
            words += [record.exc_info[0].__name__, "at", places(record.exc_info[2])]
        return " ".join(word for word in words if word)

    def _said(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in OURS:
            return str(record.msg)  # the template, never its arguments
        status = getattr(record, "status_code", None)
        return f"status {status}" if isinstance(status, int) else ""


class QuietReporter(ExceptionReporter):
    """An error report without request, settings, source or variables; what a mail to administrators would
    carry.
    """

    def get_traceback_text(self) -> str:
        name = self.exc_type.__name__ if self.exc_type else "error"
        return f"{name} at {places(self.tb)}"

    get_traceback_html = get_traceback_text


class NothingOfTheRequest(SafeExceptionReporterFilter):
    """Whoever asks for variables or form fields of a failed request gets none."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> list[tuple[str, Any]]:
        return []


def configure(options: dict[str, str]) -> None:
    """Set up logging for the whole process: one handler, our formatter, no library's own set-up."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"quiet": {"()": QuietFormatter}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
            "root": {"handlers": ["console"], "level": options["level"]},
            "loggers": {
                "django": {"level": "WARNING", "propagate": True},
                # Names the path of each refused or missing page, and a host that somebody asked for.
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "ERROR"},
                "django.server": {"level": "CRITICAL"},
                "axes": {"level": "ERROR"},  # a line for each sign-in says when somebody began to work
            },
        }
    )
