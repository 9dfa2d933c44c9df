MISSING = object()
def record(cls):
    fields = list(cls.__annotations__)
    defaults = {n: getattr(cls, n) for n in fields if hasattr(cls, n)}
    def __init__(self, *args, **kwargs):
        for name, value in zip(fields, args): setattr(self, name, value)
        for name in fields[len(args):]:
            value = kwargs.pop(name, defaults.get(name, MISSING))
            if value is MISSING: raise TypeError(f'missing {name}')
            setattr(self, name, value)
        if kwargs: raise TypeError(f'unexpected {sorted(kwargs)}')
        if hasattr(self, '__post_init__'): self.__post_init__()
    def __repr__(self):
        return f"{cls.__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in fields)})"
    def __eq__(self, other):
        return type(self) is type(other) and all(getattr(self, n) == getattr(other, n) for n in fields)
    cls.__init__, cls.__repr__, cls.__eq__ = __init__, __repr__, __eq__
    return cls
@record
class Tile:
    rows: int
    cols: int = 512
    name: str = 'tile'
    def __post_init__(self):
        self.size = self.rows * self.cols
print(Tile(128), Tile(1, 2, name='x').size, Tile(3) == Tile(3, 512), Tile(3) == Tile(4))
for bad in (lambda: Tile(), lambda: Tile(1, zap=2)):
    try: bad()
    except TypeError as error: print(error)
