"""What a statement of a notebook binds and reads there, in any version of Python."""

import ast
import symtable
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple


class Names(NamedTuple):
    bound: frozenset[str]
    read: frozenset[str]


@cache
def names(statement: ast.stmt) -> Names:
    """The names that a statement binds in the notebook, and those that it reads from there."""
    return _names(_copy(statement))


def names_of(statements: Iterable[ast.stmt]) -> Names:
    """The names that the statements bind and read together."""
    each = [*map(names, statements)]
    bound, read = ([part[i] for part in each] for i in (0, 1))
    return Names(frozenset().union(*bound), frozenset().union(*read))


@cache
def bound_anew(statement: ast.stmt) -> frozenset[str]:
    """The names that it binds, without those that it updates, as x = x - lr * g does."""
    return _names(_WithoutUpdates().visit(_copy(statement))).bound


@cache
def looped(statement: ast.stmt) -> frozenset[str]:
    """The names that its loops run through."""
    targets = [node.target for node in ast.walk(statement) if isinstance(node, ast.For)]
    named = [node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return frozenset(node.id for node in named)


@cache
def filled(statement: ast.stmt) -> frozenset[str]:
    """The names of what it puts something into, as in x[i] = y and x.append(y)."""
    return frozenset(name for node in ast.walk(statement) for name in _filled(node))


def _filled(node):
    match node:
        case ast.Subscript(ast.Name(name), ctx=ast.Store()):
            yield name
        case ast.Call(ast.Attribute(ast.Name(name), "append" | "extend" | "update")):
            yield name


def behind(statements: list[ast.stmt], first: Callable[[Names], bool]) -> list[ast.stmt]:
    """The `first` statements, those that bind or fill what these read, and so on, in order."""
    kept = {statement for statement in statements if first(names(statement))}
    while new := {
        statement
        for statement in statements
        if statement not in kept
        and (names(statement).bound | filled(statement)) & names_of(kept).read
    }:
        kept |= new
    return [statement for statement in statements if statement in kept]


def _names(statement):
    source = ast.unparse(_AsGenerators().visit(statement))
    top = symtable.symtable(source, "cell", "exec")
    symbols = [s for t in _tables(top) for s in t.get_symbols() if t is top or s.is_global()]
    bound = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    return Names(frozenset(bound), frozenset(s.get_name() for s in symbols if s.is_referenced()))


def _tables(table):
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _copy(statement):
    [copy] = ast.parse(ast.unparse(statement)).body
    return copy


class _AsGenerators(ast.NodeTransformer):
    """Comprehensions as generators, which have a scope of their own in every version.

    From Python 3.12 on the others have none: PEP 709 runs them in line.
    """

    def visit(self, node):
        match self.generic_visit(node):
            case ast.ListComp(item, loops) | ast.SetComp(item, loops):
                return ast.GeneratorExp(item, loops)
            case ast.DictComp(key, value, loops):
                return ast.GeneratorExp(ast.Tuple([key, value], ast.Load()), loops)
        return node


class _WithoutUpdates(ast.NodeTransformer):
    """The code with x += 1 as 1, and x, y = f(x) as y = f(x)."""

    def visit(self, node):
        match self.generic_visit(node):
            case ast.AugAssign(value=value):
                return ast.Expr(value)
            case ast.Assign(value=value):
                new = names(node).bound - names(ast.Expr(value)).read
                targets = [ast.Name(name, ast.Store()) for name in sorted(new)]
                return ast.Assign(targets, value, lineno=0) if targets else ast.Expr(value)
        return node
