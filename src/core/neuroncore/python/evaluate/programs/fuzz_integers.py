class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(1)
for _ in range(300):
    a = r.below(2 ** r.below(30) + 1) * r.pick([1, -1])
    b = (r.below(2 ** r.below(20) + 1) + 1) * r.pick([1, -1])
    s = r.below(12)
    print(a, b, a + b, a - b, a * b, a // b, a % b, divmod(a, b), a & b, a | b, a ^ b, a << s, a >> s, ~a, -a, a / b, a < b, a == b)
