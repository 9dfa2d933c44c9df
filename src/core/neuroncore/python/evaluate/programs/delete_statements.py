a = [1, 2, 3, 4]
del a[0], a[-1]
d = {'x': 1, 'y': 2}
del d['x']
class O: pass
o = O()
o.p = 1
del o.p
print(a, d, hasattr(o, 'p'))
x = y = 1
del x, y
for name in ('x', 'y'):
    try:
        print({'x': lambda: x, 'y': lambda: y}[name]())
    except NameError as error:
        print(error)
def f():
    b = 1
    del b
    b = 2
    return b
print(f())
try:
    del o.p
except AttributeError as error:
    print(type(error).__name__)
try:
    del a[9]
except IndexError as error:
    print(error)
