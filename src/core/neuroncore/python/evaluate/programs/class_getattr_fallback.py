class Proxy:
    def __init__(self, target):
        self.target = target
    def __getattr__(self, name):
        return getattr(self.target, name)
p = Proxy([3, 1, 2])
p.append(0)
p.sort()
print(p.target, p.count(1))
try:
    p.missing
except AttributeError as error:
    print(error)
class Strict:
    def __setattr__(self, name, value):
        if name.startswith('_'):
            raise AttributeError('private ' + name)
        super().__setattr__(name, value)
s = Strict()
s.a = 1
try:
    s._b = 2
except AttributeError as error:
    print(error)
print(s.a, vars(s))
