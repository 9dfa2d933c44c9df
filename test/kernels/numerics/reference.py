"""What the references in this folder share: made-up tensors, narrow number formats and the record of cases.

Every file ref_<topic>.py computes with numpy, in float64 where nothing is said, what the kernels of <topic>.py must
give. Run as a program with the topics as arguments, this file prints one JSON object for each case;
scripts/neuroncore/kernel-references.mjs stores them in expected/, so that the tests need no Python.
"""

import base64
import importlib
import json
import sys

import numpy as np

# Exponent bits, mantissa bits, and whether the type has infinities (IEEE) or only NaN (fn).
FLOATS = {
    "float16": (5, 10, True),
    "bfloat16": (8, 7, True),
    "float8_e4m3": (4, 3, True),
    "float8_e5m2": (5, 2, True),
    "float8_e4m3fn": (4, 3, False),
}
WORDS = {
    "int8": np.int8,
    "int16": np.int16,
    "int32": np.int32,
    "uint8": np.uint8,
    "uint16": np.uint16,
    "uint32": np.uint32,
    "bool": np.uint8,
    "float8_e8m0fnu": np.uint8,
}
PACKED = {"float8_e4m3fn_x4": "float8_e4m3fn", "float8_e5m2_x4": "float8_e5m2"}
# Elements of a result up to which all of them are stored; of larger ones so many, and of those with a checksum 64.
STORED = 384
SAMPLES = 192


def positive_values(dtype):
    """The values of the patterns without sign, in order; NaN and infinity are left out."""
    exponent_bits, mantissa_bits, ieee = FLOATS[dtype]
    patterns = np.arange(1 << (exponent_bits + mantissa_bits))
    exponent = patterns >> mantissa_bits
    fraction = (patterns & ((1 << mantissa_bits) - 1)) / (1 << mantissa_bits)
    bias = (1 << (exponent_bits - 1)) - 1
    values = np.where(
        exponent == 0,
        np.ldexp(fraction, 1 - bias),
        np.ldexp(1 + fraction, np.maximum(exponent, 1) - bias),
    )
    last = ((1 << exponent_bits) - 1) << mantissa_bits if ieee else len(values) - 1
    return values[:last]


def patterns_of(values, dtype):
    """Bit patterns of the values in a narrow float type: to nearest, ties to even, beyond the range to infinity or NaN."""
    values = np.asarray(values, dtype=np.float64)
    table = positive_values(dtype)
    size = np.abs(values)
    upper = np.clip(np.searchsorted(table, size), 0, len(table) - 1)
    lower = np.maximum(upper - 1, 0)
    to_lower, to_upper = size - table[lower], table[upper] - size
    take_lower = (to_lower < to_upper) | ((to_lower == to_upper) & (lower % 2 == 0))
    found = np.where(take_lower, lower, upper)
    step = table[-1] - table[-2]
    beyond = len(table)
    over = (size >= table[-1] + step / 2) | ~np.isfinite(size)
    found = np.where(over, beyond, found)
    if FLOATS[dtype][2]:
        found = np.where(np.isnan(size), beyond + 1, found)
    exponent_bits, mantissa_bits, _ = FLOATS[dtype]
    sign = np.signbit(values).astype(np.int64) << (exponent_bits + mantissa_bits)
    return (found | sign).astype(np.uint16 if exponent_bits + mantissa_bits > 8 else np.uint8)


def encode(values, dtype):
    """The values as an array of the words that stand for them in memory."""
    if dtype in FLOATS:
        return patterns_of(values, dtype)
    if dtype in ("float32", "tfloat32"):
        return np.asarray(values, dtype=np.float64).astype(np.float32)
    if dtype in PACKED:
        return np.asarray(values, dtype=np.uint8)
    low, high = np.iinfo(WORDS[dtype]).min, np.iinfo(WORDS[dtype]).max
    whole = np.asarray(values)
    assert np.all((whole >= low) & (whole <= high)), f"a value lies outside {dtype}"
    return whole.astype(WORDS[dtype])


def rounded(values, dtype):
    """The values after rounding to a type, as float64 (integers as int64)."""
    if dtype in FLOATS:
        table = positive_values(dtype)
        patterns = patterns_of(values, dtype).astype(np.int64)
        sign_bit = 1 << (FLOATS[dtype][0] + FLOATS[dtype][1])
        size = patterns & (sign_bit - 1)
        extended = np.concatenate([table, [np.inf if FLOATS[dtype][2] else np.nan], np.full(sign_bit, np.nan)])
        return np.where(patterns & sign_bit, -extended[size], extended[size])
    if dtype in ("float32", "tfloat32"):
        return np.asarray(values, dtype=np.float64).astype(np.float32).astype(np.float64)
    low, high = np.iinfo(WORDS[dtype]).min, np.iinfo(WORDS[dtype]).max
    return np.clip(np.rint(np.asarray(values, dtype=np.float64)), low, high).astype(np.int64)


def uniform_words(count, seed):
    """Unsigned 32-bit words that look random: a mix of the position and the seed."""
    word = np.arange(count, dtype=np.uint64) + np.uint64(seed * 7919)
    mask = np.uint64(0xFFFFFFFF)
    word &= mask
    for _ in range(2):
        word = ((word ^ (word >> np.uint64(16))) * np.uint64(0x45D9F3B)) & mask
    return word ^ (word >> np.uint64(16))


