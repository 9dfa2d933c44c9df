class A:
    def who(self): return 'A'
    def hello(self): return 'hello ' + self.who()
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def add(a, b): return a + b
class B(A):
    def who(self): return 'B' + super().who()
class C(A):
    def who(self): return 'C' + super().who()
class D(B, C):
    def who(self): return 'D' + super().who()
print(D().hello(), B().hello(), C().hello())
print([c.__name__ for c in D.__mro__])
print(type(D.make()).__name__, D.add(1, 2), D().add(3, 4))
print(isinstance(D(), A), issubclass(D, (int, C)), isinstance(B(), C), issubclass(B, B))
class Base:
    def __init__(self, name):
        self.name = name
class Child(Base):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
class Grand(Child):
    def __init__(self, *args, **kwargs):
        super(Grand, self).__init__(*args, **kwargs)
        self.extra = True
g = Grand('x', age=3)
print(g.name, g.age, g.extra)
try:
    class X(A, B): pass
except TypeError as error:
    print(type(error).__name__)
print(D.__bases__ == (B, C), A.__bases__ == (object,))
