# Reads paths from standard input, one a line, and writes for each one line of JSON: the tree of CPython's `ast` with
# positions as line and column from 1 in UTF-16 units, or the error with which CPython refuses the file.
import ast
import json
import re
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)

SKIPPED = {"kind", "type_comment", "type_ignores", "ctx", "lineno", "col_offset", "end_lineno", "end_col_offset"}
KIND = {bool: "bool", int: "int", float: "float", complex: "imaginary", str: "str", bytes: "bytes"}


class Columns:
    def __init__(self, text):
        self.lines = [line.encode("utf-8", "surrogatepass") for line in re.split(r"\r\n|\r|\n", text)]

    def utf16(self, line, offset):
        raw = self.lines[line - 1] if line <= len(self.lines) else b""
        if raw.isascii():
            return offset + 1
        return len(raw[:offset].decode("utf-8", "replace").encode("utf-16-le", "surrogatepass")) // 2 + 1

    def span(self, node):
        return [
            node.lineno,
            self.utf16(node.lineno, node.col_offset),
            node.end_lineno,
            self.utf16(node.end_lineno, node.end_col_offset),
        ]


def number(value):
    if value == float("inf"):
        return "inf"
    return "-0" if value == 0 and str(value)[0] == "-" else value.hex()


def constant(value):
    if value is None:
        return {"kind": "none"}
    if value is Ellipsis:
        return {"kind": "ellipsis"}
    kind = KIND[type(value)]
    if kind == "bytes":
        value = value.decode("latin-1")
    elif kind == "int":
        value = hex(value)
    elif kind == "imaginary":
        value = number(value.imag)
    elif kind == "float":
        value = number(value)
    return {"kind": kind, "value": value}


def convert(value, columns):
    if isinstance(value, list):
        return [convert(each, columns) for each in value]
    if not isinstance(value, ast.AST):
        return value
    name = type(value).__name__
    if isinstance(value, (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)):
        return name
    if isinstance(value, ast.match_case):
        return {"guard": convert(value.guard, columns), "body": convert(value.body, columns)}
    result = {"type": name}
    if hasattr(value, "lineno"):
        result["span"] = columns.span(value)
    for field in value._fields:
        if field in SKIPPED:
            continue
        child = getattr(value, field, None)
        if name == "Constant":
            result[field] = constant(child)
        elif name == "comprehension" and field == "is_async" or name == "AnnAssign" and field == "simple":
            result[field] = bool(child)
        elif name == "ExceptHandler" and field == "type":
            result["exceptionType"] = convert(child, columns)
        elif name == "ImportFrom" and field == "level":
            result[field] = child or 0
        else:
            result[field] = convert(child, columns)
    return result


def dump(text):
    columns = Columns(text)
    try:
        if "--grammar" not in sys.argv:
            compile(text, "<source>", "exec", dont_inherit=True)
        return {"tree": convert(ast.parse(text), columns)}
    except SyntaxError as error:
        line = error.lineno or 0
        column = error.offset or 0
        return {"error": error.msg, "line": line, "column": column, "kind": type(error).__name__}
    except ValueError as error:
        return {"error": str(error), "line": 0, "column": 0, "kind": "ValueError"}
    except (RecursionError, MemoryError) as error:
        return {"error": str(error), "line": 0, "column": 0, "kind": "TooDeep"}


def main():
    snippets = "--snippets" in sys.argv
    for line in sys.stdin:
        given = json.loads(line)
        if snippets:
            text = given
        else:
            with open(given, "rb") as file:
                raw = file.read()
            encoding, _ = tokenize.detect_encoding(iter(raw.splitlines(True)).__next__)
            text = raw.decode(encoding)
        print(json.dumps(dump(text)), flush=True)


main()
