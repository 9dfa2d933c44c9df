class Shape:
    registry = {}
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Shape.registry[cls.__name__] = cls
    @classmethod
    def create(cls, name, *args): return cls.registry[name](*args)
    @staticmethod
    def unit(): return 'cm'
    def describe(self): return f'{type(self).__name__} {self.area():.2f} {self.unit()}2'
class Square(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
class Circle(Shape):
    PI = 3.14159
    def __init__(self, r): self.r = r
    def area(self): return self.PI * self.r ** 2
    @staticmethod
    def unit(): return 'mm'
print([Shape.create(n, 2).describe() for n in sorted(Shape.registry)])
print(Square.unit(), Circle.unit(), Circle(1).create('Square', 3).area(), Shape.create.__name__)
f = Square(4).area
g = Square.area
print(f(), g(Square(5)), Circle.__dict__['PI'], 'area' in Square.__dict__)
