def check(value, limit=10):
    assert value < limit, f'{value} must be below {limit}'
    assert isinstance(value, int)
    return value
print(check(5))
for bad in (20, 1.5):
    try:
        check(bad)
    except AssertionError as error:
        print(repr(error), str(error) == '')
try:
    assert (1, 'a')[0] == 2, ('tuple', 'message')
except AssertionError as error:
    print(error.args)
