class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(11)
for _ in range(300):
    v = r.below(10 ** (1 + r.below(9))) * r.pick([1, -1])
    spec = r.pick(['', '*', '0', 'x'])
    spec = (spec + r.pick('<>^=')) if spec else r.pick(['', '<', '>', '^', '='])
    spec += r.pick(['', '+', ' ', '-']) + r.pick(['', '', '#']) + r.pick(['', '0']) + r.pick(['', str(r.below(20))]) + r.pick(['', '', '_'])
    spec += r.pick(['', 'd', 'x', 'X', 'b', 'o', 'n' if '_' not in spec else 'd'])
    try:
        print(v, repr(spec), '|' + format(v, spec) + '|')
    except ValueError as error:
        print(v, repr(spec), error)
