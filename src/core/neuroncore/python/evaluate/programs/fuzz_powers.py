class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(103)
for _ in range(300):
    a = (r.below(2000) - 1000) / 2 ** r.below(6)
    n = r.below(4)
    k = r.below(12)
    b = r.below(20) - 10
    print(a, n, a ** n, 2.0 ** -n, 10.0 ** (n - 4), b, k, b ** k, pow(b, k, r.below(50) + 1), (abs(a) + 1) ** 0.5)
for base in (0.0, -0.0, 1.0, -1.0, 2.0, float('inf'), float('-inf')):
    for e in (0, 1, 2, 3, 0.0):
        print(base, e, base ** e)
