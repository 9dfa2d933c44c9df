def f():
    try:
        raise ValueError('first')
    finally:
        print('cleanup')
try:
    f()
except ValueError as error:
    print(error)
def g():
    try:
        raise ValueError('lost')
    finally:
        raise KeyError('wins')
try:
    g()
except KeyError as error:
    print(error)
def h():
    for i in range(2):
        try:
            raise ValueError(i)
        except ValueError:
            continue
        finally:
            print('finally', i)
    return 'done'
print(h())
def swallow():
    try:
        raise ValueError
    finally:
        return 'swallowed'
print(swallow())
