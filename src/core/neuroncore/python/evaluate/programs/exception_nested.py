def level(n):
    try:
        if n == 0:
            raise ValueError('bottom')
        level(n - 1)
    except ValueError as error:
        if n < 2:
            raise RuntimeError(f'level {n}') from error
        raise
    except RuntimeError as error:
        if n == 3:
            return f'{error} <- {error.__cause__}'
        raise
print(level(3))
def several():
    for kind in (ValueError, KeyError, IndexError, None):
        try:
            if kind:
                raise kind('x')
        except (ValueError, KeyError) as e:
            yield_ = type(e).__name__
            print('one', yield_)
        except IndexError:
            print('index')
        else:
            print('none')
several()
try:
    raise
except RuntimeError as error:
    print(error)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined
except NameError as error:
    print(error, type(error.__context__).__name__)
try:
    raise ValueError('a') from None
except ValueError as error:
    print(error.__cause__, error.__suppress_context__)
try:
    try: pass
    except 5: pass
    else: raise KeyError(1)
except KeyError as e: print(e)
