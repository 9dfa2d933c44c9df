def f(a, b: int = 2, *args, c=3, **kw) -> str:
    "doc"
    return 'f'
print(f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__module__, sorted(f.__annotations__))
f.calls = 0
def counted(fn):
    def inner(*a):
        inner.calls += 1
        return fn(*a)
    inner.calls = 0
    inner.__name__ = fn.__name__
    return inner
g = counted(len)
g('ab'); g('c')
print(g.calls, g.__name__, callable(g), f.calls, vars(f))
class A:
    def m(self): return self
a = A()
print(a.m.__self__ is a, a.m.__func__ is A.m, a.m() is a, a.m == a.m, A.m.__name__, len.__name__, int.__name__, [].append.__name__)
