d = {'a': 1, 'b': 2}
d['c'] = 3
print(d, len(d), d['a'], d.get('z'), d.get('z', 0), 'a' in d, 1 in d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()))
print(d.pop('a'), d.pop('zz', 'dflt'), d, d.setdefault('b', 9), d.setdefault('n', 5), d)
d.update({'b': 20, 'q': 1}, r=2); print(d)
d.update([('s', 1)]); print(d)
del d['b']; print(d)
print(d.popitem(), d)
e = d.copy(); e.clear(); print(d, e)
print({1: 'int', 1.0: 'float', True: 'bool'}, {(1, 2): 'tuple', (1.0, 2): 'same'})
print({**{'a': 1}, 'b': 2, **{'a': 3}}, {'a': 1} | {'a': 2, 'b': 3})
f = {'x': 1}; f |= {'y': 2}; print(f)
print({k: v for k, v in zip('abc', range(3))}, {v: k for k, v in {'a': 1}.items() if v}, dict.fromkeys('ab', 0), dict.fromkeys([1]))
for k, v in {'a': 1, 'b': 2}.items():
    print(k, v)
print({'a': 1} == {'a': 1.0}, {'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {} == {}, {'a': 1} != {'a': 2})
print(sorted({'b': 1, 'a': 2}), max({'b': 1, 'c': 2}), sum({1: 0, 2: 0}), list(reversed({'a': 1, 'b': 2})))
print({'a': 1}.keys() & {'a', 'b'}, {'a': 1}.keys() | {'b'} == {'a', 'b'}, {'a': 1}.keys() - {'a'}, 'a' in {'a': 1}.keys(), 1 in {'a': 1}.values(), ('a', 1) in {'a': 1}.items())
nested = {'x': {'y': [1, 2]}}
nested['x']['y'].append(3)
nested['x']['z'] = None
print(nested)
def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
attempt(lambda: {}['a'])
attempt(lambda: {}[1, 2])
attempt(lambda: {}.pop('q'))
attempt(lambda: {}.popitem())
attempt(lambda: {}.nothing)
def grow():
    d = {1: 1}
    for k in d:
        d[k + 1] = 1
attempt(grow)
def delete():
    del {}['x']
attempt(delete)
class Keyed(dict):
    def __missing__(self, key):
        return key * 2
k = Keyed(a=1)
print(k['a'], k['zz'], k, len(k), isinstance(k, dict), k == {'a': 1})
k['n'] = 5
print(k, list(k.items()))
