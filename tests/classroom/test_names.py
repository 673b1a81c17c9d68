import ast
import sys

import pytest

from helpers.classroom.names import behind, bound_anew, filled, names

NAMES = [
    ("[x for x in y]", "", "y"),
    ("{x for x in y}", "", "y"),
    ("{k: v for k, v in y}", "", "y"),
    ("[[a for a in b] for b in c]", "", "c"),
    ("z = [x for x in x]", "z", "x"),
    ("[(w := x) for x in y]", "w", "y"),
    ("[[(w := x) for x in y] for y in z]", "w", "z"),
    ("print(w := 1)", "w", "print"),
    ("f = lambda q: q + g", "f", "g"),
    ("f = lambda: [x for x in y]", "f", "y"),
    ("f = lambda: (w := 1)", "f", ""),
    ("def f(a=d):\n    z = a\n    def h(): return z + k\n    return h", "f", "d k"),
    ("def f():\n    return [(w := x) for x in y]", "f", "y"),
    ("def f():\n    global g\n    g = h", "f g", "h"),
    ("def f():\n    x = 1\n    def h():\n        nonlocal x\n        x = y", "f", "y"),
    ("async def f():\n    await g", "f", "g"),
    ("@d\ndef f(x: T) -> R:\n    pass", "f", "d T R"),
    ("class A(B):\n    x = 1\n    def m(self): return self.x + y", "A", "B y"),
    ("class A:\n    y = [i for i in n]", "A", "n"),
    ("try:\n    a\nexcept E as e:\n    e", "e", "a E e"),
    ("with a as b, c as (d, e):\n    pass", "b d e", "a c"),
    ("for i, (j, k) in z:\n    l = i", "i j k l", "z i"),
    ("match a:\n    case [b, *c]:\n        pass", "b c", "a"),
    ("match a:\n    case {'k': b, **c}:\n        pass", "b c", "a"),
    ("match a:\n    case P(x=b) as c:\n        pass", "b c", "a P"),
    ("import a.b as c, d.e", "c d", ""),
    ("from a import b as c", "c", ""),
    ("x[i].y = z", "", "x i z"),
    ("x: int = 3", "x", "int"),
    ("a, *b = c", "a b", "c"),
]
NEW_IN_3_12 = [
    ("type A[T] = list[T | Q]", "A", "list Q"),
    ("def f[T](x: T) -> T:\n    return g", "f", "g"),
    ("class A[T](B[T]):\n    pass", "A", "B"),
]


def parsed(source):
    [statement] = ast.parse(source).body
    return statement


@pytest.mark.parametrize(
    ("source", "bound", "read"), NAMES + (NEW_IN_3_12 if sys.version_info >= (3, 12) else [])
)
def test_a_statement_binds_and_reads_what_its_scopes_let_through(source, bound, read):
    assert names(parsed(source)) == ({*bound.split()}, {*read.split()})


@pytest.mark.parametrize(
    ("source", "anew"),
    [
        ("x = x - lr * g", ""),
        ("x += 1", ""),
        ("x, v = step(x, v)", ""),
        ("x, y = f(x)", "y"),
        ("for i in range(3):\n    x = x / 2", "i"),
        ("for x in [x]:\n    0", "x"),
        ("x = [x for x in y]", "x"),
    ],
)
def test_a_name_that_is_updated_is_not_bound_anew(source, anew):
    assert bound_anew(parsed(source)) == {*anew.split()}


def test_what_is_put_into_something_fills_it():
    source = "for i in a:\n    x[i] = 1\n    y.append(x[i])\n    z.sort()"
    assert filled(parsed(source)) == {"x", "y"}


def test_behind_a_statement_stands_what_it_reads_and_what_that_reads():
    source = "a = 1\nb = {}\nc = 3\nb[0] = a\nd = b\ne = d"
    kept = behind(ast.parse(source).body, lambda names: "d" in names.bound)
    assert [*map(ast.unparse, kept)] == ["a = 1", "b = {}", "b[0] = a", "d = b"]
