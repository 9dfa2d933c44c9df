class Point:
    """A point."""
    dims = 2
    def __init__(self, x, y=0):
        self.x = x
        self.y = y
    def norm2(self):
        return self.x ** 2 + self.y ** 2
    def __repr__(self):
        return f'Point({self.x}, {self.y})'
    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
p = Point(3, 4)
print(p, str(p), p.norm2(), p.dims, Point.dims, [p], {p: 1})
p.dims = 3
print(p.dims, Point.dims)
print(p == Point(3, 4), p != Point(3, 5), p == 5, Point(1) in [Point(1, 0)])
print(len({Point(1), Point(1), Point(2)}), {Point(1): 'a'}[Point(1)])
print(p.__class__.__name__, type(p) is Point, Point.__name__, isinstance(p, object))
m = p.norm2
print(m())
print(Point.norm2(p))
print(hasattr(p, 'x'), hasattr(p, 'q'), getattr(p, 'x'), getattr(p, 'q', None))
setattr(p, 'z', 9)
print(p.z)
del p.z
print(hasattr(p, 'z'))
try:
    p.nothing
except AttributeError as error:
    print(error)
try:
    Point.nothing
except AttributeError as error:
    print(error)
print(Point.__doc__)
