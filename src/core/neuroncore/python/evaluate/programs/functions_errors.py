def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except TypeError as error:
        print(error)
def none(): pass
def one(a): pass
def two(a, b): pass
def three(a, b, c): pass
def some(a, b=1, c=2): pass
def named(a, *, k): pass
def named2(*, k, m): pass
def named3(a, *, k=1): pass
def only(a, /, b): pass
attempt(none, 1)
attempt(none, 1, 2)
attempt(none, x=1)
attempt(one)
attempt(one, 1, 2)
attempt(one, b=1)
attempt(one, 1, a=2)
attempt(two)
attempt(three)
attempt(three, 1)
attempt(some)
attempt(some, 1, 2, 3, 4)
attempt(some, 1, 2, b=3)
attempt(named, 1)
attempt(named, 1, 2, k=3)
attempt(named, 1, 2)
attempt(named2)
attempt(named3, 1, 2, 3, k=4)
attempt(only, a=1, b=2)
attempt(only, 1)
class A:
    def __init__(self, x): pass
    def m(self, y): pass
    @staticmethod
    def s(z): pass
attempt(A)
attempt(A, 1, 2)
attempt(A(1).m)
attempt(A(1).m, 1, 2)
attempt(A.s)
attempt(A(1).m, q=1)
class E:
    pass
attempt(E, 1)
attempt(5)
attempt('abc')
attempt(None)
attempt(E())
