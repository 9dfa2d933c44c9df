def f(x):
    try:
        if x == 0: raise ValueError('zero')
        if x == 1: raise KeyError('key')
        if x == 2: return 'returned'
        if x == 3: raise RuntimeError('a', 2)
    except ValueError as e:
        print('value', e, repr(e), e.args)
        return 'v'
    except (KeyError, IndexError) as e:
        print('key', e, repr(e))
        return 'k'
    else:
        print('else')
        return 'e'
    finally:
        print('finally', x)
for i in (0, 1, 2, 4):
    print(f(i))
try:
    f(3)
except RuntimeError as e:
    print(e, e.args)
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally:
            print('fin', i)
    return 'end'
print(g())
def h():
    try:
        return 'try'
    finally:
        return 'finally'
print(h())
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError('wrapped') from e
except ValueError as e:
    print(e, repr(e.__cause__))
try:
    try:
        raise ValueError('first')
    except ValueError:
        raise TypeError('second')
except TypeError as e:
    print(repr(e.__context__), e.__cause__)
try:
    try:
        raise ValueError('again')
    except ValueError:
        raise
except ValueError as e:
    print('re', e)
class MyError(Exception):
    def __init__(self, code, detail=''):
        super().__init__(f'{code}: {detail}')
        self.code = code
class SubError(MyError): pass
try:
    raise SubError(7, detail='bad')
except MyError as e:
    print(type(e).__name__, e, e.code, isinstance(e, Exception))
try:
    raise ValueError
except ValueError as e:
    print(repr(e), str(e) == '')
try:
    raise 5
except TypeError as e:
    print(e)
try:
    assert 1 == 2, 'message'
except AssertionError as e:
    print(e)
try:
    assert 0
except AssertionError as e:
    print(repr(e))
try:
    e
except NameError as error:
    print(error)
