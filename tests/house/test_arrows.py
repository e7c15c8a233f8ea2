"""The arrows of the house, read from the contracts in pyproject.toml and checked without import-linter."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
TABLE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
ROOMS = TABLE["root_packages"]
LAYERS = [contract for contract in TABLE["contracts"] if contract["type"] == "layers"]
FORBIDDEN = [contract for contract in TABLE["contracts"] if contract["type"] == "forbidden"]
PROTECTED = [contract for contract in TABLE["contracts"] if contract["type"] == "protected"]
PURE = next(contract for contract in FORBIDDEN if contract["id"] == "rules-are-plain")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def sources() -> dict[str, Path]:
    """Return every module of the rooms by its dotted name."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(module: str) -> frozenset[str]:
    """Return the modules that a module names in its import statements, wherever they stand in it."""
    tree = ast.parse(sources()[module].read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in named(node, module))


def named(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        start = from_where(node, module)
        for alias in node.names:
            whole = f"{start}.{alias.name}"
            yield whole if whole in sources() else start


def from_where(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    package = module if sources()[module].name == "__init__.py" else module.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{node.module}" if node.module else package


def reached(starts: Iterable[str]) -> dict[str, str]:
    """Return all that the starts import, through each other too, each with one module that names it."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        module = waiting.pop()
        for name in imports(module) - found.keys():
            found[name] = module
            if name in sources():
                waiting.append(name)
    return found


def levels(contract: dict, container: str | None) -> list[tuple[list[str], bool]]:
    """Return the layers from the top, each with its modules and whether these may import one another."""
    prefix = f"{container}." if container else ""
    split = [(layer.replace(":", "|").split("|"), "|" not in layer) for layer in contract["layers"]]
    return [([prefix + name.strip(" ()") for name in names], neighbours) for names, neighbours in split]


def climbs(contract: dict, container: str | None) -> Iterator[str]:
    """Yield each import that goes up, or sideways between strangers."""
    layers = levels(contract, container)
    for height, (layer, neighbours) in enumerate(layers):
        above = [module for upper, _ in layers[:height] for module in upper]
        for home in layer:
            refused = above if neighbours else above + [other for other in layer if other != home]
            for module in (name for name in sources() if within(name, home)):
                for name in imports(module):
                    if any(within(name, other) for other in refused):
                        yield f"{module} imports {name}"


@pytest.mark.parametrize("contract", LAYERS, ids=lambda contract: contract["id"])
def test_imports_point_along_the_arrows(contract):
    containers = contract.get("containers", [None])
    assert [line for container in containers for line in climbs(contract, container)] == []


@pytest.mark.parametrize("contract", LAYERS, ids=lambda contract: contract["id"])
def test_every_layer_of_a_contract_exists(contract):
    wanted = {
        name
        for container in contract.get("containers", [None])
        for layer, _ in levels(contract, container)
        for name in layer
    }
    assert wanted - sources().keys() == set()


@pytest.mark.parametrize("contract", FORBIDDEN, ids=lambda contract: contract["id"])
def test_rules_are_plain_python(contract):
    starts = [m for m in sources() if any(within(m, source) for source in contract["source_modules"])]
    forbidden = contract["forbidden_modules"]
    broken = {
        f"{by} imports {name}" for name, by in reached(starts).items() if forbidden_name(name, forbidden)
    }
    assert broken == set()


def forbidden_name(name: str, forbidden: list[str]) -> bool:
    return any(within(name, other) for other in forbidden)


@pytest.mark.promise("S5")
@pytest.mark.parametrize("contract", PROTECTED, ids=lambda contract: contract["id"])
def test_what_is_protected_is_imported_by_few(contract):
    allowed = [*contract["allowed_importers"], *contract["protected_modules"]]
    broken = [
        f"{module} imports {name}"
        for module in sources()
        if not any(within(module, one) for one in allowed)
        for name in imports(module)
        if any(within(name, one) for one in contract["protected_modules"])
    ]
    assert broken == []


def test_every_module_that_a_contract_names_exists():
    named = [
        *(name for contract in PROTECTED for name in contract["protected_modules"]),
        *(name for contract in PROTECTED for name in contract["allowed_importers"]),
        *(name for contract in FORBIDDEN for name in contract["source_modules"]),
    ]
    assert [name for name in named if name not in sources()] == []


def test_a_module_that_calls_itself_pure_is_held_to_it():
    claims = {name for name, path in sources().items() if claims_purity(path)}
    held = {name for name in claims if any(within(name, source) for source in PURE["source_modules"])}
    assert claims - held == set()


def claims_purity(path: Path) -> bool:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return bool(re.search(r"\(pure\b|\bPure\.", words))


def test_what_is_held_to_plain_python_is_also_type_checked():
    checked = [name.removesuffix(".py").replace("/", ".") for name in pyproject()["tool"]["mypy"]["files"]]
    assert [module for module in PURE["source_modules"] if module not in checked] == []


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_foreign_keys_point_along_the_arrow():
    height = {room: ROOMS.index(room) for room in ROOMS}
    upward = [
        f"{model.__name__}.{field.name} points to {field.related_model.__name__}"
        for model in apps.get_models()
        if model._meta.app_label in height
        for field in model._meta.get_fields()
        if field.many_to_one or field.one_to_one or field.many_to_many
        if field.concrete
        and height.get(field.related_model._meta.app_label, len(ROOMS)) < height[model._meta.app_label]
    ]
    assert upward == []


def test_no_file_has_a_name_that_says_nothing():
    vague = {"utils", "helpers", "common", "core", "services", "selectors", "mixins"}
    assert [name for name in sources() if vague & set(name.split("."))] == []
