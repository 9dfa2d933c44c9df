class Version:
    def __init__(self, *parts): self.parts = parts
    def __lt__(self, other): return self.parts < other.parts
    def __le__(self, other): return self.parts <= other.parts
    def __eq__(self, other): return isinstance(other, Version) and self.parts == other.parts
    def __repr__(self): return 'v' + '.'.join(map(str, self.parts))
a, b = Version(1, 2), Version(1, 10)
print(a < b, a > b, a <= b, a >= b, a == Version(1, 2), a != b)
print(sorted([b, a]), max(a, b), min([b, a]), [a, b].index(b), b in [a])
try:
    hash(a)
except TypeError as error:
    print(error)
class P:
    pass
try:
    P() < P()
except TypeError as error:
    print(error)
