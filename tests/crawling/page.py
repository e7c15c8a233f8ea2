"""What can be done on a page: its links, and its forms with each of their buttons (no Django)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Attributes = dict[str, str]
WITHOUT_VALUE: Final = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(slots=True)
class Field:
    """A field of a form, with what stands in it. `choices` are those of a list or of radio buttons."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    ticked: bool = False
    pattern: str = ""


@dataclass(slots=True)
class Form:
    """A form. Each of its buttons is another way to send it; None is the Enter key."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, formaction


class Page(HTMLParser):
    """A page as somebody uses it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.names: set[str] = set()
        self.tags: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.by_id: dict[str, Form] = {}
        self.forms: list[Form] = []
        self._open: list[Form] = []
        self._list: Field | None = None
        self._area: Field | None = None
        self._raw = ""
        self._shut: list[bool] = []  # for each set of fields around, whether it is switched off
        self._outside: list[tuple[str, str, Attributes]] = []
        self.feed(html)
        self.close()
        for owner, tag, given in self._outside:
            if form := self.by_id.get(owner):
                self._belongs(form, tag, given)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if "id" in given:
            self.names.add(given["id"])
        if tag == "fieldset":
            self._shut.append("disabled" in given)
        if tag in ("script", "style"):
            self._raw = tag
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._open.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self.forms.append(self._open[-1])
            self.by_id[given.get("id", "")] = self._open[-1]
        elif tag == "option" and self._list is not None:
            self._option(given)
        elif tag in ("input", "select", "textarea", "button"):
            self._control(tag, given)

    def _option(self, given: Attributes) -> None:
        assert self._list is not None
        self._list.choices.append(given.get("value", ""))
        if "selected" in given or len(self._list.choices) == 1:
            self._list.value = given.get("value", "")

    def _control(self, tag: str, given: Attributes) -> None:
        if "disabled" in given or any(self._shut):
            return
        if given.get("form"):
            self._outside.append((given["form"], tag, given))
        elif self._open:
            self._belongs(self._open[-1], tag, given)

    def _belongs(self, form: Form, tag: str, given: Attributes) -> None:
        kind = given.get("type", "text" if tag == "input" else tag).lower()
        name = given.get("name", "")
        if tag == "button" or kind in WITHOUT_VALUE:
            if kind in ("submit", "button", "image") and given.get("type") != "button":
                form.buttons.append((name, given.get("value", ""), given.get("formaction", "")))
            return
        if not name:
            return
        known = next((one for one in form.fields if one.name == name and kind == one.kind == "radio"), None)
        if known:
            known.choices.append(given.get("value", "on"))
            known.value = given.get("value", "on") if "checked" in given else known.value
            return
        value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
        made = Field(name, kind, value, ticked="checked" in given, pattern=given.get("pattern", ""))
        if kind == "radio":
            made.choices, made.value = [value], value if "checked" in given else ""
        form.fields.append(made)
        self._list = made if tag == "select" else self._list
        self._area = made if tag == "textarea" else self._area

    def handle_endtag(self, tag: str) -> None:
        if tag == self._raw:
            self._raw = ""
        elif tag == "fieldset" and self._shut:
            self._shut.pop()
        elif tag == "form" and self._open:
            self._open.pop()
        elif tag == "select":
            self._list = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        if not self._raw:
            self.words.append(data)

    @property
    def text(self) -> str:
        """Return the words of the page."""
        return " ".join(" ".join(self.words).split())
