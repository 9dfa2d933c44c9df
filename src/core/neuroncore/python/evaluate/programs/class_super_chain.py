class Base:
    def __init__(self, **kw):
        print('Base', kw)
        super().__init__()
class Left(Base):
    def __init__(self, left=None, **kw):
        print('Left', left)
        super().__init__(**kw)
class Right(Base):
    def __init__(self, right=None, **kw):
        print('Right', right)
        super().__init__(**kw)
class Both(Left, Right):
    def __init__(self, **kw):
        print('Both')
        super().__init__(**kw)
Both(left=1, right=2)
print([c.__name__ for c in Both.__mro__])
class M:
    @classmethod
    def build(cls): return ['M', cls.__name__]
class K(M):
    @classmethod
    def build(cls): return ['K'] + super().build()
    def lam(self): return [f() for f in [lambda: super(K, self).build()]]
print(K.build(), K().lam())
