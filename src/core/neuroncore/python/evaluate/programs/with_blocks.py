class M:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print('enter', self.name)
        return self.name
    def __exit__(self, kind, value, trace):
        print('exit', self.name, kind.__name__ if kind else None, value)
        return self.swallow
with M('a') as a, M('b') as b:
    print(a, b)
with M('s', True):
    raise ValueError('gone')
try:
    with M('p'):
        raise KeyError('kept')
except KeyError as error:
    print('caught', error)
def f():
    with M('r'):
        return 'value'
print(f())
for i in range(3):
    with M(i):
        if i == 0: continue
        if i == 1: break
with (M('x') as x, M('y')):
    print(x)
class T:
    def __enter__(self): return (1, 2)
    def __exit__(self, *args): return None
with T() as (p, q):
    print(p, q)
try:
    with 5:
        pass
except (TypeError, AttributeError) as error:
    print(type(error).__name__)
class Inner:
    def __enter__(self): raise RuntimeError('in enter')
    def __exit__(self, *a): print('never')
try:
    with M('outer'), Inner():
        pass
except RuntimeError as error:
    print(error)
