"""What a review of a case asks, and what may be learned: closed lists, so that no content gets out (pure).

Source: pathway catalogue, section 7 (closure and review).
"""

from enum import StrEnum


class Question(StrEnum):
    """What is asked of each case."""

    DANGER = "danger-first"
    URGENCY = "urgency-right"
    CONSENT = "consent-on-record"
    CHOICE = "choice-given"
    FOLLOW_UP = "follow-up-done"
    RESULT = "result-known"


class Answer(StrEnum):
    """What is answered."""

    YES = "yes"
    NO = "no"
    NOT_HERE = "not-here"  # it did not come to that


class Lesson(StrEnum):
    """What was learned, and whose it is."""

    NONE = "none"
    PATHWAY = "pathway"  # its editors are asked to look
    LISTING = "listing"
    PARTNER = "partner"
    TRAINING = "training"
    TIME = "time"  # too few people or too little time
    TOOL = "tool"  # the desk got in the way


class Flaw(StrEnum):
    """What is wrong with a pathway or one of its questions."""

    UNCLEAR = "unclear"
    MISSING = "missing"  # an answer or a question
    ORDER = "order"
    URGENCY = "urgency"
    PLAN = "plan"  # does not fit what people need
    HARSH = "harsh"
