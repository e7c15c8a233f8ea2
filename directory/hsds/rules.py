"""What foreign terms mean here: rules that a person can read and edit, applied to terms and names (pure)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directory.search.folding import folded
from directory.topics import Kind

_SIGNS: Final = re.compile(r"[^\w*.]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` is a folded word or phrase, or a code that may end in a star; `taxonomy` empty is any."""

    pattern: str
    kind: str
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A foreign term: its name and its code, and the list that it is from."""

    name: str = ""
    code: str = ""
    taxonomy: str = ""


class Rules:
    """The rules in the order in which they are tried: the more a pattern says, the sooner."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        usable = [rule for rule in rules if rule.kind in {kind.value for kind in Kind}]
        ordered = sorted(usable, key=lambda rule: (not rule.taxonomy, -len(rule.pattern), rule.pattern))
        self._words = [(rule, _matcher(rule.pattern)) for rule in ordered if not rule.pattern.endswith("*")]
        self._stars = [rule for rule in ordered if rule.pattern.endswith("*")]
        self._kind_of_text = lru_cache(maxsize=4096)(self._match_text)

    def kinds(self, terms: Sequence[Term]) -> list[str]:
        """Return the kinds that the terms mean, each once, in the order of the terms; `other` last."""
        found: dict[str, None] = {}
        for term in terms:
            for kind in self._of_term(term):
                found[kind] = None
        return sorted(found, key=lambda kind: kind == Kind.OTHER.value)

    def kinds_of_name(self, name: str) -> list[str]:
        """Return the kinds that the words of a name mean; rules of one taxonomy do not count."""
        return list(dict.fromkeys(self._kind_of_text(plain(name), "")))

    def _of_term(self, term: Term) -> list[str]:
        taxonomy, code = folded(term.taxonomy), folded(term.code)
        for rule in self._stars:
            if code and code.startswith(rule.pattern[:-1]) and rule.taxonomy in ("", taxonomy):
                return [rule.kind]
        for rule, _matches in self._words:
            if code and rule.pattern == code and rule.taxonomy in ("", taxonomy):
                return [rule.kind]
        return list(self._kind_of_text(plain(term.name), taxonomy))

    def _match_text(self, text: str, taxonomy: str) -> tuple[str, ...]:
        """Return the kind of the longest phrase in the text, and of others that do not lie inside it."""
        found: list[tuple[str, str]] = []
        for rule, matches in self._words:
            inside = any(rule.pattern in longer for longer, _kind in found)
            if not inside and rule.taxonomy in ("", taxonomy) and matches.search(text):
                found.append((rule.pattern, rule.kind))
        return tuple(dict.fromkeys(kind for _pattern, kind in found))


def plain(text: str) -> str:
    """Return the folded words of a text with single blanks between them."""
    return " ".join(_SIGNS.sub(" ", folded(text)).split())


def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(pattern)}(?!\w)")
