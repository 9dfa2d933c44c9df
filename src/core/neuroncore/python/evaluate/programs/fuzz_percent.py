class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(19)
for _ in range(300):
    flags = r.pick(['', '-', '+', ' ', '0', '#', '+0', '-+'])
    width = r.pick(['', str(1 + r.below(12))])
    precision = r.pick(['', f'.{r.below(8)}'])
    kind = r.pick('dixXoeEfFgGs')
    value = r.below(100000) - 50000 if kind in 'dixXo' else (r.below(1000000) - 500000) / 10 ** r.below(8)
    spec = '%' + flags + width + precision + kind
    print(repr(spec), value, '|' + spec % value + '|')
