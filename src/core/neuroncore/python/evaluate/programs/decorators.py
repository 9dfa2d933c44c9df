def twice(f):
    def wrapped(*args, **kwargs):
        return f(*args, **kwargs), f(*args, **kwargs)
    return wrapped
def tagged(tag):
    print('make', tag)
    def decorate(f):
        print('apply', tag)
        def inner(*args):
            return (tag, f(*args))
        return inner
    return decorate
@tagged('a')
@tagged('b')
def value(x):
    return x
print(value(3))
@twice
def double(x):
    return 2 * x
print(double(4))
def register(cls):
    cls.registered = True
    return cls
@register
class Thing:
    pass
print(Thing.registered)
class Caller:
    def __init__(self, f):
        self.f = f
        self.calls = 0
    def __call__(self, *args):
        self.calls += 1
        return self.f(*args)
@Caller
def plus(a, b):
    return a + b
print(plus(1, 2), plus(3, 4), plus.calls)
