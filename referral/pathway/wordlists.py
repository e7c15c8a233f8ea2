"""The words that are never said: English here, every other language in its own folder. (pure)

Each entry is a regular expression for one word or phrase. A list of another language is written by whoever
translates and says whether somebody who speaks it has read it; until then it finds less than it should.
"""

import re
from functools import cached_property
from typing import Final

from referral.pathway.files import WrittenWords


class Words:
    """The lists of one language, compiled."""

    def __init__(self, written: WrittenWords) -> None:
        self.language, self.made = written.language, written.made
        edges = (written.begins, written.ends)
        self.lists = {
            field: _any(getattr(written, field), *edges) for field in LISTS if getattr(written, field)
        }

    def list(self, name: str) -> re.Pattern[str]:
        """Return a list; one that a language does not have finds nothing."""
        return self.lists.get(name, _NOTHING)

    @cached_property
    def nots(self) -> re.Pattern[str]:
        """Return what turns a sentence round when it stands before a word."""
        return self.list("nots")

    @cached_property
    def nots_yet(self) -> re.Pattern[str]:
        """Return the same with words for *before*."""
        return re.compile(f"{self.nots.pattern}|{self.list('before').pattern}", re.IGNORECASE)


_NOTHING: Final = re.compile(r"(?!)")
_NO_LISTS: Final = frozenset({"language", "made", "read_by_native_speaker", "begins", "ends"})
LISTS: Final = tuple(name for name in WrittenWords.__struct_fields__ if name not in _NO_LISTS)


def is_pattern(text: str) -> bool:
    """Return whether a text is a regular expression."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _any(words: list[str], begins: str, ends: str) -> re.Pattern[str]:
    return re.compile(begins + r"(?:" + "|".join(words) + r")" + ends, re.IGNORECASE)


ENGLISH_WORDS: Final = WrittenWords(
    language="en",
    made="Written with the English texts.",
    forbidden=[
        "child porn\\w*",
        "child prostitut\\w*",
        "revenge porn(?! helpline)",
        "underage sex",
        "sexting scandal",
        "clients?",
        "victims?(?! support)",
        "admit\\w*",
        "confess\\w*",
        "disclos\\w*",
        "alleg\\w*",
        "illegals?(?! (?:content|pictures?|material|images?))",
        "prostitut\\w*",
        "failed to leave",
        "hash\\w*",
        "fingerprints?",
        "handovers?",
        "just block",
        "you should have",
        "be brave",
        "you are safe now",
        "guarantee\\w*",
        "this is safe",
    ],
    gendered=["he", "she", "him", "her", "his", "hers", "himself", "herself"],
    promised=[
        "(?:we|i) promise",
        "will (?:all )?be (?:removed|deleted|taken down|gone|arrested|caught|stopped)",
        "(?:nobody|no one) will ever (?:know|see|find out)",
        "100 ?%",
        "completely (?:safe|private|secret|anonymous)",
        "(?:always|surely|certainly) (?:removed|deleted|taken down)",
        "we (?:will|can) (?:remove|delete|take)",
    ],
    tricked=["confront", "trick them", "track them down", "trace them", "find out who (?:it is|they are)"],
    childs_law=[
        "illegal",
        "crimes?",
        "criminals?",
        "offen[cs]es?",
        "against the law",
        "broke the law",
        "prison",
        "jail",
        "police will",
        "arrest\\w*",
        "guilty",
        "punish\\w*",
        "charged",
    ],
    parent=[
        "(?:tell|ask|bring|talk to|show|call) (?:\\w+ ){0,2}(?:mum|mom|dad|mother|father|parents?|family)"
    ],
    picture=["pictures?", "photos?", "videos?", "nudes?", "images?"],
    done_to_it=[
        "save",
        "keep",
        "send",
        "forward",
        "screenshots?",
        "look for",
        "open",
        "download",
        "print",
        "copy",
        "record",
    ],
    nots=[
        "not",
        "never",
        "without",
        "no need",
        "nobody",
        "no one",
        "stop",
        "cannot",
        "nothing",
        "need no",
        "no \\w+ (?:can|will)",
        "don't",
        "can't",
        "won't",
        "doesn't",
        "isn't",
        "didn't",
        "instead of",
    ],
    before=["before"],
    trusted=["(?:adult|person|someone|somebody|grown-up|one) (?:that |who )?you (?:really )?trust"],
    safe=["safe\\w*"],
    handed_in=[
        "upload",
        "attach",
        "paste",
        "enter your",
        "type (?:in )?(?:your|the|a)",
        "tell us (?:your|the|who)",
    ],
    by_itself=[
        "we (?:will|have|shall|may|can)? ?(?:tell|told|call|report|send|sent|inform|contact|pass)\\w*",
        "this (?:site|page) (?:will|can|may)? ?(?:tell|call|report|send|inform|contact|pass)s?",
    ],
    named=[
        "this is trafficking",
        "you (?:are|were) (?:being )?trafficked",
        "your score",
        "\\d+ (?:out )?of \\d+ signs",
        "points? to trafficking",
    ],
    asked_why=["why did(?:n't)? you", "why do(?:n't)? you", "why have(?:n't)? you"],
    told_where=[
        "(?:refuge|shelter|safe house|hideout)s? (?:is|are|stands?|lies) (?:at|in|on|near|behind|next)",
        "address of (?:the|a) (?:refuge|shelter|safe house)",
    ],
)
