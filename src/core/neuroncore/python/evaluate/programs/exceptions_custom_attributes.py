class ShapeError(ValueError):
    def __init__(self, expected, found, *, where='kernel'):
        super().__init__(f'expected {expected}, found {found}')
        self.expected, self.found, self.where = expected, found, where
    def __str__(self):
        return f'[{self.where}] {super().__str__()}'
try:
    raise ShapeError((128, 512), (64, 512), where='matmul')
except ValueError as error:
    print(error, error.args, error.expected[0] - error.found[0])
class Coded(Exception):
    code = 7
print(Coded().code, repr(Coded('x', 1)), str(Coded('x', 1)), Coded('a').args)
def check(fn):
    try:
        return fn()
    except (ShapeError, Coded) as e:
        return type(e).__name__
def raiser(e): raise e
print(check(lambda: raiser(Coded)), check(lambda: raiser(ShapeError(1, 2))), check(lambda: 5))
class NoInit(Exception):
    def __init__(self, a, b): self.a = a
try:
    raise NoInit(1, 2)
except NoInit as e:
    print(e.args, e.a, str(e))
