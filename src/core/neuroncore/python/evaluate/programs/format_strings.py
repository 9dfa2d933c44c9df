for v in ('', 'a', 'hello', 'é'):
    for spec in ('', 's', '5', '<5', '>5', '^5', '^6', '*^7', '.2', '.2s', '8.3', '05', '-<4', '>>4'):
        print(repr(spec), '|' + format(v, spec) + '|')
name, width, value = 'x', 10, 3.14159
print(f'{name}={value:.{2}f}', f'{value:{width}.2f}', f'{name!r:>5}', f'{{}} {name}', f'{"nested"}', f'{value=}', f'{1 + 1 = }', f'{name!s:^5}|')
print(f'{[1, 2]} {(1,)} { {"a": 1} } {None} {True}')
print(f'{name:>{width}}|' f'{value:<{width}.3}|')
print('%d %s %r %5.2f %-5d| %05d %x %X %o %e %g %% %c %+d % d' % (1, 'a', 'b', 2.345, 3, 42, 255, 255, 8, 12345.678, 0.0001, 'z', 5, 6))
print('%(a)s-%(b)d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1], '%5s|%-5s|' % ('a', 'b'), '%.2s' % 'abc', '%*d' % (5, 3))
print('{} {} {}'.format(1, 'a', 2.5), '{1} {0}'.format('a', 'b'), '{x} {y:>4}'.format(x=1, y=2), '{0.real} {1[0]} {2[k]}'.format(5, [6], {'k': 7}), '{:{}}|'.format('a', 4), '{{}}'.format(), '{!r}'.format('q'))
