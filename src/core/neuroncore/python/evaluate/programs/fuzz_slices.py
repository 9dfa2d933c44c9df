class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(23)
items = list(range(9))
text = 'abcdefghi'
def part():
    return r.pick([None, r.below(25) - 12, r.below(25) - 12])
for _ in range(400):
    a, b = part(), part()
    c = r.pick([None, 1, 2, 3, -1, -2, -4])
    s = slice(a, b, c)
    print(s, items[s], text[s], tuple(items)[s], range(9)[s] == range(9)[a:b:c], list(range(9)[s]), s.indices(9))
