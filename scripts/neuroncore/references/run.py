"""Runs one numpy reference for scripts/neuroncore/public.mjs: python3 run.py request.json

The request names `module:function` beside this file, the checkout (first on the path of imports, so that a reference
may call numpy code of the repository itself), the arguments of the kernel and a folder for the answers. Tensors come
and go as float64; expressions in the kernel's Python come as Expression. Of a call on several ranks, arguments that
differ come as Ranks, and the reference returns a list with the results of each rank.
"""

import importlib
import json
import pathlib
import sys

import numpy as np


class Expression(str):
    """An argument that is an expression in the kernel's own Python, as its text."""


class Ranks(list):
    """An argument that every rank has another one of, in their order."""


def argument(described):
    kind = described["kind"]
    if kind == "tensor":
        return np.fromfile(described["file"], dtype=np.float64).reshape(described["shape"])
    if kind == "python":
        return Expression(described["expression"])
    if kind in ("list", "tuple"):
        items = [argument(item) for item in described["items"]]
        return items if kind == "list" else tuple(items)
    if kind == "ranks":
        return Ranks(argument(item) for item in described["items"])
    return described["value"]


def listed(results):
    return list(results) if isinstance(results, (tuple, list)) else [results]


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text())
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    sys.path.append(request["checkout"])
    module, function = request["reference"].split(":")
    reference = getattr(importlib.import_module(module), function)
    keywords = {name: argument(value) for name, value in request["keywords"].items()}
    with np.errstate(all="ignore"):
        results = reference(*[argument(value) for value in request["args"]], **keywords)
    results = listed(results)
    if request["ranks"] > 1:
        results = [result for of_rank in results for result in listed(of_rank)]
    answers = []
    for position, result in enumerate(results):
        if result is None:
            answers.append(None)
            continue
        values = np.ascontiguousarray(np.asarray(result), dtype=np.float64)
        file = pathlib.Path(request["answer"]) / f"{position}.f64"
        values.tofile(file)
        answers.append({"file": str(file), "shape": list(values.shape)})
    (pathlib.Path(request["answer"]) / "answer.json").write_text(json.dumps(answers))


main()
