class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(61)
for _ in range(400):
    s = ''.join(r.pick('0123456789_+-.eExab ') for _ in range(1 + r.below(6)))
    for f in (int, float, lambda t: int(t, 16), lambda t: int(t, 0)):
        try:
            print(repr(s), repr(f(s)))
        except ValueError as error:
            print(error)
