def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
attempt(lambda: 1 < 'a')
attempt(lambda: [] >= 1)
attempt(lambda: None > None)
attempt(lambda: {} < {})
attempt(lambda: [1, 'a'] < [1, 2])
attempt(lambda: 1 in 5)
attempt(lambda: 1 in 'abc')
attempt(lambda: [] in {})
attempt(lambda: sorted([1, 'a']))
attempt(lambda: max([1, None]))
