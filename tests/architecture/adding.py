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
    *("norm", "sumprod", "fmean"),
}
#: Methods of a data frame that are told by a word what to do.
TOLD = {"agg", "aggregate", "apply", "transform"}
#: Whose functions are all of them other libraries'.
OTHERS = ("scipy", "statistics")
#: Functions that are no arithmetic: NumPy has them, and of Python's ``math`` those that it has.
ELEMENTARY = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "logaddexp2"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh"),
    *("arcsinh", "arccosh", "arctanh", "power", "float_power", "cbrt", "hypot"),
    *("pow", "asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh", "gamma", "lgamma"),
}
HOW = "add up in order (sim.measures.arrays.sum_of), or say dtype=np.int64; see rules.elementary"


def in_another_order(path: str, text: str, allowed: Collection[str] = ()) -> list[str]:
    """Sums and functions of numbers that another machine would round in another way.

    ``allowed`` are expressions as they stand in the file.
    """
    found = [(node.lineno, ast.unparse(node)) for node in _suspects(ast.parse(text, path))]
    return [f"{path}:{line}: {code}; {HOW}" for line, code in found if code not in allowed]


def _suspects(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            if any(map(_is_suspect, _imported(node))):
                yield node
        elif isinstance(node, ast.BinOp):
            by = node.right.value if isinstance(node.right, ast.Constant) else None
            is_power = isinstance(node.op, ast.Pow) and type(by) is not int
            if is_power or isinstance(node.op, ast.MatMult):
                yield node
        elif isinstance(node, ast.Name) and node.id in ("sum", "pow"):
            if id(node) not in called:  # it is handed to whoever calls it
                yield node
        elif isinstance(node, ast.Call) and not _of_whole_numbers(node):
            name, owner = _called(node)
            adds = name in ("sum", "pow") or (owner and name in ADDING)
            told = {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
            adds = adds or (owner and name in TOLD and told & ADDING)
            if adds or (owner in ("np", "numpy", "math") and name in ELEMENTARY):
                yield node


def _imported(node: ast.ImportFrom | ast.Import) -> Iterator[str]:
    """Give the full names of what is imported."""
    module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    yield from (f"{module}{alias.name}" for alias in node.names)


def _is_suspect(name: str) -> bool:
    library, _, function = name.partition(".")
    if library in OTHERS:
        return not name.startswith("scipy.sparse.")  # which holds numbers, and adds none up
    return library in ("math", "numpy") and function in ELEMENTARY | ADDING


def _called(call: ast.Call) -> tuple[str, str]:
    """Return the name of what is called, and whose it is: "" of a plain function."""
    if isinstance(call.func, ast.Attribute):
        owner = ast.unparse(call.func.value)
        return ("" if owner == "functools" else call.func.attr), owner
    return ast.unparse(call.func), ""


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
