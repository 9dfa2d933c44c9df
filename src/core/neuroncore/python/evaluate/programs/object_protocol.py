class P: pass
p = P()
p.x = 1
print(vars(p), p.__dict__, 'x' in dir(p), isinstance(p, object), P.__mro__[-1] is object)
o = object()
print(type(o), isinstance(o, object), o == o, o != object())
print(type(p) == P, type(p) is P, type(P) is type, type(type) is type, callable(P), P.__module__, p.__class__ is P)
print(getattr(p, 'x'), getattr(p, 'y', 'dflt'), hasattr(P, '__init__'), hasattr(5, '__add__'), hasattr([], '__iter__'), hasattr(5, '__iter__'), hasattr('a', '__len__'))
delattr(p, 'x')
print(vars(p))
print(str(P)[:13], repr(P), P.__name__, f'{P}')