class Input:
    """A tensor argument: how it is filled, and what it holds."""

    def __init__(self, shape, dtype, fill, made, **fields):
        self.shape, self.dtype = list(shape), dtype
        self.values = rounded(np.asarray(made).reshape(shape), dtype)
        self.fields = {"shape": self.shape, "dtype": dtype, "fill": fill, **fields}

    def describe(self):
        return {**self.fields, "checksum": checksum(encode(self.values, self.dtype))}


def uniform(shape, dtype="float32", low=-1.0, high=1.0, seed=1):
    """Values in [low, high)."""
    share = uniform_words(int(np.prod(shape)), seed) / 4294967296.0
    return Input(shape, dtype, "uniform", low + (high - low) * share, low=low, high=high, seed=seed)


def integers(shape, dtype="int32", low=0, high=100, seed=1):
    """Whole numbers in [low, high)."""
    share = uniform_words(int(np.prod(shape)), seed) / 4294967296.0
    return Input(shape, dtype, "integers", np.floor(low + (high - low) * share), low=low, high=high, seed=seed)


def given(values, dtype="float32"):
    """The values themselves."""
    array = np.asarray(values, dtype=np.float64)
    return Input(array.shape, dtype, "given", array, values=array.ravel().tolist())


def shuffled(shape, dtype="float32", step=1.0, offset=0.0, seed=1):
    """Each row holds every multiple of step from offset on once, in an order of its own: no two are equal."""
    rows, columns = shape
    words = uniform_words(rows * columns, seed).reshape(shape)
    order = np.argsort(words, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(columns)[None, :].repeat(rows, 0), axis=1)
    return Input(shape, dtype, "shuffled", offset + step * ranks, low=offset, high=step, seed=seed)


class Output:
    """A result: what is expected, in which type, and whether to the bit."""

    def __init__(self, values, dtype=None, exact=False, relative=None, absolute=None):
        self.values, self.dtype, self.exact = np.asarray(values), dtype, exact
        self.relative, self.absolute = relative, absolute


def exactly(values, dtype=None):
    return Output(values, dtype, exact=True)


def closely(values, dtype=None, relative=None, absolute=None):
    """Within the tolerance of the type, or within wider ones: relative to each value, absolute."""
    return Output(values, dtype, relative=relative, absolute=absolute)


def checksum(words):
    """FNV-1a, 32 bits, over the bytes in memory."""
    value = 0x811C9DC5
    for byte in np.ascontiguousarray(words).tobytes():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f"{value:08x}"


def text_of(words):
    return base64.b64encode(np.ascontiguousarray(words).tobytes()).decode("ascii")


def describe_output(output, dtype):
    shape = list(output.values.shape)
    if dtype in PACKED:
        shape[-1] //= 4
    words = encode(output.values, dtype)
    count = int(np.prod(shape))
    described = {"shape": shape, "dtype": dtype}
    if output.exact or dtype in WORDS or dtype in PACKED:
        described["checksum"] = checksum(words)
    else:
        for name in ("relative", "absolute"):
            if getattr(output, name) is not None:
                described[name] = getattr(output, name)
    flat = words.ravel()
    if dtype in PACKED:
        flat = flat.view("<u4")
    samples = 64 if "checksum" in described else SAMPLES
    if count > (samples if "checksum" in described else STORED):
        flat = flat[np.arange(samples) * count // samples]
    if count > STORED and "checksum" not in described:
        signs = np.where(uniform_words(count, 97) & np.uint64(1), 1.0, -1.0)
        described["signed_sum"] = float(np.sum(rounded(output.values, dtype).ravel() * signs))
    described["words"] = text_of(flat)
    return described


CASES = []


def case(inputs, generations="v3", cores=1, keywords=None, version=None, label="", kernel=None):
    """Records a case of the kernel that has the reference's name (or `kernel`). Decorators stack: one for each case."""

    def record(reference):
        CASES.append(
            {
                "reference": reference,
                "kernel": kernel or reference.__name__,
                "label": label,
                "inputs": inputs,
                "generations": generations.split(),
                "cores": cores,
                "keywords": keywords or {},
                "version": version,
            }
        )
        return reference

    return record


def keyword_of(value):
    """The argument as a call file writes it; kernels take no lists."""
    if isinstance(value, (list, tuple)):
        return {"tuple": [keyword_of(each) for each in value]}
    return {"float": value} if isinstance(value, float) else value


def describe_case(topic, made):
    outputs = made["reference"](*[each.values for each in made["inputs"]], **made["keywords"])
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    described = {
        "topic": topic,
        "kernel": made["kernel"],
        "generations": made["generations"],
        "inputs": [each.describe() for each in made["inputs"]],
        "outputs": [describe_output(each, each.dtype or made["inputs"][0].dtype) for each in outputs],
    }
    if made["label"]:
        described["label"] = made["label"]
    if made["cores"] != 1:
        described["cores"] = made["cores"]
    if made["keywords"]:
        described["keywords"] = {name: keyword_of(value) for name, value in made["keywords"].items()}
    if made["version"]:
        described["version"] = list(made["version"])
    return described


def main(topics):
    # The references import this file by its name, and record their cases there.
    shared = importlib.import_module("reference")
    np.seterr(all="ignore")
    for topic in topics:
        shared.CASES.clear()
        importlib.import_module(f"ref_{topic}")
        for made in shared.CASES:
            print(json.dumps(describe_case(topic, made)))


if __name__ == "__main__":
    main(sys.argv[1:])
