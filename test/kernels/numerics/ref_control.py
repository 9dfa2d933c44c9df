"""What the kernels of control.py must give."""

from reference import case, closely, exactly, given, uniform


@case([uniform((20, 30)), given([[5]], "int32")], "v2 v3 v4")
@case([uniform((20, 30), "bfloat16"), given([[1]], "int32")])
def doubled_as_often_as_told(x, times):
    doubled = x * 2.0 ** int(times[0, 0])
    return [exactly(doubled)] * 3 + [exactly(times * 0, "int32")]


@case([uniform((64, 50)), given([[8, 30]], "int32")], "v2 v3 v4")
def sum_of_blocks(x, bounds):
    first, last = (int(each) for each in bounds[0])
    return closely(sum(x[:, start : start + 4] for start in range(first, last, 4)))


@case([uniform((9, 21))], "v2 v3 v4")
def rows_written_in_a_loop(x):
    return exactly(2 * x)


@case([given([[-123456]], "int32")], "v2 v3 v4")
def registers_to_memory(x):
    return exactly([[42, x[0, 0], -7]])


@case([given([[0.5, -1]])], "v2", kernel="generation_number", label="trn1")
def second(x):
    return exactly(x + 2)


@case([given([[0.5, -1]])], "v3", kernel="generation_number", label="trn2")
def third(x):
    return exactly(x + 3)


@case([given([[0.5, -1]])], "v4", kernel="generation_number", label="trn3")
def fourth(x):
    return exactly(x + 4)


@case([uniform((33, 7))], "v2 v3 v4")
def unrolled(x):
    return closely((x[:, 0] + x[:, 2] + x[:, 4] + x[:, 0] + x[:, 1] + x[:, 2] - x[:, 1])[:, None])
