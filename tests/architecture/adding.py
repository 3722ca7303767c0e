"""Reads source for sums whose order is not the program's, and functions that machines round apart.

NumPy adds up in an order that follows the width of a processor's registers, its scalar products
are those of the library that it was built with, as its elementary functions are; Python's ``sum``
of floats keeps from version 3.12 on what rounding loses. Whole numbers may be added in any order:
sums of truths and of lengths, and of arrays where it says ``dtype=np.int64``.
"""

import ast
from collections.abc import Collection, Iterator

#: What adds up, by its name as a function of NumPy or a method of an array.
ADDING = {
    *("sum", "mean", "average", "median", "std", "var", "prod", "cov", "corrcoef", "trapezoid"),
    *("dot", "vdot", "vecdot", "inner", "matmul", "einsum", "tensordot", "convolve", "correlate"),
    *("nansum", "nanmean", "nanmedian", "nanstd", "nanvar", "nanprod", "reduce", "reduceat"),
}
#: Functions of NumPy that are no arithmetic.
ELEMENTARY = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "logaddexp2"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh"),
    *("arcsinh", "arccosh", "arctanh", "power", "float_power", "cbrt", "hypot"),
}
#: Modules whose functions of these names are others.
OTHERS = {"math", "functools"}
HOW = "add up in order (sim.rules.sums, sim.measures.arrays.sum_of), or say dtype=np.int64"


def in_another_order(path: str, text: str, allowed: Collection[str] = ()) -> list[str]:
    """Sums and functions of numbers that another machine would round in another way.

    ``allowed`` are expressions as they stand in the file.
    """
    found = [(node.lineno, ast.unparse(node)) for node in _suspects(ast.parse(text, path))]
    return [f"{path}:{line}: {code}; {HOW}" for line, code in found if code not in allowed]


def _suspects(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            yield node
        elif isinstance(node, ast.Call) and not _of_whole_numbers(node):
            if isinstance(node.func, ast.Name) and node.func.id == "sum":
                yield node
            elif isinstance(node.func, ast.Attribute):
                name, owner = node.func.attr, ast.unparse(node.func.value)
                if (owner not in OTHERS and name in ADDING) or (
                    owner in ("np", "numpy") and name in ELEMENTARY
                ):
                    yield node


def _of_whole_numbers(call: ast.Call) -> bool:
    if any(k.arg == "dtype" and ast.unparse(k.value) == "np.int64" for k in call.keywords):
        return True
    if not (isinstance(call.func, ast.Name) and call.args):
        return False
    each = call.args[0]
    if isinstance(each, ast.GeneratorExp | ast.ListComp):
        each = each.elt
    is_not = isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not)
    counts = isinstance(each, ast.Call) and ast.unparse(each.func) in ("len", "int", "bool")
    return isinstance(each, ast.Compare) or is_not or counts
