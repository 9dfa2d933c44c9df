x = 'global'
def reads():
    return x
def local():
    x = 'local'
    return x, reads()
print(local())
class C:
    x = 'class'
    y = x + '!'
    def m(self):
        return x
    z = [x for _ in range(2)]
print(C.y, C().m(), C.z)
def f():
    try:
        print(undefined_name)
    except NameError as error:
        print(error)
    try:
        print(later)
        later = 1
    except UnboundLocalError as error:
        print(error)
    def g():
        return free
    try:
        g()
    except NameError as error:
        print(error)
    free = 2
    print(g())
f()
y = 5
comp = [y for y in range(3)]
print(y, comp)
if (n := 10) > 5:
    print(n)
print([last := i for i in range(4)], last)
def walrus():
    if any((found := v) > 2 for v in [1, 2, 3, 4]):
        return found
print(walrus())
del y
try:
    y
except NameError as error:
    print(error)
def dels():
    a = 1
    del a
    try:
        return a
    except UnboundLocalError as error:
        return str(error)
print(dels())
print(__name__)
