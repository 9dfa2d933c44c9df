class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(5)
for _ in range(300):
    a = (r.below(2000000) - 1000000) / 10 ** r.below(7)
    b = (r.below(2000) - 1000 + 0.5) / 2 ** r.below(12)
    print(a, b, a + b, a - b, a * b, a / b, a // b, a % b, abs(a), -a, a < b, a == b, int(a), round(a), round(a, 2), a * 1e20, b * 1e-20)
