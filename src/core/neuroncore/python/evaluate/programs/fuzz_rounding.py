class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(43)
for _ in range(400):
    x = (r.below(20001) - 10000) / r.pick([1, 2, 4, 8, 10, 16, 100, 1000])
    n = r.below(6) - 2
    print(x, n, round(x), round(x, n), round(int(x * 100), n), f'{x:.0f}', f'{x:.1f}', f'{x:.2f}')
