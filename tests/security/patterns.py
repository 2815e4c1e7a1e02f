"""Every regular expression of the code base, and the texts that make a careless one slow.

``python -m tests.security.patterns`` prints the patterns as JSON lines. It runs in a process of its own, so
that every module is imported while ``re.compile`` is recorded.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from re import _constants, _parser  # the parser of patterns has no public name
from time import process_time
from typing import Any

import feeds

ROOT = Path(feeds.__file__).parent
_MATCHES = ("match", "fullmatch")
_CALLS = {"sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "split"}
_UNITS = (
    " ", "\n", "\t", ",", ", ", "a", "a ", "a,", "0", "1.", "12:", "/", "a/", "//", ".", "..", "-",
    "a-", "_", "@", "a@", "<", "<a ", "<a", "<p>a", "<base ", "<noscript>", "<img ", "<script>",
    "<div ", "<!--", "</", ">", '"', "'", 'a="', "a=", "x=y ", '<a b="', "&", "&lt;a", "&amp;", ";",
    "=", "{", "[", "(", "()", "\\", "%", "%2", "%20", "?", "#", "://", "http://a", "a://", "a:", ":",
    "+", "*", "|", "́", "é", "年", "1月", "\x00", "\u202e", "Mon, ", "jan ", "\ud83d",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern with the line that compiles it, and its ``name`` if it has one.

    ``anchored``: only matched at the start of a text; ``single``: only searched for once in a text.
    """

    place: str
    pattern: str
    flags: int
    anchored: bool = False
    single: bool = False
    name: str = ""

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self.pattern, self.flags)


def all_patterns() -> list[Pattern]:
    """Return every pattern that a module of the code base compiles or uses in place."""
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=True)
    compiled = [Pattern(**json.loads(line)) for line in done.stdout.splitlines()]
    modules = [_Module.read(path) for path in sorted(ROOT.rglob("*.py"))]
    names = {place: name for module in modules for place, name in module.names.items()}
    searched = {name for module in modules for name in module.used(_MATCHES)}
    repeated = {name for module in modules for name in module.used((*_MATCHES, "search"))}
    found = {
        replace(
            pattern,
            name=(name := names.get(pattern.place, "")),
            anchored=name != "" and name not in searched,
            single=name != "" and name not in repeated,
        )
        for pattern in compiled
    }
    used = {pattern for module in modules for pattern in module.in_place}
    return sorted(found | used, key=lambda pattern: (pattern.place, pattern.pattern))


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length: a unit that is repeated, with something before and after it."""

    unit: str
    before: str = ""
    after: str = ""

    def text(self, size: int) -> str:
        """The text of about ``size`` characters."""
        return self.before + (self.unit * (size // len(self.unit) + 1))[:size] + self.after


def attacks(pattern: Pattern) -> Iterator[Attack]:
    """Yield attacks made of common units and of the pattern's own alphabet."""
    own, prefix = _own_units(pattern)
    for unit in dict.fromkeys((*_UNITS, *own)):
        yield Attack(unit)
        if prefix and prefix != unit:
            yield Attack(unit, prefix, "\x01")


def seconds(pattern: Pattern, text: str) -> float:
    """Return the processor time of a match at the start of a text, of the whole text, or everywhere in it."""
    compiled = pattern.compiled
    began = process_time()
    if pattern.anchored:
        compiled.match(text)
        compiled.fullmatch(text)
    elif pattern.single:
        compiled.search(text)
    else:
        for _ in compiled.finditer(text):
            pass
    return process_time() - began


def _own_units(pattern: Pattern) -> tuple[list[str], str]:
    """Return the literal runs of a pattern with a character of each class, and its first run."""
    runs: list[str] = []
    _walk(_parser.parse(pattern.pattern, pattern.flags), runs)
    whole = "".join(runs)[:200]
    pieces = [run for run in runs if run]
    starts = [whole[:length] for length in (1, 2, 3, 5, 8, 13) if whole[:length]]
    pairs = [first + second for first, second in pairwise(pieces)]
    return [*dict.fromkeys((*pieces, *pairs, *starts, whole))][:60] if whole else [], whole[:60]


