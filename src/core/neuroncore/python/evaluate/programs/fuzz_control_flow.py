class Random:
    def __init__(self, seed):
        self.state = seed
    def below(self, n):
        self.state = self.state * 16807 % 2147483647
        return self.state % n
    def pick(self, items):
        return items[self.below(len(items))]

r = Random(113)
def walk(script):
    out = []
    for step in script:
        try:
            if step == 0: continue
            if step == 1: out.append('a')
            elif step == 2: raise ValueError(step)
            elif step == 3: out.append(1 // 0)
            elif step == 4: break
            else: out.append([][step])
        except ValueError as e: out.append(str(e))
        except ArithmeticError:
            out.append('div')
            if len(out) > 4: return out
        except IndexError: pass
        else: out.append('else')
        finally: out.append('.')
    else:
        out.append('end')
    return out
for _ in range(200):
    script = [r.below(6) for _ in range(r.below(8))]
    print(script, walk(script))
