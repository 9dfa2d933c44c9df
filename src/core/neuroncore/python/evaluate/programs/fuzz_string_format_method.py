class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(107)
for _ in range(300):
    fields = []
    for i in range(1 + r.below(4)):
        fields.append('{' + r.pick(['a', 'b', 'c']) + r.pick(['', '!r', '!s']) + r.pick(['', ':>8', ':<6', ':^9', ':{w}']) + '}')
    template = r.pick(['', 'x=', '{{', '}}']) + ' '.join(fields)
    print(repr(template), template.format(a=r.below(1000), b=r.pick(['q', 'né', '']), c=None if False else 'z', w=r.below(10)) if True else '')
