"""The cells of a notebook: what they say, do and show."""

import ast
from dataclasses import dataclass
from functools import cached_property

import nbformat

from helpers.classroom.names import Names, names_of

PROOF = "proof"
COLLAPSED = {"jupyter": {"source_hidden": True}}
WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Cell:
    number: int
    node: nbformat.NotebookNode

    def __str__(self):
        first = self.source.strip().split("\n")[0]
        return f"cell {self.number} ({first[:50]})"

    @property
    def source(self) -> str:
        return self.node.source

    @property
    def is_code(self) -> bool:
        return self.node.cell_type == "code"

    @property
    def text(self) -> str:
        """What a markdown cell says."""
        return self.source if self.node.cell_type == "markdown" else ""

    @property
    def tags(self) -> list[str]:
        return self.node.metadata.get("tags", [])

    @property
    def is_proof(self) -> bool:
        return self.is_code and PROOF in self.tags

    @property
    def is_guess(self) -> bool:
        """All that it does is to ask for a guess; its answer is collapsed."""
        match self.statements:
            case [ast.Expr(ast.Call(ast.Name("Guess")))]:
                return True
        return False

    @property
    def is_row(self) -> bool:
        """All that it does is to show the learner's own progress in the lesson."""
        match self.statements:
            case [ast.Expr(ast.Call(ast.Attribute(ast.Name("check"), "so_far")))]:
                return True
        return False

    @property
    def is_collapsed(self) -> bool:
        return self.is_proof or self.is_guess

    @property
    def outputs(self) -> list[nbformat.NotebookNode]:
        return self.node.get("outputs", [])

    @property
    def pictures(self) -> list[nbformat.NotebookNode]:
        return [output for output in self.outputs if "image/png" in output.get("data", {})]

    @property
    def labs(self) -> list[nbformat.NotebookNode]:
        return [output for output in self.pictures if plain(output).startswith("Live lab.")]

    @property
    def lines(self) -> int:
        """Lines of code to read, without those that are blank."""
        to_read = self.source if self.is_code and not self.is_guess else ""
        return sum(bool(line.strip()) for line in to_read.splitlines())

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code, or None where it is not plain Python."""
        try:
            flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            return compile(self.source if self.is_code else "", "cell", "exec", flags)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @property
    def statements(self) -> list[ast.stmt]:
        return self.tree.body if self.tree else []

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return [node for statement in self.statements for node in ast.walk(statement)]

    @cached_property
    def definitions(self) -> dict[str, ast.stmt]:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return {node.name: node for node in self.statements if isinstance(node, kinds)}

    @cached_property
    def names(self) -> Names:
        """The names that the cell binds in the notebook, and those that it reads from there."""
        return names_of(self.statements)


def plain(output: nbformat.NotebookNode) -> str:
    """The text of an output."""
    data = output.get("data", {})
    return output.get("text", data.get("text/plain", "\n".join(output.get("traceback", []))))
