"""Lines of the exact signals of Python files: python3 truth-lines.py FOLDER prints {signal: [[file, line, places], ...]} as JSON.

The syntax tree is CPython's own, so that the scanner is held against a second reader of the language. Docstrings are left out.
"""

import ast
import collections
import json
import os
import re
import sys
import warnings

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef) + DEFINITIONS


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr}"
    return None


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr):
            yield id(node.body[0].value)


def of_string(node):
    if re.fullmatch(r"cuda(:\d+)?", node.value):
        yield "'cuda' string constant", node.lineno
    if node.value == "nccl":
        yield "'nccl' string constant", node.lineno


def of_attribute(node):
    name = dotted(node)
    if name == "torch.cuda":
        yield "torch.cuda reference", node.lineno
    if name in ("torch.backends.cuda", "torch.backends.cudnn"):
        yield "torch.backends.cuda|cudnn", node.lineno


def of_call(node):
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr in ("cuda", "item"):
        yield f".{called.attr}() call", called.end_lineno
    name = dotted(called)
    if name == "torch.compile":
        yield "torch.compile()", node.lineno
    last = name and name.split(".")[-1]
    if last in ("GradScaler", "CUDAExtension"):
        yield f"{last}()", node.lineno


def of_class(node):
    for base in node.bases:
        name = dotted(base)
        if name and (name == "Function" or name.endswith("autograd.Function")):
            yield "autograd.Function subclass", node.lineno


def of_function(node):
    for decorator in node.decorator_list:
        written = decorator.func if isinstance(decorator, ast.Call) else decorator
        if dotted(written) == "triton.jit":
            yield "@triton.jit kernel", decorator.lineno


def of_import(node):
    if isinstance(node, ast.ImportFrom):
        modules = [node.module] if node.level == 0 and node.module else []
    else:
        modules = [alias.name for alias in node.names]
    for module in {name.split(".")[0] for name in modules}:
        yield f"import {module}", node.lineno


def signals(tree):
    documentation = set(docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield from of_string(node)
        elif isinstance(node, ast.Attribute):
            yield from of_attribute(node)
        elif isinstance(node, ast.Call):
            yield from of_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from of_class(node)
        elif isinstance(node, DEFINITIONS):
            yield from of_function(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from of_import(node)


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and not os.path.islink(path):
                yield path


def main(root):
    warnings.simplefilter("ignore")
    found = collections.defaultdict(collections.Counter)
    for path in files(root):
        with open(path, "rb") as file:
            try:
                tree = ast.parse(file.read())
            except (SyntaxError, ValueError):
                continue
        for signal, line in signals(tree):
            found[f"ast:{signal}"][os.path.relpath(path, root), line] += 1
    json.dump({name: [[*place, count] for place, count in places.items()] for name, places in found.items()}, sys.stdout)


main(sys.argv[1])
