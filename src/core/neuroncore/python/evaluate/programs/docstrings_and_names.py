"""Module text."""
def f(a: int, b: 'str' = 'x') -> bool:
    """Text of f."""
    return True
class C:
    """Text of C."""
    x: int = 1
    y: 'float'
    def m(self):
        'short'
print(f.__doc__, C.__doc__, C.m.__doc__, (lambda: 0).__doc__)
print(f.__name__, C.m.__name__, C.__name__, C().m.__name__, f.__annotations__, C.__annotations__, f.__defaults__)
x: int = 5
y: str
print(x, f(1), C.x, hasattr(C, 'y'))
f.tag = 'custom'
print(f.tag, hasattr(f, 'other'))
