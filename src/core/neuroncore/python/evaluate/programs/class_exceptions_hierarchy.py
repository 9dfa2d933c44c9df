for name in (IndexError, KeyError, ValueError, ZeroDivisionError, NotImplementedError, ModuleNotFoundError, UnboundLocalError, RecursionError, StopIteration, AssertionError, KeyboardInterrupt):
    print(name.__name__, [c.__name__ for c in name.__mro__])
def kind(error):
    try:
        raise error
    except LookupError: return 'lookup'
    except ArithmeticError: return 'arithmetic'
    except (TypeError, ValueError) as e: return 'type or value ' + str(e)
    except Exception as e: return 'other ' + repr(e)
print(kind(KeyError('a')), kind(IndexError()), kind(ZeroDivisionError()), kind(ValueError('v')), kind(TypeError(1, 2)), kind(RuntimeError('r')), kind(OSError('o')))
e = ValueError('a', 1)
print(e.args, str(e), repr(e), str(ValueError()), repr(ValueError('x')), str(KeyError('k')), ValueError('a') == ValueError('a'))
print(StopIteration(5).value, isinstance(e, Exception), issubclass(KeyError, LookupError))
