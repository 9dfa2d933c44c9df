s = 'naïve café 😀 日本'
print(len(s), s[0:6], s[::-1], s.upper(), s.find('😀'), s.index('日'), s.split(), s.replace('😀', ':)'), s.center(20, '*'), [c for c in s if ord(c) > 255])
print('\u00e9' == 'é', 'é'.isalpha(), '日'.isalpha(), '²'.isdigit(), 'İ'.lower() == 'i̇', 'ß'.upper(), 'ǆ'.title() if False else '')
print(sorted('zéaè'), max('aé😀'), 'a😀b'[1:], '😀' * 2, f'{"😀":>4}|', '😀😀'.count('😀'), 'x'.join('😀é'))
print('tab\tnew\nline'.split('\n'), 'a\u2028b'.splitlines(), 'a\x0bb'.split())
