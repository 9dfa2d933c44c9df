class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(9)
for _ in range(400):
    m = r.below(1000000000) / 1000000007
    x = m * 10.0 ** (r.below(52) - 30) * r.pick([1, -1])
    print(repr(x), str(x), float(repr(x)) == x, f'{x}', f'{x:g}', f'{x:e}', f'{x:.17g}')
