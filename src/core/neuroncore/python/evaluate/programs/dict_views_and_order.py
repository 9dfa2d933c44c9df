d = {'b': 1, 'a': 2}
k, v, i = d.keys(), d.values(), d.items()
d['c'] = 3
d['b'] = 9
print(list(k), list(v), list(i), len(k), 'c' in k, 9 in v, ('a', 2) in i)
del d['b']
d['b'] = 0
print(list(d), dict(sorted(d.items())), dict(sorted(d.items(), key=lambda kv: kv[1])), max(d, key=d.get), min(d.values()), sum(d.values()))
inverse = {v: k for k, v in d.items()}
print(inverse, {**d, 'z': 1}, dict(zip('ab', (1, 2))), dict([['x', 1]]), {}.get('q'), d.get('q', {}).get('r', 'deep'))
groups = {}
for w in ['apple', 'avocado', 'bean', 'beet', 'corn']: groups.setdefault(w[0], []).append(w)
print(groups, {k: len(v) for k, v in groups.items()}, [k for k, v in groups.items() if len(v) > 1])
for k in list(d): del d[k]
print(d, bool(d), not d)
