print('a\tb\\n\'"\x41\u00e9\U0001F600\101\0end'.replace('\0', '<0>'))
print(r'raw \n {x}', 'line \
continued', """tri'ple"quote""", '''a
b''', "it's", 'say "x"', '\a'.isprintable(), len('\n\r\t\\'))
x = 5
print(f'{x}{{x}}{x!r}', rf'\d{x}', f'''{
    x + 1
}''', f"{'q' * 2}", f'{x:{"0"}{4}d}', f'{x:>{x}}|', F'{x}', f'{x,}', f'{ {1: 2}[1] }', f'{[i for i in range(3)]}', f'{(lambda v: v * 2)(4)}', f'{x if x > 3 else 0:03}', f'{x == 5}', f'{"a" "b"}', f'{x!s:>4}|', f'{3.0:g}', f'{1e10}')
