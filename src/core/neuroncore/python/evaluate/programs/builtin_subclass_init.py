class Bag(dict):
    def __init__(self, *args, tag=None, **kw):
        super().__init__(*args, **kw)
        self.tag = tag
b = Bag({'a': 1}, tag='t', b=2)
print(b, b.tag, len(b))
class Items(list):
    def __init__(self, n):
        super().__init__(range(n))
        self.n = n
print(Items(3), Items(2).n)
class Tracked(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value * 2)
    def __getitem__(self, key):
        return ('got', super().__getitem__(key))
t = Tracked()
t['a'] = 4
print(t, t['a'], t.get('a'))
class Loud(list):
    def append(self, x):
        print('append', x)
        super().append(x)
l = Loud()
l.append(1)
print(l)
class Even(int):
    def __new__(cls, value):
        return super().__new__(cls, value * 2)
    def __add__(self, other):
        return Even.plain(int(self) + other)
    @classmethod
    def plain(cls, v): return v
print(Even(4), Even(4) + 1, Even(2) == 4)
