class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(17)
for _ in range(200):
    v = ''.join(r.pick('abcxyz é') for _ in range(r.below(8)))
    spec = r.pick(['', '*<', '>', '-^', '^', '<']) + r.pick(['', str(r.below(15))]) + r.pick(['', f'.{r.below(6)}']) + r.pick(['', 's'])
    print(repr(v), repr(spec), '|' + format(v, spec) + '|', v.center(r.below(12), '.'), v.ljust(r.below(10)) + '|', v.rjust(r.below(10), '0'), v.zfill(r.below(10)))
