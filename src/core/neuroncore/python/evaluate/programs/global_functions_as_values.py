ops = {'add': lambda a, b: a + b, 'max': max, 'int': int, 'len': len, 'join': ', '.join}
print(ops['add'](1, 2), ops['max'](3, 9, 2), ops['int']('7'), ops['len']('abc'), ops['join'](['a', 'b']))
def apply(f, *args, **kw): return f(*args, **kw)
print(apply(sorted, [3, 1], reverse=True), apply(dict, a=1), apply(str.upper, 'x'), apply([].append, 1), apply(print, 'p', end='!\n'))
table = [(str, 5), (float, '2'), (bool, ''), (list, 'ab'), (tuple, [1]), (set, [2]), (abs, -1), (repr, 'q'), (type, 1)]
for f, v in table: print(f(v))
print(list(map(int, '123')), list(map(lambda f: f(2), [abs, float, str])), sum(map(len, ['a', 'bb'])))
