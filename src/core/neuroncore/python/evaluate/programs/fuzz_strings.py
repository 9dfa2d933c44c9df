class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(41)
for _ in range(300):
    s = ''.join(r.pick('ab ,.\tAB1') for _ in range(r.below(14)))
    t = ''.join(r.pick('ab ,') for _ in range(r.below(3)))
    n = r.below(4) - 1
    print(repr(s), repr(t), s.find(t), s.rfind(t), s.count(t), s.replace(t, '<>', n), s.split(), s.split(None, n), s.rsplit(None, n), s.strip(), s.strip(t) , s.title(), s.swapcase(), s.capitalize(), s.istitle(), s.isupper(), s.islower(), s.isalnum(), s.partition(t or 'a'), s.rpartition(t or 'a'), s.startswith(t), s.endswith(t), s.expandtabs(4), s > t, t in s)
    if t: print(s.split(t), s.split(t, n), s.rsplit(t, n))
