"""Templates compiled for one language: what is the same in every answer is worked out once, not in each.

Half of the time of a page was spent on what never differs: the same sentence looked up in the same catalogue,
the same part read into the same place, a context of its own made for each part. So, before it is compiled,

- a text without a variable becomes the translation itself, escaped as it would have been;
- the address of a static file becomes that address, and its digest that digest;
- a part that is always included stands in the place of its name, and macros stand in the file that uses them;
- what is escaped already is put on the page as it is.

What differs from answer to answer is left as it was. Nothing that a visitor sends is kept here.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

OF_A_FILE: Final = frozenset({"static", "integrity"})  # where a file of ours lies, and its digest
GETTEXT: Final = frozenset({"gettext", "_"})
# The ampersand first; written as markupsafe writes them.
WRITTEN: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ('"', "&#34;"))
BETWEEN: Final = "__"  # between the name of an imported file and that of a macro in it


def shown(value: object) -> str:
    """Return what stands on the page for a value: the very text that `escape` gives.

    That makes an object of its own for each, also for what is escaped already: a tenth of the time of a plan.
    """
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is not str:
        return escape(value)
    text: str = value  # type: ignore[assignment]
    for letter, written in WRITTEN:
        if letter in text:
            text = text.replace(letter, written)
    return text


class _Writer(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class Spoken(Environment):
    """The environment of the public side in one language; in none, texts are looked up as a page is made."""

    code_generator_class = _Writer
    shown = staticmethod(shown)

    def __init__(self, language: str | None = None, **options: Any) -> None:
        settings_ours = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
        super().__init__(extensions=["jinja2.ext.i18n"], **{**options, **settings_ours})
        self.install_gettext_callables(  # type: ignore[attr-defined]
            translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
        )
        self.globals["static"] = static
        self.language = language

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Fixed(self, self.language).visit(tree) if self.language else tree

    def part(self, name: str) -> nodes.Template:
        """Return another template's tree, as it stands in its file."""
        if self.loader is None:
            raise LookupError("an environment without templates has no parts")
        source, filename, _ = self.loader.get_source(self, name)
        return super()._parse(source, name, filename)


class _Fixed(NodeTransformer):
    """Puts into a tree what is the same in every answer."""

    def __init__(self, environment: Spoken, language: str) -> None:
        self.environment, self.language = environment, language
        self.imported: dict[str, str] = {}  # the name in this file -> what the macros' names begin with
        self.macros: dict[str, str] = {}  # a macro's name in this file -> its name in the whole

    def visit_Include(self, node: nodes.Include) -> Any:
        """Put the part in the place of its name."""
        if not _is_always(node.template) or not node.with_context or node.ignore_missing:
            return node
        put: list[nodes.Node] = []
        for one in self.environment.part(node.template.value).body:
            found = self.visit(one)
            put += found if isinstance(found, list) else [found]
        return put

    def visit_Import(self, node: nodes.Import) -> Any:
        """Put the macros of another file here, under the name of the file and their own."""
        if not _is_always(node.template) or not node.with_context:
            return node
        self.imported[node.target] = f"{node.target}{BETWEEN}"
        return list(self._macros(node.template.value, self.imported[node.target]))

    def visit_Getattr(self, node: nodes.Getattr) -> Any:
        """Call an imported macro by the name under which it stands here now."""
        if isinstance(node.node, nodes.Name) and node.node.name in self.imported:
            return nodes.Name(f"{self.imported[node.node.name]}{node.attr}", "load", lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Name(self, node: nodes.Name) -> Any:
        """Call a macro of an imported file, in that file, by the name under which it stands here now."""
        node.name = self.macros.get(node.name, node.name)
        return node

    def visit_Call(self, node: nodes.Call) -> Any:
        """Say what is said without a variable, and where a static file lies and what it is."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.kwargs or len(node.args) != 1:
            return node
        if not isinstance(node.args[0], nodes.Const):
            return node
        if node.node.name in GETTEXT:
            with translation.override(self.language):
                said = Markup(translation.gettext(node.args[0].value)) % {}  # noqa: S704 - a text of ours
            return nodes.TemplateData(said, lineno=node.lineno)
        if node.node.name in OF_A_FILE:
            said = self.environment.globals[node.node.name](node.args[0].value)
            return nodes.Const(said, lineno=node.lineno)
        return node

    def _macros(self, name: str, prefix: str) -> Iterator[nodes.Node]:
        tree = self.environment.part(name)
        inside = _Fixed(self.environment, self.language)
        inside.macros = {one.name: f"{prefix}{one.name}" for one in tree.find_all(nodes.Macro)}
        for one in tree.body:
            if isinstance(one, nodes.Import):
                inside.imported[one.target] = f"{prefix}{one.target}{BETWEEN}"
                yield from inside._macros(one.template.value, inside.imported[one.target])  # type: ignore[attr-defined]
            elif isinstance(one, nodes.Macro):
                one.name = inside.macros[one.name]
                yield inside.visit(one)


def _is_always(template: nodes.Expr) -> bool:
    return isinstance(template, nodes.Const) and isinstance(template.value, str)
