class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(31)
values = [0, 1, -1, 1.0, 0.5, -0.0, True, False, 'a', 'b', '', 'ab', None, [1], [1, 2], [], (1,), (1, 2), (), {1}, {1, 2}, {'a': 1}, range(2), 2 ** 52, float('inf'), float('nan')]
for _ in range(500):
    a, b = r.pick(values), r.pick(values)
    out = []
    for f in (lambda: a == b, lambda: a != b, lambda: a < b, lambda: a <= b, lambda: a > b, lambda: a >= b, lambda: a in [b], lambda: a and b, lambda: a or b, lambda: not a):
        try:
            out.append(repr(f()))
        except TypeError as error:
            out.append(str(error))
    print(repr(a), repr(b), out)
