def t(x, log=[]):
    print('eval', x)
    return x
d = {t('k1'): t('v1'), t('k2'): t('v2')}
l = [0, 0]
l[t(0)] = t('value')
t(print)(t('a'), *[t('b')], sep=t('-'), **{'end': t('\n')})
x = t(1) + t(2) * t(3)
t(1) < t(2) < t(0) < t(9)
a = b = t(5)
def f(p=t('default'), *, q=t('kw')): return p, q
print(f(q=t(1), p=t(2)), l, a, b, x)
(t([1]) if t(0) else t([2])).append(t(3))
{t(1): t(2) for _ in [t(0)]}
l[t(1)] += t(7) if isinstance(l[1], int) else 0
print(l)
