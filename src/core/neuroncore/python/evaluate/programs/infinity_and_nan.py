inf, nan = float('inf'), float('nan')
print(inf, -inf, nan, inf > 1e308, -inf < 0, inf == inf, nan == nan, nan != nan, nan < 1, nan in [nan], [nan] == [nan], inf - 1, inf * 0, inf * -1, 1 / inf, -1 / inf, inf + -inf, max(1, inf), min(nan, 1), min(1, nan), abs(-inf), bool(nan), str(nan), f'{inf:5}|{nan:.2f}|{-inf:+}', sorted([inf, 1, -inf]), inf ** 0, nan ** 0, 1 ** nan, 0.0 ** 0, round(inf, 1), int(1e15), -0.0, 0.0 == -0.0, float('1e400'), 1e-400)
for f in (lambda: int(inf), lambda: int(nan), lambda: round(inf), lambda: inf // 0, lambda: inf % 0.0):
    try: f()
    except (OverflowError, ValueError, ZeroDivisionError) as e: print(type(e).__name__, e)