def _walk(parsed: Any, runs: list[str]) -> None:
    for operator, argument in parsed:
        if operator in (_constants.LITERAL, _constants.NOT_LITERAL):
            runs.append(chr(argument) if operator is _constants.LITERAL else "~")
        elif operator is _constants.IN:
            runs.append(_member(argument))
        elif operator is _constants.ANY:
            runs.append("~")
        elif operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            _walk(argument[2], runs)
        elif operator is _constants.SUBPATTERN:
            _walk(argument[3], runs)
        elif operator is _constants.BRANCH:
            for branch in argument[1][:6]:
                _walk(branch, runs)
        elif operator is _constants.ATOMIC_GROUP:
            _walk(argument, runs)


def _member(items: Any) -> str:
    """Return one character of a class."""
    negated = items[0][0] is _constants.NEGATE
    compiled = dict(items)
    if negated:
        taken = {chr(value) for kind, value in items if kind is _constants.LITERAL}
        return next(character for character in "a ~<0" if character not in taken)
    if _constants.LITERAL in compiled:
        return chr(compiled[_constants.LITERAL])
    if _constants.RANGE in compiled:
        return chr(compiled[_constants.RANGE][0])
    return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "0"}.get(str(compiled.get(_constants.CATEGORY)), "a")


@dataclass(frozen=True, slots=True)
class _Module:
    """What one file says about patterns.

    ``names``: ``file:line`` of each ``NAME = re.compile(…)``, with ``file:NAME``; ``bound``: the method that
    ``NAME = re.compile(…).match`` names; ``imported``: names from other modules; ``loads``: the names that
    are read, with the attribute taken of each, if any; ``in_place``: the patterns of ``re.sub("…")``.
    """

    file: str
    names: dict[str, str] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    loads: set[tuple[str, str]] = field(default_factory=set)
    in_place: list[Pattern] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "_Module":
        found = cls(str(path.relative_to(ROOT)))
        attributes: dict[int, str] = {}  # a walk reaches an attribute before the name that it is taken of
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Attribute(value=ast.Name() as name, attr=attribute):
                    attributes[id(name)] = attribute
                case ast.Name(id=name, ctx=ast.Load()):
                    found.loads.add((name, attributes.get(id(node), "")))
                case ast.ImportFrom(module=str(module)):
                    source = module.removeprefix("feeds.").replace(".", "/")
                    found.imported.update(
                        {one.asname or one.name: f"{source}.py:{one.name}" for one in node.names}
                    )
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                    found._assign(name, call)
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Call() as call, attr=method)
                ):
                    found._assign(name, call)
                    found.bound[name] = method
                case ast.Call(func=ast.Name(id="matching" | "_skipped"), args=[ast.Name() as name, *_]):
                    attributes[id(name)] = "match"  # both only match a pattern at the start of a text
                case ast.Call():
                    found._call(node)
        return found

    def used(self, methods: tuple[str, ...]) -> Iterator[str]:
        """Yield the patterns that the module uses by other methods than these, or hands on."""
        known = {name.rpartition(":")[2]: name for name in self.names.values()} | self.imported
        for name, method in self.loads:
            if name in known and self.bound.get(name, method) not in methods:
                yield known[name]

    def _assign(self, name: str, call: ast.Call) -> None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)
            self.names.update({f"{self.file}:{line}": f"{self.file}:{name}" for line in lines})

    def _call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=name),
                args=[ast.Constant(value=str(text)), *_],
            ) if name in _CALLS:
                flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
                found = Pattern(place=f"{self.file}:{node.lineno}", pattern=text, flags=flags)
                once = replace(found, anchored=name in _MATCHES, single=name in (*_MATCHES, "search"))
                self.in_place.append(once)


def _record() -> None:
    """Import every module and print what it compiles."""
    found: dict[Pattern, None] = {}
    original = re.compile

    def recording(pattern: Any, flags: Any = 0) -> Any:
        frame = sys._getframe(1)
        path = Path(frame.f_code.co_filename)
        if isinstance(pattern, str) and path.is_relative_to(ROOT):
            place = f"{path.relative_to(ROOT)}:{frame.f_lineno}"
            found[Pattern(place=place, pattern=pattern, flags=int(flags))] = None
        return original(pattern, flags)

    for name in [name for name in sys.modules if name.split(".")[0] == "feeds"]:
        del sys.modules[name]
    re.compile = recording
    for module in pkgutil.walk_packages([str(ROOT)], "feeds."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    for pattern in found:
        print(json.dumps(asdict(pattern)))


if __name__ == "__main__":
    _record()
