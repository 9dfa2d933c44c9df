a = [1]
b = a
c = [1]
print(a is b, a is c, a is not c, a == c, None is None, True is True, ... is Ellipsis, NotImplemented is NotImplemented)
def f(x=None):
    return 'none' if x is None else 'given'
print(f(), f(None), f(0), f([]))
class S: pass
s = S()
print(s is s, S() is S(), type(s) is S, S is S, s.__class__ is S, f is f, int is int, (1).__class__ is int, len is len)
print(id(a) == id(b), id(a) == id(c), None == False, None == 0, not None)
