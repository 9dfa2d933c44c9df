class A:
    def __add__(self, o): return 'A.add'
    def __radd__(self, o): return 'A.radd'
    def __eq__(self, o): return 'A.eq'
class B(A):
    def __radd__(self, o): return 'B.radd'
    def __eq__(self, o): return 'B.eq'
class C(A): pass
print(A() + B(), A() + C(), A() + 1, 1 + A(), B() + A(), A() == B(), A() == A(), 1 == A())
class N:
    def __add__(self, o): return NotImplemented
    def __mul__(self, o): return NotImplemented
class R:
    def __radd__(self, o): return 'R.radd'
print(N() + R())
for f in (lambda: N() + 1, lambda: 1 + N(), lambda: N() * N()):
    try:
        f()
    except TypeError as error:
        print(error)
