class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(13)
for _ in range(500):
    v = (r.below(10 ** 9) - 5 * 10 ** 8) / 10 ** r.below(12)
    spec = r.pick(['', '*<', '>', '0^', '=']) + r.pick(['', '+', ' ']) + r.pick(['', '#']) + r.pick(['', '0']) + r.pick(['', str(r.below(25))]) + r.pick(['', ',', '_']) + r.pick(['', f'.{r.below(12)}'])
    spec += r.pick(['', 'f', 'e', 'g', 'G', 'E', '%'])
    print(v, repr(spec), '|' + format(v, spec) + '|')
