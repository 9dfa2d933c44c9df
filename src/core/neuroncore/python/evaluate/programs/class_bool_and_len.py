class L:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
for x in (L(0), L(2)):
    print(bool(x), not x, 'yes' if x else 'no')
class B:
    def __bool__(self): return 'no'
try:
    bool(B())
except TypeError as error:
    print(error)
class N:
    def __len__(self): return -1
try:
    len(N())
except ValueError as error:
    print(error)
